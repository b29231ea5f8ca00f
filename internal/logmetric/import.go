package logmetric

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// The keys of the identity.
const (
	keyName     = "name"
	keyLogGroup = "log_group_name"
)

// ImportState accepts `<log group>:<filter>`, or the identity.
func (r *logMetricResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	named, found, diags := r.ImportByIdentity(ctx, req, keyLogGroup, keyName)
	id := named.Keys[keyLogGroup] + ":" + named.Keys[keyName]
	if !found {
		id, diags = r.ImportByID(ctx, req)
	}
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	group, name, ok := parseID(id)
	if !ok && found {
		resp.Diagnostics.AddError("Invalid identity", fmt.Sprintf("log_group_name %q and name %q are not the names of a log group and of a metric filter. Nothing was imported.",
			named.Keys[keyLogGroup], named.Keys[keyName]))
		return
	}
	if !ok {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("%q is not a metric filter. The import ID is `<log group>:<filter>`, such as /aws/events/buildkite:failed-jobs, "+
				"followed by `@<region>` if it is not in the provider's region. Nothing was imported.", id))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("log_group_name"), group)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
}

// parseID reads `<log group>:<filter>`. Neither has a colon in it.
func parseID(text string) (group, name string, ok bool) {
	group, name, ok = strings.Cut(text, ":")
	return group, name, ok && awsresource.IsLogGroupName(group) && filterName.MatchString(name)
}

func (*logMetricResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{
		keyLogGroup: "The name of the log group.", keyName: "The name of the metric filter.",
	})
}

// identify keeps an identity that is already set, because a metric filter has no
// ARN, so the account takes a call.
func (r *logMetricResource) identify(ctx context.Context, m logMetricModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil || !identity.Raw.IsFullyNull() {
		return nil
	}
	account, _ := r.Meta.AWS.AccountID(ctx) // An identity without the account will do.
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(),
		Keys: map[string]string{keyLogGroup: m.LogGroupName.ValueString(), keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

func (r *logMetricResource) save(ctx context.Context, m logMetricModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	m.Region = r.Meta.Region()
	m.Dashboard = m.parts().Dashboard(m.Region, types.StringValue(""))
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
