package loggroup

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

const keyName = "name"

// ImportState accepts the name, the ARN or the identity of a log group.
func (r *logGroupResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	name, byIdentity, diags := r.ImportByKey(ctx, req, keyName)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	if parsed, err := awsclient.ParseLogGroupARN(name); err == nil && !byIdentity {
		name = parsed.Name
	}
	if !awsresource.IsLogGroupName(name) {
		if byIdentity {
			resp.Diagnostics.AddError("Invalid identity", fmt.Sprintf("%q is not a log group name. The `name` of the identity is one, such as /aws/events/buildkite. Nothing was imported.", name))
			return
		}
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("%q is not a log group name. The import ID is the name, such as /aws/events/buildkite, followed by `@<region>` if it is not in the provider's region. Nothing was imported.", name))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
}

func (*logGroupResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the log group."})
}

func (r *logGroupResource) identify(ctx context.Context, m logGroupModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return awsresource.Identity{
		Account: awsresource.AccountOf(m.ARN.ValueString()), Region: r.Meta.AWS.Region(),
		Keys: map[string]string{keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

// save writes a resource and its identity to the state.
func (r *logGroupResource) save(ctx context.Context, m logGroupModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
