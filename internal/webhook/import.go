package webhook

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// keyName is the key of the identity.
const keyName = "name"

// ImportState takes the name of the webhook or the ARN of its API destination, or
// its identity. The ARN of a role of another name than the default follows behind
// a comma.
func (r *webhookResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	named, found, diags := r.ImportByIdentity(ctx, req, keyName)
	id := named.Keys[keyName]
	if !found {
		id, diags = r.ImportByID(ctx, req)
	}
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	name, role, ok := parseID(id)
	if !ok {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf(
			"%q is not the name of a webhook. Import by its name, such as `chat`. If its role has another name than the default, append a comma and the ARN of the role. "+
				"If the webhook is in another region than the provider's, append `@<region>`. Nothing was imported.", id))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
	if role != "" {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("invocation_role_arn"), role)...)
	}
}

// parseID reads `<name>` or `<ARN of the API destination>`, with `,<ARN of the
// role>` behind it or not.
func parseID(text string) (name, roleARN string, ok bool) {
	name, roleARN, ok = servicerole.CutARN(text)
	if parsed, err := arn.Parse(name); err == nil {
		rest, ok := strings.CutPrefix(parsed.Resource, "api-destination/")
		if !ok || parsed.Service != "events" {
			return "", "", false
		}
		name, _, _ = strings.Cut(rest, "/")
	}
	return name, roleARN, ok && len(name) <= maxName && nameForm.MatchString(name)
}

// adopt finds out what belongs to a webhook that is imported.
func (r *webhookResource) adopt(ctx context.Context, state *webhookModel, now found) diag.Diagnostics {
	if now.destination == nil && now.connection == nil {
		return nil
	}
	if d, c := now.destination, now.connection; d != nil && (c == nil || d.connectionARN != c.ARN) {
		return diag.Diagnostics{diag.NewErrorDiagnostic("Not a webhook", fmt.Sprintf(
			"The API destination %q does not use a connection of the same name, as a webhook does. Create a webhook of another name, point the targets to it, and delete the API destination. Nothing was imported.", state.Name.ValueString()))}
	}
	state.ConnectionARN = types.StringValue(now.connection.ARN)
	if now.destination != nil {
		state.ARN = types.StringValue(now.destination.arn)
	}
	names := map[string]string{}
	if given := state.InvocationRoleARN.ValueString(); given != "" {
		names[invocation.Name] = servicerole.NameIn(given)
	}
	return r.roleOwner(*state).Import(ctx, state.roles(), names)
}

func (*webhookResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the webhook."})
}

func (r *webhookResource) identify(ctx context.Context, m webhookModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	account, _ := r.account(ctx, m) // Whatever else is to be done needs the account as well, and reports that it is not known.
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(), Keys: map[string]string{keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

func (r *webhookResource) save(ctx context.Context, m webhookModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
