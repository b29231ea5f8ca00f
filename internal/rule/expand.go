package rule

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matchertype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// expander makes the pattern of one typed rule.
type expander struct {
	typed   *typed
	mode    catalog.Mode
	builder pattern.Builder
	out     expansion
	diags   diag.Diagnostics
	// beyond add fields that are not documented, which the catalog is not asked about.
	beyond []func()
	// undocumentedGroup reports whether a group of any_of has such a field.
	undocumentedGroup bool
}

func (t *typed) expand(v values) (expansion, diag.Diagnostics) {
	e := &expander{typed: t, out: expansion{complete: true, origins: origins{fields: map[string]origin{}, rest: path.Root(attrPattern)}}}
	e.mode, _ = patterntype.CatalogCheck(v.str(attrCatalogCheck))
	var defaultSource []string
	if t.fam.Source.EnvelopeSource != "" {
		defaultSource = []string{t.fam.Source.EnvelopeSource}
	}
	e.envelope("source", attrSource, v.list(attrSource), defaultSource)
	e.envelope("detail-type", attrDetailTypes, v.list(attrDetailTypes), t.fam.DetailTypeNames())
	for _, n := range t.nodes {
		e.node(path.Root(n.attribute), n, v[n.attribute])
	}
	documented := e.builder.String()
	e.anyOf(v[attrAnyOf])
	if !e.undocumentedGroup {
		documented = e.builder.String()
	}
	for _, add := range e.beyond {
		add()
	}
	e.extra(v.str(attrExtra))
	if err := e.builder.Err(); err != nil && !e.diags.HasError() {
		e.diags.AddError("Field set twice", prose.Sentence(err.Error()))
	}
	e.pattern(documented)
	return e.out, e.diags
}

// envelope adds a field beside detail: a plain list of texts.
func (e *expander) envelope(field, attribute string, list types.List, byDefault []string) {
	items, known := stringsOf(list)
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
	switch n.field.Kind {
	case catalog.Object:
		e.object(at, n, value)
	case catalog.Map:
		given, known, ok := matchertype.Members(value)
		if !ok {
			e.diags.AddAttributeError(at, "Invalid value type", fmt.Sprintf("`%s` takes a map from key to matcher, not %s.", n.name(), matchertype.Describe(value)))
			return
		}
		e.out.complete = e.out.complete && known
		for _, key := range slices.Sorted(maps.Keys(given)) {
			if e.keyIsMissing(at, n, key, given[key]) {
				continue
			}
			fieldPath := append(slices.Clone(n.field.Path), key)
			e.matcher(&e.builder, e.out.origins.fields, []string{"detail"}, at.AtMapKey(key), find(e.typed.nodes, fieldPath).Field, fieldPath, given[key])
		}
	default:
		e.matcher(&e.builder, e.out.origins.fields, []string{"detail"}, at, n.leaf().Field, n.field.Path, value)
	}
}

// object adds the fields of an object. Those that are not documented are
// reported, and added as far as catalog_check lets them.
func (e *expander) object(at path.Path, n *node, value attr.Value) {
	given, known, ok := matchertype.Members(value)
	switch {
	case !ok:
		e.diags.AddAttributeError(at, "Invalid value type", fmt.Sprintf("`%s` takes an object from field to matcher, not %s.", n.name(), matchertype.Describe(value)))
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
		if e.unknownMember(at.AtName(name), n, name) {
			e.beyond = append(e.beyond, func() { e.undocumented(at.AtName(name), append(slices.Clone(n.field.Path), name), given[name]) })
		}
	}
}

// undocumented adds a field that the catalog does not know: a matcher, or an
// object of more fields.
func (e *expander) undocumented(at path.Path, fieldPath []string, value attr.Value) {
	given, _, _ := matchertype.Members(value)
	names := slices.Sorted(maps.Keys(given))
	if slices.ContainsFunc(names, func(name string) bool { return !matcher.IsOperator(name) }) {
		for _, name := range names {
			e.undocumented(at.AtName(name), append(slices.Clone(fieldPath), name), given[name])
		}
		return
	}
	e.matcher(&e.builder, e.out.origins.fields, []string{"detail"}, at, matcher.Field{Name: strings.Join(fieldPath, "."), Kind: catalog.Anything}, fieldPath, value)
}

// matcher adds a field with its matcher.
func (e *expander) matcher(b *pattern.Builder, into map[string]origin, below []string, at path.Path, field matcher.Field, fieldPath []string, value attr.Value) {
	c, diags := matchertype.Read(at, field, value)
	e.diags.Append(diags...)
	switch {
	case diags.HasError():
	case !c.Complete:
		e.out.complete = false
	case len(c.List) > 0:
		b.Field(slices.Concat(below, fieldPath), c.List...)
		into["detail."+strings.Join(fieldPath, ".")] = origin{field: at, conditions: c.Origins}
	}
}

// anyOf adds the groups of any_of. What is null or empty is not given: a single
// group is ANDed with the rest of the rule.
func (e *expander) anyOf(value attr.Value) {
	at := path.Root(attrAnyOf)
	elements, known, isList := matchertype.Items(value)
	switch {
	case !known:
		e.out.complete = false
		return
	case !isList:
		e.diags.AddAttributeError(at, "Invalid value type", fmt.Sprintf("`any_of` takes a list of groups, such as `[{ \"%s\" = { equals = [...] } }]`, not %s.", e.typed.examplePath(), matchertype.Describe(value)))
		return
	}
	complete := e.out.complete
	e.out.complete = true
	var groups []*pattern.Builder
	var origins []map[string]origin
	var places []path.Path
	for i, element := range elements {
		group, from := &pattern.Builder{}, map[string]origin{}
		e.group(at.AtListIndex(i), group, from, element)
		if !group.IsEmpty() {
			groups, origins, places = append(groups, group), append(origins, from), append(places, at.AtListIndex(i))
		}
	}
	// A part of a "$or" says less than nothing: leave it out until all is known.
	if e.out.complete && !e.diags.HasError() {
		e.builder.AnyOf([]string{"detail"}, groups...)
		e.out.origins.groups = origins
		if len(groups) == 1 {
			maps.Copy(e.out.origins.fields, origins[0])
			e.setTwice(places[0])
		}
	}
	e.out.complete = e.out.complete && complete
}

// setTwice reports a field that the rule sets twice.
func (e *expander) setTwice(at path.Path) {
	var set *pattern.PathError
	if err := e.builder.Err(); errors.As(err, &set) && !e.diags.HasError() {
		e.diags.AddAttributeError(at, "Field set twice",
			fmt.Sprintf("`%s` is set twice. A single group is ANDed with the other attributes of the rule, and EventBridge cannot AND two matchers of one field. Set the field in one place.", strings.Join(set.Path, ".")))
	}
}

// group adds the fields of a group.
func (e *expander) group(at path.Path, b *pattern.Builder, into map[string]origin, element attr.Value) {
	given, known, isObject := matchertype.Members(element)
	switch {
	case !known:
		e.out.complete = false
		return
	case !isObject:
		e.diags.AddAttributeError(at, "Invalid value type", fmt.Sprintf("A group of `any_of` is a map from the path of a field to its matcher, not %s.", matchertype.Describe(element)))
		return
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		fieldPath := strings.Split(strings.TrimPrefix(name, "detail."), ".")
		field := matcher.Field{Name: name, Kind: catalog.Anything}
		if l := find(e.typed.nodes, fieldPath); l != nil {
			field = l.Field
		} else if !e.unknownField(at.AtMapKey(name), name) {
			continue
		}
		e.matcher(b, into, nil, at.AtMapKey(name), field, fieldPath, given[name])
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
		e.diags.Append(patterntype.Report(at, problems)...)
		return
	}
	if root := parsed.Root(); len(root.Fields) == 1 && root.Fields[0].Name == "detail" && root.Fields[0].Object != nil {
		e.diags.AddAttributeError(at, "Invalid extra_detail_pattern",
			"`extra_detail_pattern` begins with `detail`, but it already is the object below `detail`. Leave out that level: `jsonencode({ build = { ... } })`.")
		return
	}
	var set *pattern.PathError
	if err := e.builder.Merge([]string{"detail"}, parsed); errors.As(err, &set) {
		name := strings.Join(set.Path, ".")
		e.diags.AddAttributeError(at, "Field set twice",
			fmt.Sprintf("`extra_detail_pattern` sets `%s`, which another attribute of the rule sets too. In an event pattern the last one would silently win. Set the field in one place.", name))
	}
	e.out.origins.extra = true
}

// pattern makes the pattern, and reports what is wrong with it only as a whole:
// its size, the number of combinations. What is wrong is not in it, as if it were
// unknown, so that the rest is checked anyway.
func (e *expander) pattern(documented string) {
	e.out.complete = e.out.complete && !e.diags.HasError()
	if e.builder.IsEmpty() { // only if detail_types is, which its validator reports
		return
	}
	e.out.text = e.builder.String()
	var problems pattern.Problems
	e.out.pattern, problems = patterntype.Parse(e.out.text)
	e.out.warnings = problems.Warnings()
	e.out.documented = e.out.pattern
	if documented != e.out.text {
		e.out.documented, _ = patterntype.Parse(documented)
	}
	if !e.out.complete {
		return
	}
	for _, p := range problems.Errors() {
		detail := p.Detail + "\n\nThe event pattern that the attributes produce is " + prose.Shorten(e.out.text, 300)
		if at, found := e.out.origins.of(p.Path); found {
			e.diags.AddAttributeError(at, p.Summary, detail)
			continue
		}
		e.diags.AddError(p.Summary, detail)
	}
}
