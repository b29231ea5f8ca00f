package partner

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// identityName is the key of the identity: the name of the event source.
const identityName = "name"

// IdentitySchema is what tells one association from all others.
func (r *associationResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		identityName: "The name of the partner event source, which is the name of its event bus, such as " + exampleName + ".",
	})
}

// identity follows from what never changes of a bus. The account is not known
// before the bus was read.
func (m *associationModel) identity() awsresource.Identity {
	return awsresource.Identity{
		Account: awsresource.AccountOf(m.EventBusARN.ValueString()),
		Region:  m.regionOf().ValueString(),
		Keys:    map[string]string{identityName: m.ID.ValueString()},
	}
}

// regionOf is the region of the bus; null where the state does not say, which
// means the provider's. The state of a version of the provider that knew no
// `region` has it in the ARN.
func (m *associationModel) regionOf() types.String {
	if _, region, found := nameInARN(m.EventBusARN.ValueString()); found && m.Region.IsNull() {
		return types.StringValue(region)
	}
	return m.Region
}

// save writes the model to the state, and to the identity what follows from it.
func (m *associationModel) save(ctx context.Context, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	diags := state.Set(ctx, m)
	diags.Append(m.identity().Set(ctx, identity)...)
	return diags
}

// keeperIn turns the resource to a region and makes a keeper for it.
func (r *associationResource) keeperIn(region types.String) (keeper, diag.Diagnostics) {
	diags := r.In(region)
	return newKeeper(r.Meta), diags
}
