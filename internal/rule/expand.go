package rule

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// expander makes the pattern of one typed rule.
type expander struct {
	typed   *typed
	builder pattern.Builder
	out     expansion
	diags   diag.Diagnostics
}

func (t *typed) expand(v values) (expansion, diag.Diagnostics) {
	e := &expander{typed: t, out: expansion{complete: true, origins: origins{fields: map[string]origin{}, rest: path.Root(attrPattern)}}}
	var defaultSource []string
	if t.fam.Source.EnvelopeSource != "" {
		defaultSource = []string{t.fam.Source.EnvelopeSource}
	}
	e.envelope("source", attrSource, v.list(attrSource), defaultSource)
	e.envelope("detail-type", attrDetailTypes, v.list(attrDetailTypes), t.fam.DetailTypeNames())
	for _, n := range t.nodes {
		e.node(path.Root(n.attribute), n, v[n.attribute])
	}
	e.anyOf(v.list(attrAnyOf))
	e.out.documented = e.builder.String()
	e.extra(v.text(attrExtra))
	e.out.text = e.builder.String()
	if err := e.builder.Err(); err != nil && !e.diags.HasError() {
		e.diags.AddError("Event pattern with a field set twice", fmt.Sprintf("The attributes of the rule do not make an event pattern: %s.", err))
	}
	e.wholePattern()
	return e.out, e.diags
}

// envelope adds a field beside detail: a plain list of texts.
func (e *expander) envelope(field, attribute string, list types.List, byDefault []string) {
	items, known := texts(list)
	if !known {
		e.out.complete = false
		return
	}
	if list.IsNull() {
		items = byDefault
	}
	o := origin{field: path.Root(attribute)}
	var conditions []pattern.Condition
	for i, item := range items {
		conditions = append(conditions, pattern.Text(item))
		o.conditions = append(o.conditions, o.field.AtListIndex(i))
	}
	e.builder.Field([]string{field}, conditions...)
	e.out.origins.fields[field] = o
}

// node adds a field of the event's detail, or all fields of an object.
func (e *expander) node(at path.Path, n *node, value attr.Value) {
	if value == nil || value.IsNull() {
		return
	}
	name := strings.Join(n.field.Path, ".")
	switch n.field.Kind {
	case catalog.Object:
		e.object(at, n, value)
	case catalog.Bool:
		b, diags := boolOf(at, name, value)
		e.diags.Append(diags...)
		if b.IsUnknown() {
			e.out.complete = false
			return
		}
		if isSet(b) {
			c := conditions{list: []pattern.Condition{pattern.Bool(b.ValueBool())}, origins: []path.Path{at}}
			e.field(&e.builder, e.out.origins.fields, []string{"detail"}, n.field.Path, c, at)
		}
	case catalog.Map:
		given, known, ok := members(value)
		if !ok {
			e.diags.AddAttributeError(at, "Value that is no map", fmt.Sprintf("`%s` takes a map from key to matcher, and %s was found.", name, typeName(unwrap(value))))
			return
		}
		e.out.complete = e.out.complete && known
		for _, key := range slices.Sorted(maps.Keys(given)) {
			if e.keyIsMissing(at, n, key, given[key]) {
				continue
			}
			fieldPath := append(slices.Clone(n.field.Path), key)
			e.matcher(&e.builder, e.out.origins.fields, []string{"detail"}, at.AtMapKey(key), find(e.typed.nodes, fieldPath), fieldPath, given[key])
		}
	default:
		l := &leaf{node: n, kind: n.field.Kind, name: name}
		e.matcher(&e.builder, e.out.origins.fields, []string{"detail"}, at, l, n.field.Path, value)
	}
}

// object adds the fields of an object, and refuses those it does not have.
func (e *expander) object(at path.Path, n *node, value attr.Value) {
	given, known, ok := members(value)
	switch {
	case !ok:
		e.diags.AddAttributeError(at, "Value that is no object",
			fmt.Sprintf("`%s` takes an object from field to matcher, and %s was found.", strings.Join(n.field.Path, "."), typeName(unwrap(value))))
		return
	case !known:
		e.out.complete = false
		return
	}
	for _, child := range n.children {
		e.node(at.AtName(child.attribute), child, given[child.attribute])
		delete(given, child.attribute)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		e.unknownMember(at.AtName(name), n, name)
	}
}

// matcher adds a field with its matcher.
func (e *expander) matcher(b *pattern.Builder, into map[string]origin, below []string, at path.Path, l *leaf, fieldPath []string, value attr.Value) {
	shaped, diags := matcherOf(at, l, value)
	e.diags.Append(diags...)
	if diags.HasError() {
		return
	}
	c, diags := matcher(at, l, shaped)
	e.diags.Append(diags...)
	if c.unknown {
		e.out.complete = false
		return
	}
	e.field(b, into, below, fieldPath, c, at)
}

func (e *expander) field(b *pattern.Builder, into map[string]origin, below, fieldPath []string, c conditions, at path.Path) {
	if len(c.list) == 0 {
		return
	}
	b.Field(slices.Concat(below, fieldPath), c.list...)
	into["detail."+strings.Join(fieldPath, ".")] = origin{field: at, conditions: c.origins}
}

// anyOf adds the groups of any_of.
func (e *expander) anyOf(list types.List) {
	at := path.Root(attrAnyOf)
	if list.IsUnknown() {
		e.out.complete = false
		return
	}
	if list.IsNull() {
		return
	}
	elements := list.Elements()
	if len(elements) < 2 {
		e.diags.AddAttributeError(at, "Too few groups",
			fmt.Sprintf("`any_of` has %d of the two or more groups it needs. Conditions that always have to match belong in the attributes of their fields.", len(elements)))
		return
	}
	complete := e.out.complete
	e.out.complete = true
	groups := make([]*pattern.Builder, 0, len(elements))
	origins := make([]map[string]origin, 0, len(elements))
	for i, element := range elements {
		group, from := &pattern.Builder{}, map[string]origin{}
		e.group(at.AtListIndex(i), group, from, element)
		groups = append(groups, group)
		origins = append(origins, from)
	}
	// A part of a "$or" says less than nothing: leave it out until all is known.
	if e.out.complete && !e.diags.HasError() {
		e.builder.AnyOf([]string{"detail"}, groups...)
		e.out.origins.groups = origins
	}
	e.out.complete = e.out.complete && complete
}

func (e *expander) group(at path.Path, b *pattern.Builder, into map[string]origin, element attr.Value) {
	group, ok := element.(types.Map)
	if !ok || group.IsUnknown() {
		e.out.complete = false
		return
	}
	elements := group.Elements()
	if len(elements) == 0 {
		e.diags.AddAttributeError(at, "Empty group", "This group of `any_of` has no field, so it would match everything. Give at least one field, or leave the group out.")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(elements)) {
		fieldPath := strings.Split(strings.TrimPrefix(name, "detail."), ".")
		l := find(e.typed.nodes, fieldPath)
		if l == nil {
			e.unknownField(at.AtMapKey(name), name)
			continue
		}
		if elements[name].IsNull() {
			continue
		}
		e.matcher(b, into, nil, at.AtMapKey(name), l, fieldPath, elements[name])
	}
	if b.IsEmpty() && e.out.complete && !e.diags.HasError() {
		e.diags.AddAttributeError(at, "Empty group", "All matchers of this group of `any_of` are null, so it would match everything. Give at least one field, or leave the group out.")
	}
}

// extra merges extra_detail_pattern.
func (e *expander) extra(text types.String) {
	if text.IsUnknown() {
		e.out.complete = false
		return
	}
	if text.IsNull() {
		return
	}
	at := path.Root(attrExtra)
	parsed, problems := patterntype.Parse(text.ValueString())
	if parsed == nil {
		// As the attribute's type reports it, so that it is said once.
		e.diags.Append(patterntype.Report(at, problems)...)
		return
	}
	if root := parsed.Root(); len(root.Fields) == 1 && root.Fields[0].Name == "detail" && root.Fields[0].Object != nil {
		e.diags.AddAttributeError(at, "Detail within the detail",
			"`extra_detail_pattern` begins with `detail`, but it is the object below `detail` already. Leave out that level: `jsonencode({ build = { ... } })`.")
		return
	}
	var set *pattern.PathError
	err := e.builder.Merge(`{"detail":` + parsed.String() + `}`)
	switch {
	case err == nil:
	case errors.As(err, &set):
		name := strings.Join(set.Path, ".")
		e.diags.AddAttributeError(at, "Field set twice",
			fmt.Sprintf("`extra_detail_pattern` sets `%s`, which another attribute of the rule sets too. In an event pattern the last one would silently win. Set the field in one place.", name))
	default:
		e.diags.AddAttributeError(at, "Event pattern that is not valid", err.Error())
	}
}

// wholePattern reports what is wrong with the pattern only as a whole: its
// size, the number of combinations.
func (e *expander) wholePattern() {
	if e.diags.HasError() || !e.out.complete || e.builder.IsEmpty() { // empty only where detail_types is, which its validator reports
		return
	}
	_, problems := patterntype.Parse(e.out.text)
	for _, p := range problems.Errors() {
		e.diags.AddError(p.Summary, p.Detail+"\n\nThe event pattern that the attributes make is "+prose.Shorten(e.out.text, 300))
	}
}
