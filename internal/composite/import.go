package composite

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// keyName is the key of the identity.
const keyName = "name"

// ImportState takes what ParseID reads, or the identity. Read finds out the rest.
func (r *Resource[M, P, E]) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, byIdentity, diags := r.ImportByKey(ctx, req, keyName)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	name, role, diags := r.Kind.ParseID(id, byIdentity)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
	if role != "" {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("invocation_role_arn"), role)...)
	}
}

// IdentitySchema is the schema of the identity: the name.
func (r *Resource[M, P, E]) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the " + r.Kind.Named + "."})
}

func (r *Resource[M, P, E]) identify(ctx context.Context, m M, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	account, _ := r.account(ctx, m) // Whatever else is to be done needs the account as well, and reports that it is not known.
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(), Keys: map[string]string{keyName: P(&m).Shared().Name.ValueString()},
	}.Set(ctx, identity)
}

func (r *Resource[M, P, E]) save(ctx context.Context, m M, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
