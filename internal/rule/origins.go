package rule

import (
	"regexp"
	"slices"
	"strconv"
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
	// extra reports that other fields below detail come from extra_detail_pattern.
	extra bool
	// rest is the attribute of every other field.
	rest path.Path
}

var orBranch = regexp.MustCompile(`^\$\.detail\.\$or\[(\d+)\]\.(.*)$`)

// of is the attribute of a field of a pattern that cannot be parsed.
func (o origins) of(jsonPath string) (path.Path, bool) {
	key, _, _ := strings.Cut(strings.TrimPrefix(jsonPath, "$."), "[")
	from, found := o.fields[key]
	if group := orBranch.FindStringSubmatch(jsonPath); group != nil {
		if i, err := strconv.Atoi(group[1]); err == nil && i < len(o.groups) {
			key, _, _ = strings.Cut(group[2], "[")
			from, found = o.groups[i]["detail."+key]
		}
	}
	if !found && o.extra && strings.HasPrefix(key, "detail.") {
		return path.Root(attrExtra), true
	}
	return from.field, found
}

// find is the attribute for a place in the pattern's text.
func (o origins) find(parsed *pattern.Pattern, jsonPath string) path.Path {
	found := o.rest
	if o.extra && strings.HasPrefix(jsonPath, "$.detail.") {
		found = path.Root(attrExtra)
	}
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
