package rule

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

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

// ofMatcher reports whether a place is a value of a matcher, of which package
// matcher has said in its own words what it is warned of.
func (o origins) ofMatcher(at path.Path) bool {
	for _, fields := range append([]map[string]origin{o.fields}, o.groups...) {
		for name, from := range fields {
			if strings.HasPrefix(name, "detail.") && slices.ContainsFunc(from.conditions, at.Equal) {
				return true
			}
		}
	}
	return false
}
