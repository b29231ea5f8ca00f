package rule

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// flattener reads the attributes of a typed rule from a pattern.
type flattener struct {
	typed *typed
	// matchers are those of fields by their path, "build.state".
	matchers map[string]map[string][]string
	// keys are the matchers of a map field's keys, by the map's path.
	keys   map[string]map[string]map[string][]string
	anyOf  attr.Value
	rest   pattern.Builder
	beyond []string
}

func (t *typed) flatten(eventPattern string, into values) string {
	f := &flattener{typed: t, matchers: map[string]map[string][]string{}, keys: map[string]map[string]map[string][]string{}, anyOf: types.DynamicNull()}
	parsed, problems := patterntype.Parse(eventPattern)
	if parsed == nil {
		return fmt.Sprintf("The provider cannot read the event pattern: %s", problems.Err())
	}
	into[attrSource] = types.ListNull(types.StringType)
	into[attrDetailTypes] = types.ListNull(types.StringType)
	f.root(parsed.Root(), into)
	for _, n := range t.nodes {
		into[n.attribute] = f.value(n)
	}
	into[attrAnyOf] = f.anyOf
	into[attrExtra] = patterntype.Null()
	if !f.rest.IsEmpty() {
		into[attrExtra] = patterntype.Known(f.rest.String())
	}
	if !isSet(into[attrDetailTypes]) {
		f.beyond = append(f.beyond, "`detail-type`")
	}
	if len(f.beyond) == 0 {
		return ""
	}
	slices.Sort(f.beyond)
	return fmt.Sprintf("The attributes of this resource cannot express what the event pattern asks of %s.", prose.And(slices.Compact(f.beyond)))
}

// root reads the fields beside detail, and begins with detail.
func (f *flattener) root(root *pattern.Object, into values) {
	for _, field := range root.Fields {
		switch {
		case field.Overridden:
		case field.Key() == "source" && f.plain(field, attrSource, into):
		case field.Key() == "detail-type" && f.plain(field, attrDetailTypes, into):
		case field.Object != nil && field.Path[0] == "detail":
			f.object(field.Object)
		case field.IsLeaf() && len(field.Path) > 1 && field.Path[0] == "detail":
			f.leaf(field)
		case field.Or != nil:
			f.beyond = append(f.beyond, "`$or` beside `detail`")
		default:
			f.beyond = append(f.beyond, "`"+field.Key()+"`")
		}
	}
}

// plain reads a field whose conditions are all plain texts.
func (f *flattener) plain(field *pattern.Field, attribute string, into values) bool {
	if !field.IsLeaf() {
		return false
	}
	var items []string
	for _, c := range field.Conditions {
		if c.Operator != pattern.OperatorEquals || c.Values[0].Kind != pattern.KindText {
			return false
		}
		items = append(items, c.Values[0].Text)
	}
	into[attribute] = listOf(items)
	return true
}

// object reads the fields of detail and of the objects in it.
func (f *flattener) object(object *pattern.Object) {
	for _, field := range object.Fields {
		switch {
		case field.Overridden:
		case field.Object != nil:
			f.object(field.Object)
		case field.Or != nil:
			f.or(field)
		default:
			f.leaf(field)
		}
	}
}

// leaf reads a field with conditions; what is not a matcher goes to the rest.
func (f *flattener) leaf(field *pattern.Field) {
	below := field.Path[1:]
	l := find(f.typed.nodes, below)
	if l == nil || l.Kind == catalog.Object {
		f.rest.Field(below, field.Conditions...)
		return
	}
	operators, ok := matcher.Write(l.Kind, field.Conditions)
	switch {
	case !ok || l.node.field.Kind == catalog.Map && l.key == "":
		f.rest.Field(below, field.Conditions...)
	case l.key != "":
		name := l.node.name()
		if f.keys[name] == nil {
			f.keys[name] = map[string]map[string][]string{}
		}
		f.keys[name][l.key] = operators
	default:
		f.matchers[l.Name] = operators
	}
}

// or reads a "$or": as any_of where it stands directly below detail and its
// branches are matchers of documented fields, else as part of the rest.
func (f *flattener) or(field *pattern.Field) {
	if len(field.Path) == 1 && f.anyOf.IsNull() {
		if groups, ok := f.groups(field.Or); ok {
			f.anyOf = types.DynamicValue(matchertype.Tuple(groups))
			return
		}
	}
	copyOr(&f.rest, field, 1)
}

func (f *flattener) groups(branches []*pattern.Object) ([]attr.Value, bool) {
	out := make([]attr.Value, 0, len(branches))
	for _, branch := range branches {
		group := map[string]attr.Value{}
		if !f.group(branch, group) {
			return nil, false
		}
		out = append(out, matchertype.Object(group))
	}
	return out, len(out) >= 2
}

func (f *flattener) group(object *pattern.Object, into map[string]attr.Value) bool {
	for _, field := range object.Fields {
		switch {
		case field.Overridden:
		case field.Object != nil:
			if !f.group(field.Object, into) {
				return false
			}
		case field.Or != nil:
			return false
		default:
			l := find(f.typed.nodes, field.Path[1:])
			if l == nil {
				return false
			}
			operators, ok := matcher.Write(l.Kind, field.Conditions)
			if !ok {
				return false
			}
			into[l.Name] = matchertype.Value(l.Kind, operators)
		}
	}
	return len(into) > 0
}

// value is the attribute of a node, null if the pattern asks nothing of it.
func (f *flattener) value(n *node) attr.Value {
	switch n.field.Kind {
	case catalog.Object, catalog.Bool:
		if value := f.literal(n); value != nil {
			return types.DynamicValue(value)
		}
		return types.DynamicNull()
	case catalog.Map:
		keys := map[string]attr.Value{}
		for key, operators := range f.keys[n.name()] {
			keys[key] = matchertype.MapValue(operators)
		}
		if len(keys) > 0 {
			return types.MapValueMust(matchertype.Type, keys)
		}
		return types.MapNull(matchertype.Type)
	}
	if operators, ok := f.matchers[n.name()]; ok {
		return matchertype.MapValue(operators)
	}
	return types.MapNull(matchertype.Type.ElemType)
}

// literal is a node within an object as a configuration would write it, nil if
// the pattern asks nothing of it.
func (f *flattener) literal(n *node) attr.Value {
	attributes := map[string]attr.Value{}
	switch n.field.Kind {
	case catalog.Object:
		for _, child := range n.children {
			if value := f.literal(child); value != nil {
				attributes[child.attribute] = value
			}
		}
	case catalog.Map:
		for key, operators := range f.keys[n.name()] {
			attributes[key] = matchertype.Value(n.keyKind(), operators)
		}
	default:
		if operators, ok := f.matchers[n.name()]; ok {
			return matchertype.Value(n.field.Kind, operators)
		}
	}
	if len(attributes) == 0 {
		return nil
	}
	return matchertype.Object(attributes)
}

// copyOr adds a "$or" to a builder whose root is strip steps below the event's.
func copyOr(to *pattern.Builder, field *pattern.Field, strip int) {
	groups := make([]*pattern.Builder, 0, len(field.Or))
	for _, branch := range field.Or {
		group := &pattern.Builder{}
		copyObject(group, branch, len(field.Path))
		groups = append(groups, group)
	}
	to.AnyOf(field.Path[strip:], groups...)
}

func copyObject(to *pattern.Builder, object *pattern.Object, strip int) {
	for _, field := range object.Fields {
		switch {
		case field.Overridden:
		case field.Object != nil:
			copyObject(to, field.Object, strip)
		case field.Or != nil:
			copyOr(to, field, strip)
		default:
			to.Field(field.Path[strip:], field.Conditions...)
		}
	}
}
