package logsquery

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// keyID is the key of the identity.
const keyID = "id"

// ImportState takes the ID of a saved query, or the identity.
func (r *queryResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, _, diags := r.ImportByKey(ctx, req, keyID)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if id == "" || len(id) > 256 || strings.ContainsAny(id, " /:") {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("%q is not the ID of a saved query, which looks like 1a2b3c4d-1234-5678-9abc-1a2b3c4d5e6f. "+
				"`aws logs describe-query-definitions` and `terraform query` list the IDs. Nothing was imported.", id))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
}

func (*queryResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyID: "The ID of the saved query."})
}

// identify leaves an identity alone that is there already: a saved query has no
// ARN, so that the account has to be asked for.
func (r *queryResource) identify(ctx context.Context, m queryModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil || !identity.Raw.IsFullyNull() {
		return nil
	}
	account, _ := r.Meta.AWS.AccountID(ctx) // An identity without the account will do.
	return awsresource.Identity{Account: account, Region: r.Meta.AWS.Region(), Keys: map[string]string{keyID: m.ID.ValueString()}}.Set(ctx, identity)
}

func (r *queryResource) save(ctx context.Context, m queryModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	m.Region = r.Meta.Region()
	m.setDashboard()
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
