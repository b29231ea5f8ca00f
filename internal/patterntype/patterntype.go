package patterntype

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ basetypes.StringTypable                    = Type{}
	_ basetypes.StringValuableWithSemanticEquals = Value{}
	_ function.ValidateableParameter             = Value{}
)

// Type is the type of an event pattern, or of a part of one such as the
// object below `detail`, as JSON. It does not check its values as an attribute,
// because the framework would check those of a state too, and what AWS holds is
// never an error. The resource reports the problems of its configuration.
type Type struct {
	basetypes.StringType
}

// String names the type.
func (Type) String() string { return "patterntype.Type" }

// Equal reports whether the other type is the same.
func (Type) Equal(other attr.Type) bool {
	_, ok := other.(Type)
	return ok
}

// ValueType is the Go type of its values.
func (Type) ValueType(context.Context) attr.Value { return Value{} }

// ValueFromString makes a value of a string.
func (Type) ValueFromString(_ context.Context, in basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return Value{StringValue: in}, nil
}

// ValueFromTerraform makes a value of what Terraform sends.
func (t Type) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	base, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	text, ok := base.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("unexpected value type %T", base)
	}
	return Value{StringValue: text}, nil
}

// Value is an event pattern as JSON, null or unknown.
type Value struct {
	basetypes.StringValue
}

// Known is the value of a text.
func Known(text string) Value { return Value{StringValue: basetypes.NewStringValue(text)} }

// Null is the value that is not set.
func Null() Value { return Value{StringValue: basetypes.NewStringNull()} }

// Type is the type of the value.
func (Value) Type(context.Context) attr.Type { return Type{} }

// Equal reports whether the other value is the same text.
func (v Value) Equal(other attr.Value) bool {
	o, ok := other.(Value)
	return ok && v.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals reports whether the other value is the same pattern:
// formatting, the order of keys and the escaping of characters make no
// difference.
func (v Value) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(Value)
	if !ok {
		return false, nil
	}
	return Equal(v.ValueString(), o.ValueString()), nil
}

// ValidateParameter refuses an argument that is not an event pattern, with every
// error of it.
func (v Value) ValidateParameter(_ context.Context, req function.ValidateParameterRequest, resp *function.ValidateParameterResponse) {
	if v.IsNull() || v.IsUnknown() {
		return
	}
	_, problems := Parse(v.ValueString())
	if !problems.HasErrors() {
		return
	}
	resp.Error = function.NewArgumentFuncError(req.Position, ArgumentError(problems))
}
