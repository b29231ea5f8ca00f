package matchertype

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
)

// ParseFields reads a map from the path of a field to its matcher, and reports
// what does not have the shape of one. What is null or empty, and a matcher that is
// not wholly known, is left out; complete reports whether all of it is known.
func ParseFields(at path.Path, value attr.Value, field func(path string) matcher.Field) (fields map[string]map[string][]string, complete bool, diags diag.Diagnostics) {
	members, complete, isObject := Members(value)
	if !isObject {
		diags.AddAttributeError(at, "Invalid value type", fmt.Sprintf("`%s` takes a map from the path of a field to its matcher, not %s.", at, Describe(value)))
	}
	fields = map[string]map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		m, found := parse(at.AtMapKey(name), field(name), members[name])
		diags.Append(found...)
		complete = complete && m.complete
		if m.complete && len(m.operators) > 0 {
			fields[name] = m.operators
		}
	}
	return fields, complete, diags
}

// Fields is such a map as a configuration would write it.
func Fields(fields map[string]map[string][]string, field func(path string) matcher.Field) attr.Value {
	attributes := make(map[string]attr.Value, len(fields))
	for name, operators := range fields {
		attributes[name] = Value(field(name).Kind, operators)
	}
	return Object(attributes)
}
