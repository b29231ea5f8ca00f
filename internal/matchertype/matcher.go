package matchertype

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// Type is the type of an attribute that holds a single matcher.
var Type = types.MapType{ElemType: types.ListType{ElemType: types.StringType}}

// parsed is a matcher of a configuration.
type parsed struct {
	// operators go from operator to values. What is not known yet, null or empty
	// is left out.
	operators map[string][]string
	// complete reports whether all of it is known.
	complete bool

	at path.Path
	// indexes are those that the values have in the configuration.
	indexes map[string][]int
}

// parse reads the matcher of a field, and reports what does not have the shape
// of one. A boolean field also takes true or false, and so does a field whose
// kind is not known yet, "".
func parse(at path.Path, field matcher.Field, value attr.Value) (parsed, diag.Diagnostics) {
	m := parsed{at: at, complete: true, operators: map[string][]string{}, indexes: map[string][]int{}}
	var diags diag.Diagnostics
	members, known, isObject := Members(value)
	switch {
	case !known:
		m.complete = false
	case !isObject:
		m.plain(field, value, &diags)
	}
	for _, operator := range slices.Sorted(maps.Keys(members)) {
		m.operator(field, operator, members[operator], &diags)
	}
	return m, diags
}

// plain reads a value that stands without an operator.
func (m *parsed) plain(field matcher.Field, value attr.Value, diags *diag.Diagnostics) {
	plain, isText := text(value)
	_, isBool := unwrap(value).(types.Bool)
	switch {
	case field.Kind == "" && isBool, field.Kind == catalog.Bool && isText && (isBool || plain.ValueString() == "true" || plain.ValueString() == "false"):
		m.operators[matcher.Equals], m.indexes[matcher.Equals] = []string{plain.ValueString()}, []int{matcher.Whole}
	case field.Kind == catalog.Bool:
		diags.AddAttributeError(m.at, "Invalid value type", fmt.Sprintf("`%s` is a boolean: its value is `true`, `false` or a matcher such as `{ equals = [\"true\"] }`, not %s.", field.Name, Describe(value)))
	default:
		hint := "`{ equals = [...] }`"
		if isText {
			hint = fmt.Sprintf("`{ equals = [%q] }`", plain.ValueString())
		}
		diags.AddAttributeError(m.at, "Missing operator", fmt.Sprintf("`%s` takes a matcher, which is a map from operator to values, not %s. For an exact match, write %s.", field.Name, Describe(value), hint))
	}
}

// operator reads the values of an operator.
func (m *parsed) operator(field matcher.Field, operator string, value attr.Value, diags *diag.Diagnostics) {
	at := m.at.AtMapKey(operator)
	items, known, isList := Items(value)
	switch {
	case !matcher.IsOperator(operator):
		m.operators[operator] = nil // what it holds does not matter
		return
	case !known:
		m.complete = false
		return
	case !isList:
		hint := ""
		if plain, ok := text(value); ok {
			hint = fmt.Sprintf(" Write `%s = [%q]`.", operator, plain.ValueString())
		}
		diags.AddAttributeError(at, "Invalid value type", fmt.Sprintf("`%s` of `%s` takes a list of values, not %s.%s", operator, field.Name, Describe(value), hint))
		return
	}
	for i, item := range items {
		plain, ok := text(item)
		switch {
		case !ok:
			diags.AddAttributeError(at.AtListIndex(i), "Invalid value type", fmt.Sprintf("A value of `%s` of `%s` is a string, a number or a boolean, not %s.", operator, field.Name, Describe(item)))
		case plain.IsNull():
			diags.AddAttributeError(at.AtListIndex(i), "Null value", fmt.Sprintf("A value of `%s` of `%s` is null. To match JSON null, write `is = [\"null\"]`; to ignore null values, use `compact()`.", operator, field.Name))
		case plain.IsUnknown():
			m.complete = false
		default:
			m.operators[operator] = append(m.operators[operator], plain.ValueString())
			m.indexes[operator] = append(m.indexes[operator], i)
		}
	}
}

// path leads to a place of the matcher in the configuration.
func (m parsed) path(place matcher.Place) path.Path {
	if place.Operator == "" {
		return m.at
	}
	at := m.at.AtMapKey(place.Operator)
	indexes := m.indexes[place.Operator]
	if place.Index == matcher.Whole || place.Index >= len(indexes) {
		return at
	}
	if indexes[place.Index] == matcher.Whole {
		return m.at // a plain boolean
	}
	return at.AtListIndex(indexes[place.Index])
}

// Conditions are what a matcher becomes in an event pattern.
type Conditions struct {
	List []pattern.Condition
	// Origins are the places in the configuration that the conditions come from.
	Origins []path.Path
	// Complete reports whether all of the matcher is known.
	Complete bool
}

// Read makes the conditions of a field's matcher, and reports everything that is
// wrong with it at the operator or value. What is not known yet is left out.
func Read(at path.Path, field matcher.Field, value attr.Value) (Conditions, diag.Diagnostics) {
	if _, isBool := unwrap(value).(types.Bool); isBool && field.Kind == catalog.Anything {
		field.Kind = catalog.Bool
	}
	m, diags := parse(at, field, value)
	reading := matcher.Read(field, m.operators)
	for _, f := range reading.Findings {
		switch {
		case f.Severity == pattern.Error:
			diags.AddAttributeError(m.path(f.Place), f.Summary, f.Detail)
		case m.complete: // with more values it may hold no more
			diags.AddAttributeWarning(m.path(f.Place), f.Summary, f.Detail)
		}
	}
	out := Conditions{List: reading.Conditions, Complete: m.complete}
	for _, place := range reading.Places {
		out.Origins = append(out.Origins, m.path(place))
	}
	return out, diags
}

// Value is a matcher as a configuration would write it: an object of tuples, and
// true or false for a boolean field that has one value.
func Value(kind catalog.Kind, operators map[string][]string) attr.Value {
	if values := operators[matcher.Equals]; kind == catalog.Bool && len(operators) == 1 && len(values) == 1 {
		return types.BoolValue(values[0] == "true")
	}
	attributes := make(map[string]attr.Value, len(operators))
	for operator, values := range operators {
		elements := make([]attr.Value, len(values))
		for i, value := range values {
			elements[i] = types.StringValue(value)
		}
		attributes[operator] = Tuple(elements)
	}
	return Object(attributes)
}

// MapValue is the matcher as a value of [Type].
func MapValue(operators map[string][]string) types.Map {
	elements := make(map[string]attr.Value, len(operators))
	for operator, values := range operators {
		texts := make([]attr.Value, len(values))
		for i, value := range values {
			texts[i] = types.StringValue(value)
		}
		elements[operator] = types.ListValueMust(types.StringType, texts)
	}
	return types.MapValueMust(Type.ElemType, elements)
}
