package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// flattener reads the attributes of a typed rule from a pattern.
type flattener struct {
	typed *typed
	// matchers are the values of fields by their path, "build.state".
	matchers map[string]attr.Value
	// keys are the matchers of a map field's keys, by the map's path.
	keys   map[string]map[string]attr.Value
	anyOf  attr.Value
	rest   pattern.Builder
	beyond []string
}

func (t *typed) flatten(eventPattern string, into values) string {
	f := &flattener{typed: t, matchers: map[string]attr.Value{}, keys: map[string]map[string]attr.Value{}, anyOf: types.ListNull(groupType)}
	into[attrSource] = types.ListNull(types.StringType)
	into[attrDetailTypes] = types.ListNull(types.StringType)
	parsed, problems := patterntype.Parse(eventPattern)
	if parsed == nil {
		return fmt.Sprintf("The provider cannot read the event pattern: %s", problems.Err())
	}
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
	if l == nil || l.node.field.Kind == catalog.Object {
		f.rest.Field(below, field.Conditions...)
		return
	}
	value, ok := f.matcher(l, field.Conditions)
	switch {
	case !ok:
		f.rest.Field(below, field.Conditions...)
	case l.node.field.Kind == catalog.Map:
		name := strings.Join(l.node.field.Path, ".")
		if l.key == "" {
			f.rest.Field(below, field.Conditions...)
			return
		}
		if f.keys[name] == nil {
			f.keys[name] = map[string]attr.Value{}
		}
		f.keys[name][l.key] = value
	default:
		f.matchers[l.name] = value
	}
}

// matcher is the value of a field's attribute, false where it can't be one.
func (f *flattener) matcher(l *leaf, conditions []pattern.Condition) (attr.Value, bool) {
	if l.kind == catalog.Bool {
		if len(conditions) != 1 || conditions[0].Operator != pattern.OperatorEquals {
			return nil, false
		}
		kind := conditions[0].Values[0].Kind
		if kind != pattern.KindTrue && kind != pattern.KindFalse {
			return nil, false
		}
		return types.BoolValue(kind == pattern.KindTrue), true
	}
	return matcherValue(l, conditions)
}

// or reads a "$or": as any_of where it stands directly below detail and its
// branches are matchers of documented fields, else as part of the rest.
func (f *flattener) or(field *pattern.Field) {
	if len(field.Path) == 1 && f.anyOf.IsNull() {
		if groups, ok := f.groups(field.Or); ok {
			f.anyOf = types.ListValueMust(groupType, groups)
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
		out = append(out, types.MapValueMust(matcherType, group))
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
			value, ok := matcherValue(l, field.Conditions)
			if !ok {
				return false
			}
			into[l.name] = value
		}
	}
	return len(into) > 0
}

// value is the attribute of a node, null where the pattern asks nothing of it.
func (f *flattener) value(n *node) attr.Value {
	name := strings.Join(n.field.Path, ".")
	switch n.field.Kind {
	case catalog.Object:
		if object := f.members(n); object != nil {
			return types.DynamicValue(object)
		}
		return types.DynamicNull()
	case catalog.Map:
		if keys := f.keys[name]; keys != nil {
			return types.MapValueMust(matcherType, keys)
		}
		return types.MapNull(matcherType)
	case catalog.Bool:
		if value, ok := f.matchers[name]; ok {
			return value
		}
		return types.BoolNull()
	}
	if value, ok := f.matchers[name]; ok {
		return value
	}
	return types.MapNull(matcherType.ElemType)
}

// members are the fields of an object as a configuration would write them, nil
// where there is none.
func (f *flattener) members(n *node) attr.Value {
	attributes := map[string]attr.Value{}
	for _, child := range n.children {
		if child.field.Kind == catalog.Object {
			if object := f.members(child); object != nil {
				attributes[child.attribute] = object
			}
			continue
		}
		if value := f.value(child); !value.IsNull() {
			attributes[child.attribute] = literal(value)
		}
	}
	if len(attributes) == 0 {
		return nil
	}
	return objectOf(attributes)
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

// matcherValue is the matcher that makes these conditions, false where there
// is none.
func matcherValue(l *leaf, list []pattern.Condition) (attr.Value, bool) {
	fitting := l.kind.Operators()
	given := map[string][]string{}
	for _, c := range list {
		operator, items, ok := operands(l.kind, c)
		if !ok || !slices.Contains(fitting, operator) || isNegation(operator) && given[operator] != nil {
			return nil, false
		}
		given[operator] = append(given[operator], items...)
	}
	if len(list) == 0 {
		return nil, false
	}
	elements := make(map[string]attr.Value, len(given))
	for operator, items := range given {
		elements[operator] = listOf(items)
	}
	value := types.MapValueMust(matcherType.ElemType, elements)
	// What the configuration could not say is no matcher.
	if _, diags := matcher(path.Empty(), l, value); diags.HasError() {
		return nil, false
	}
	return value, true
}

// operands are the operator and the values that make a condition.
func operands(kind catalog.Kind, c pattern.Condition) (string, []string, bool) {
	switch c.Operator {
	case pattern.OperatorEquals:
		return plainOperand(kind, c.Values[0])
	case pattern.OperatorNumeric:
		bounds := make([]string, 0, len(c.Bounds))
		for _, b := range c.Bounds {
			bounds = append(bounds, b.Operator+" "+b.Number)
		}
		return catalog.OpNumeric, []string{strings.Join(bounds, ", ")}, true
	case pattern.OperatorExists:
		if c.Values[0].Kind == pattern.KindTrue {
			return catalog.OpIs, []string{isPresent}, true
		}
		return catalog.OpIs, []string{isMissing}, true
	}
	operator, ok := operatorNames[c.Operator]
	if !ok {
		return "", nil, false
	}
	items := make([]string, 0, len(c.Values))
	for _, value := range c.Values {
		if value.Kind != pattern.KindText && (value.Kind != pattern.KindNumber || kind != catalog.Number) {
			return "", nil, false
		}
		if kind == catalog.Number && value.Kind != pattern.KindNumber {
			return "", nil, false
		}
		items = append(items, value.Text)
	}
	return operator, items, true
}

func plainOperand(kind catalog.Kind, value pattern.Value) (string, []string, bool) {
	switch value.Kind {
	case pattern.KindNull:
		return catalog.OpIs, []string{isNull}, true
	case pattern.KindNumber:
		return catalog.OpEquals, []string{value.Text}, kind == catalog.Number
	case pattern.KindTrue, pattern.KindFalse:
		return catalog.OpEquals, []string{value.Text}, kind == catalog.Bool
	default:
		return catalog.OpEquals, []string{value.Text}, kind != catalog.Number && kind != catalog.Bool
	}
}

var operatorNames = map[pattern.Operator]string{
	pattern.OperatorPrefix:                catalog.OpPrefix,
	pattern.OperatorPrefixIgnoreCase:      catalog.OpPrefixIgnoreCase,
	pattern.OperatorSuffix:                catalog.OpSuffix,
	pattern.OperatorSuffixIgnoreCase:      catalog.OpSuffixIgnoreCase,
	pattern.OperatorEqualsIgnoreCase:      catalog.OpEqualsIgnoreCase,
	pattern.OperatorWildcard:              catalog.OpWildcard,
	pattern.OperatorCIDR:                  catalog.OpCIDR,
	pattern.OperatorAnythingBut:           catalog.OpNotEquals,
	pattern.OperatorAnythingButPrefix:     catalog.OpNotPrefix,
	pattern.OperatorAnythingButSuffix:     catalog.OpNotSuffix,
	pattern.OperatorAnythingButIgnoreCase: catalog.OpNotEqualsIgnoreCase,
	pattern.OperatorAnythingButWildcard:   catalog.OpNotWildcard,
}
