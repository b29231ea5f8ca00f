package rule

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// kind is what tells one rule resource from another: the attributes that make
// the event pattern.
type kind interface {
	// typeName is the resource's name without the provider's prefix.
	typeName() string
	// description is the resource's description in Markdown.
	description() string
	// attributes are the attributes besides those that all rules have.
	attributes() map[string]schema.Attribute
	// inputs are those of the attributes that the event pattern is made of.
	inputs() []string
	// expand makes the event pattern. It reports what is wrong, each at its
	// attribute, and leaves out what is not known yet.
	expand(values) (expansion, diag.Diagnostics)
	// flatten sets the inputs to what makes this event pattern, in the one
	// form in which expand reads it back. It answers what they can't express,
	// as a sentence; "" where they express all of it.
	flatten(eventPattern string, into values) (beyond string)
	// family is the catalog's family of a typed rule, nil for the raw one.
	family() *catalog.Family
	// catalog is the catalog that patterns are checked against.
	catalog() *catalog.Catalog
	// onDefaultBus tells that a rule is on the default event bus where the
	// configuration names none.
	onDefaultBus() bool
}

// expansion is the event pattern that a configuration makes.
type expansion struct {
	// text is the pattern as compact JSON, or as the configuration spells it.
	// Where something is unknown it is the part that is known, and may be empty.
	text string
	// documented is the part of the pattern that the catalog is asked about:
	// all of it but what is there to reach beyond the catalog.
	documented string
	// complete tells that nothing is unknown.
	complete bool
	// origins lead from the pattern back to the attributes.
	origins origins
}

// origin is the attribute that a field of the pattern comes from.
type origin struct {
	field path.Path
	// conditions are the attributes of the field's conditions, in order.
	conditions []path.Path
}

// origins are the attributes that the fields of a pattern come from, by the
// field's path joined with dots.
type origins struct {
	fields map[string]origin
	// groups are those of the branches of the "$or" below detail.
	groups []map[string]origin
	// rest is the attribute of every other field.
	rest path.Path
}

// find is the attribute for a place in the pattern's text.
func (o origins) find(parsed *pattern.Pattern, jsonPath string) path.Path {
	found := o.rest
	var visit func(*pattern.Object, map[string]origin)
	visit = func(object *pattern.Object, fields map[string]origin) {
		for _, field := range object.Fields {
			switch {
			case field.Object != nil:
				visit(field.Object, fields)
			case field.Or != nil:
				for i, branch := range field.Or {
					if field.Key() == "detail" && i < len(o.groups) && len(o.groups) == len(field.Or) {
						visit(branch, o.groups[i])
					}
				}
			default:
				at, ok := fields[field.Key()]
				if !ok {
					continue
				}
				if field.JSONPath == jsonPath {
					found = at.field
				}
				for i, condition := range field.Conditions {
					if jsonPath == condition.JSONPath || isBelow(jsonPath, condition.JSONPath) {
						found = at.field
						if i < len(at.conditions) {
							found = at.conditions[i]
						}
					}
				}
			}
		}
	}
	visit(parsed.Root(), o.fields)
	return found
}

func isBelow(jsonPath, parent string) bool {
	return len(jsonPath) > len(parent) && parent != "" && jsonPath[:len(parent)] == parent && (jsonPath[len(parent)] == '.' || jsonPath[len(parent)] == '[')
}

// keep takes the value of before for an attribute, where both are set.
func keep(name string, planned values, before values) attr.Value {
	if isSet(planned[name]) && isSet(before[name]) {
		return before[name]
	}
	return planned[name]
}
