package rule

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// values are a rule's attributes by name: one configuration, plan or state. A
// struct could not hold them, as the catalog decides which attributes a typed
// rule has.
type values map[string]attr.Value

// source is what configuration, plan and state have in common.
type source interface {
	Get(ctx context.Context, target any) diag.Diagnostics
}

// sink is what plan and state have in common.
type sink interface {
	Set(ctx context.Context, value any) diag.Diagnostics
}

func read(ctx context.Context, from source) (values, diag.Diagnostics) {
	var object types.Object
	diags := from.Get(ctx, &object)
	if diags.HasError() {
		return nil, diags
	}
	return object.Attributes(), diags
}

func (v values) write(ctx context.Context, to sink) diag.Diagnostics {
	kinds := make(map[string]attr.Type, len(v))
	for name, value := range v {
		kinds[name] = value.Type(ctx)
	}
	object, diags := types.ObjectValue(kinds, v)
	if diags.HasError() {
		return diags
	}
	diags.Append(to.Set(ctx, object)...)
	return diags
}

// text is the string attribute of that name, whatever its type.
func (v values) text(name string) types.String {
	switch value := v[name].(type) {
	case types.String:
		return value
	case basetypes.StringValuable:
		text, diags := value.ToStringValue(context.Background())
		if !diags.HasError() {
			return text
		}
	}
	return types.StringNull()
}

func (v values) list(name string) types.List {
	if value, ok := v[name].(types.List); ok {
		return value
	}
	return types.ListNull(types.StringType)
}

func (v values) tags(name string) types.Map {
	if value, ok := v[name].(types.Map); ok {
		return value
	}
	return types.MapNull(types.StringType)
}

// isSet tells whether a value is neither null nor unknown.
func isSet(value attr.Value) bool {
	return value != nil && !value.IsNull() && !value.IsUnknown()
}

// texts are the elements of a list of strings; false where one is unknown.
func texts(list types.List) ([]string, bool) {
	if list.IsUnknown() {
		return nil, false
	}
	out := make([]string, 0, len(list.Elements()))
	for _, element := range list.Elements() {
		text, ok := element.(types.String)
		if !ok || text.IsUnknown() {
			return nil, false
		}
		out = append(out, text.ValueString())
	}
	return out, true
}

func listOf(items []string) types.List {
	elements := make([]attr.Value, 0, len(items))
	for _, item := range items {
		elements = append(elements, types.StringValue(item))
	}
	return types.ListValueMust(types.StringType, elements)
}
