package dashboard

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// keyName is the key of the identity.
const keyName = "name"

// ImportState takes the name of a dashboard, or the identity.
func (r *dashboardResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	name, _, diags := r.ImportByKey(ctx, req, keyName)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if len(name) > 255 || !dashboardName.MatchString(name) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf("%q is not the name of a dashboard, which has letters, digits, - and _. Nothing was imported.", name))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(keyName), name)...)
}

func (*dashboardResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the dashboard."})
}

// identify leaves an identity alone that is there already. Dashboards have no
// region; the provider's is in the identity because all identities have one.
func (r *dashboardResource) identify(ctx context.Context, m dashboardModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil || !identity.Raw.IsFullyNull() {
		return nil
	}
	account := awsresource.AccountOf(m.ARN.ValueString())
	return awsresource.Identity{Account: account, Keys: map[string]string{keyName: m.Name.ValueString()}}.Set(ctx, identity)
}

// save saves what was written. PutDashboard does not answer with the ARN, so it
// is made from the account.
func (r *dashboardResource) save(ctx context.Context, m dashboardModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	m.ID = m.Name
	if m.ARN.IsUnknown() {
		m.ARN = types.StringNull() // the next refresh has it
		if account, err := r.Meta.AWS.AccountID(ctx); err == nil && account != "" {
			m.ARN = types.StringValue(arn.ARN{
				Partition: r.Meta.AWS.Partition(), Service: "cloudwatch", AccountID: account, Resource: "dashboard/" + m.Name.ValueString(),
			}.String())
		}
	}
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
