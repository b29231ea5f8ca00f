package rule

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The attribute of an object, such as build, is of no fixed type. Terraform
// would silently drop a misspelt name from a value of a fixed object type, and
// the rule would match more than was meant. So the shape is checked here.

// members are the fields of an object as configured, null ones left out. The
// second answer is false where they are not known yet.
func members(value attr.Value) (map[string]attr.Value, bool, bool) {
	if dynamic, ok := value.(types.Dynamic); ok {
		if dynamic.IsUnderlyingValueUnknown() {
			return nil, false, true
		}
		value = dynamic.UnderlyingValue()
	}
	if value == nil || value.IsNull() {
		return nil, true, true
	}
	if value.IsUnknown() {
		return nil, false, true
	}
	var all map[string]attr.Value
	switch value := value.(type) {
	case types.Object:
		all = value.Attributes()
	case types.Map:
		all = value.Elements()
	default:
		return nil, true, false
	}
	set := make(map[string]attr.Value, len(all))
	for name, member := range all {
		if member != nil && !member.IsNull() {
			set[name] = member
		}
	}
	return set, true, true
}

// items are the elements of a list, a set or a tuple.
func items(value attr.Value) ([]attr.Value, bool) {
	switch value := value.(type) {
	case types.List:
		return value.Elements(), true
	case types.Set:
		return value.Elements(), true
	case types.Tuple:
		return value.Elements(), true
	}
	return nil, false
}

// unwrap is the value within a dynamic one.
func unwrap(value attr.Value) attr.Value {
	dynamic, ok := value.(types.Dynamic)
	switch {
	case !ok:
		return value
	case dynamic.IsUnderlyingValueUnknown() || dynamic.IsUnknown():
		return types.StringUnknown()
	case dynamic.UnderlyingValue() == nil:
		return types.StringNull()
	}
	return dynamic.UnderlyingValue()
}

// textOf is a plain value as text, as Terraform converts it; false where it
// can't be.
func textOf(value attr.Value) (types.String, bool) {
	value = unwrap(value)
	if value.IsNull() {
		return types.StringNull(), true
	}
	if value.IsUnknown() {
		return types.StringUnknown(), true
	}
	switch value := value.(type) {
	case types.String:
		return value, true
	case types.Bool:
		return types.StringValue(strconv.FormatBool(value.ValueBool())), true
	case types.Number:
		return types.StringValue(numberText(value.ValueBigFloat())), true
	}
	return types.StringNull(), false
}

func numberText(number *big.Float) string {
	if number.IsInt() {
		return number.Text('f', 0)
	}
	return number.Text('g', -1)
}

// matcherOf is a matcher as configured in the one type that matcher reads. It
// reports what has not the shape of a matcher.
func matcherOf(at path.Path, l *leaf, value attr.Value) (attr.Value, diag.Diagnostics) {
	var diags diag.Diagnostics
	value = unwrap(value)
	if typed, ok := value.(types.Map); ok && typed.ElementType(context.Background()).Equal(matcherType.ElemType) {
		return typed, diags
	}
	if _, ok := items(value); ok || isPlain(value) {
		diags.AddAttributeError(at, "Value without operator",
			fmt.Sprintf("`%s` takes a matcher, a map from operator to values, and %s was found. For an exact match write `{ equals = [...] }`.", l.name, typeName(value)))
		return nil, diags
	}
	given, known, ok := members(value)
	switch {
	case !ok:
		diags.AddAttributeError(at, "Value that is no matcher", fmt.Sprintf("`%s` takes a matcher, a map from operator to values such as `{ equals = [\"a\"] }`, and %s was found.", l.name, typeName(value)))
		return nil, diags
	case !known:
		return types.MapUnknown(matcherType.ElemType), diags
	case given == nil:
		return types.MapNull(matcherType.ElemType), diags
	}
	elements := make(map[string]attr.Value, len(given))
	for _, operator := range slices.Sorted(maps.Keys(given)) {
		list, found := valuesOf(at.AtMapKey(operator), l, operator, given[operator])
		diags.Append(found...)
		elements[operator] = list
	}
	if diags.HasError() {
		return nil, diags
	}
	return types.MapValueMust(matcherType.ElemType, elements), diags
}

// valuesOf are the values of an operator.
func valuesOf(at path.Path, l *leaf, operator string, value attr.Value) (attr.Value, diag.Diagnostics) {
	var diags diag.Diagnostics
	value = unwrap(value)
	if value.IsUnknown() {
		return types.ListUnknown(types.StringType), diags
	}
	given, ok := items(value)
	if !ok {
		hint := ""
		if text, plain := textOf(value); plain {
			hint = fmt.Sprintf(" Put it in a list: `%s = [%q]`.", operator, text.ValueString())
		}
		if !slices.Contains(operators, operator) {
			diags.AddAttributeError(at, "Unknown operator",
				fmt.Sprintf("`%s` is not an operator of a matcher, and `%s` is %s, with no fields below it. Its value is a map from operator to values, such as %s.", operator, l.name, l.single(), l.example()))
			return types.ListNull(types.StringType), diags
		}
		diags.AddAttributeError(at, "Value that is no list", fmt.Sprintf("`%s` of `%s` takes a list of values, and %s was found.%s", operator, l.name, typeName(value), hint))
		return types.ListNull(types.StringType), diags
	}
	elements := make([]attr.Value, 0, len(given))
	for i, item := range given {
		text, ok := textOf(item)
		if !ok {
			diags.AddAttributeError(at.AtListIndex(i), "Value that is no text",
				fmt.Sprintf("A value of `%s` of `%s` is %s; it has to be a text, a number or a boolean.", operator, l.name, typeName(unwrap(item))))
			continue
		}
		elements = append(elements, text)
	}
	if diags.HasError() {
		return types.ListNull(types.StringType), diags
	}
	return types.ListValueMust(types.StringType, elements), diags
}

// boolOf is the value of a boolean field.
func boolOf(at path.Path, name string, value attr.Value) (types.Bool, diag.Diagnostics) {
	var diags diag.Diagnostics
	value = unwrap(value)
	if b, ok := value.(types.Bool); ok {
		return b, diags
	}
	text, ok := textOf(value)
	switch {
	case ok && text.IsUnknown():
		return types.BoolUnknown(), diags
	case ok && text.ValueString() == "true":
		return types.BoolValue(true), diags
	case ok && text.ValueString() == "false":
		return types.BoolValue(false), diags
	}
	diags.AddAttributeError(at, "Value that is no boolean",
		fmt.Sprintf("`%s` is a boolean field: its value is plain true or false, and %s was found. For other conditions, such as a field that is missing, use `any_of` or `extra_detail_pattern`.", name, typeName(value)))
	return types.BoolNull(), diags
}

func isPlain(value attr.Value) bool {
	switch value.(type) {
	case types.String, types.Number, types.Bool:
		return !value.IsNull() && !value.IsUnknown()
	}
	return false
}

// typeName names a value's type to the user.
func typeName(value attr.Value) string {
	switch value := value.(type) {
	case types.String:
		return fmt.Sprintf("the text %q", value.ValueString())
	case types.Number:
		return "the number " + numberText(value.ValueBigFloat())
	case types.Bool:
		return fmt.Sprintf("the boolean %t", value.ValueBool())
	case types.List, types.Set, types.Tuple:
		return "a list"
	case types.Map, types.Object:
		return "an object"
	}
	return "something else"
}

// The values that flatten makes have the types of what is written in a
// configuration: objects and tuples.

func objectOf(attributes map[string]attr.Value) attr.Value {
	kinds := make(map[string]attr.Type, len(attributes))
	for name, value := range attributes {
		kinds[name] = value.Type(context.Background())
	}
	return types.ObjectValueMust(kinds, attributes)
}

// literal is a matcher, or a map of them, as a configuration would write it.
func literal(value attr.Value) attr.Value {
	switch value := value.(type) {
	case types.Map:
		attributes := make(map[string]attr.Value, len(value.Elements()))
		for name, element := range value.Elements() {
			attributes[name] = literal(element)
		}
		return objectOf(attributes)
	case types.List:
		elements := value.Elements()
		kinds := make([]attr.Type, len(elements))
		for i, element := range elements {
			kinds[i] = element.Type(context.Background())
		}
		return types.TupleValueMust(kinds, elements)
	}
	return value
}
