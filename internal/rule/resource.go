package rule

import (
	"context"
	"fmt"
	"maps"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

var (
	_ resource.Resource                   = (*rule)(nil)
	_ resource.ResourceWithConfigure      = (*rule)(nil)
	_ resource.ResourceWithIdentity       = (*rule)(nil)
	_ resource.ResourceWithImportState    = (*rule)(nil)
	_ resource.ResourceWithModifyPlan     = (*rule)(nil)
	_ resource.ResourceWithMoveState      = (*rule)(nil)
	_ resource.ResourceWithValidateConfig = (*rule)(nil)
)

// rule is a rule resource of any kind.
type rule struct {
	awsresource.Base
	*definition
}

// definition is what all instances of one rule resource share. The schema of a
// typed rule follows from the catalog and is made once.
type definition struct {
	kind
	schema schema.Schema
}

func newRule(of func() kind) func() resource.Resource {
	define := defineOnce(of)
	return func() resource.Resource { return &rule{definition: define()} }
}

// defineOnce makes the definition when it is first asked for.
func defineOnce(of func() kind) func() *definition {
	return sync.OnceValue(func() *definition {
		k := of()
		attributes := commonAttributes(k.onDefaultBus())
		attributes[attrPattern] = patternAttribute()
		maps.Copy(attributes, k.attributes())
		return &definition{kind: k, schema: schema.Schema{MarkdownDescription: k.description(), Attributes: attributes}}
	})
}

// prefix is the provider's part of the names of its resources.
const prefix = "eventbridge_"

// prefixed is the resource's whole name.
func (d *definition) prefixed() string { return prefix + d.typeName() }

// blank are the attributes of a rule, all of them null.
func (d *definition) blank(ctx context.Context) (values, diag.Diagnostics) {
	var diags diag.Diagnostics
	out := make(values, len(d.schema.Attributes))
	for name, attribute := range d.schema.Attributes {
		kind := attribute.GetType()
		value, err := kind.ValueFromTerraform(ctx, tftypes.NewValue(kind.TerraformType(ctx), nil))
		if err != nil {
			diags.AddError("Attribute without a value", fmt.Sprintf("The attribute %s can't be null: %s. This is a bug in the provider; please report it.", name, err))
		}
		out[name] = value
	}
	return out, diags
}

func (r *rule) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + r.typeName()
}

func (r *rule) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = r.schema
}

// ValidateConfig reports what can be found wrong without the provider's
// configuration.
func (r *rule) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	config, diags := read(ctx, req.Config)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, diags = r.expand(config)
	resp.Diagnostics.Append(diags.Errors()...) // the plan warns, once
}
