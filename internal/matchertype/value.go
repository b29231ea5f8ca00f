package matchertype

import (
	"context"
	"fmt"
	"math/big"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Members are the members of an object or of a map that are not null. known
// reports whether the value is known, isObject whether it is an object, a map
// or null.
func Members(value attr.Value) (members map[string]attr.Value, known, isObject bool) {
	value = unwrap(value)
	if value.IsNull() {
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
	members = make(map[string]attr.Value, len(all))
	for name, member := range all {
		if !unwrap(member).IsNull() {
			members[name] = member
		}
	}
	return members, true, true
}

// Items are the elements of a list, a set or a tuple. known reports whether the
// value is known, isList whether it is a list, a set, a tuple or null.
func Items(value attr.Value) (items []attr.Value, known, isList bool) {
	value = unwrap(value)
	if value.IsNull() {
		return nil, true, true
	}
	if value.IsUnknown() {
		return nil, false, true
	}
	switch value := value.(type) {
	case types.List:
		return value.Elements(), true, true
	case types.Set:
		return value.Elements(), true, true
	case types.Tuple:
		return value.Elements(), true, true
	}
	return nil, true, false
}

// Describe names a value and its type in a message.
func Describe(value attr.Value) string {
	switch value := unwrap(value).(type) {
	case types.String:
		return fmt.Sprintf("the string %q", value.ValueString())
	case types.Number:
		return "the number " + numberText(value.ValueBigFloat())
	case types.Bool:
		return fmt.Sprintf("the boolean %t", value.ValueBool())
	case types.List, types.Set, types.Tuple:
		return "a list"
	case types.Map, types.Object:
		return "an object"
	}
	return "a value of another type"
}

// unwrap is the value within a dynamic one. Nothing is null.
func unwrap(value attr.Value) attr.Value {
	dynamic, ok := value.(types.Dynamic)
	switch {
	case value == nil:
		return types.StringNull()
	case !ok:
		return value
	case dynamic.IsUnderlyingValueUnknown() || dynamic.IsUnknown():
		return types.StringUnknown()
	case dynamic.UnderlyingValue() == nil:
		return types.StringNull()
	}
	return dynamic.UnderlyingValue()
}

// text is a string, number or boolean as a string, as Terraform converts it. It
// returns false for any other value.
func text(value attr.Value) (types.String, bool) {
	value = unwrap(value)
	switch {
	case value.IsNull():
		return types.StringNull(), true
	case value.IsUnknown():
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

// Object is an object with these attributes, of the types of what is written in
// a configuration.
func Object(attributes map[string]attr.Value) attr.Value {
	kinds := make(map[string]attr.Type, len(attributes))
	for name, value := range attributes {
		kinds[name] = value.Type(context.Background())
	}
	return types.ObjectValueMust(kinds, attributes)
}

// Tuple is the same for a list.
func Tuple(elements []attr.Value) attr.Value {
	kinds := make([]attr.Type, len(elements))
	for i, element := range elements {
		kinds[i] = element.Type(context.Background())
	}
	return types.TupleValueMust(kinds, elements)
}
