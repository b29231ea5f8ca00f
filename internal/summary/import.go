package summary

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/journal"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// keyName is the key of the identity.
const keyName = "name"

// ImportState takes the name or the ARN of the state machine, or its identity.
func (r *summaryResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	named, found, diags := r.ImportByIdentity(ctx, req, keyName)
	id := named.Keys[keyName]
	if !found {
		id, diags = r.ImportByID(ctx, req)
	}
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	object, role, ok := servicerole.CutARN(id)
	name := statemachine.NameIn(object)
	if !ok || len(name) > maxName || !nameForm.MatchString(name) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf(
			"%q is not the name of a state machine. Import by its name, such as `devops-agent-summary`. If the invocation role has another name than the default, append a comma and its ARN. "+
				"If the state machine is in another region than the provider's, append `@<region>`. Nothing was imported.", id))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
	if role != "" {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("invocation_role_arn"), role)...)
	}
}

// adopt finds out what belongs to a summary that is imported. found is nil if an
// interrupted run has left its roles alone.
func (r *summaryResource) adopt(ctx context.Context, state *summaryModel, found *statemachine.Machine) diag.Diagnostics {
	names := map[string]string{}
	if found != nil {
		spec, ours, _ := journal.SpecOf(found.Definition, r.Meta.AWS.Partition())
		if !ours {
			return diag.Diagnostics{diag.NewErrorDiagnostic("State machine created elsewhere",
				fmt.Sprintf("The state machine %q was not created by `%s`. Nothing was imported.", found.Name, typeName))}
		}
		state.setSpec(spec)
		state.FailureLogGroupARN = awsresource.OptionalString(found.FailureLogGroup)
		names[execution.Name] = servicerole.NameIn(found.RoleARN)
	}
	if given := state.InvocationRoleARN.ValueString(); given != "" {
		names[invocation.Name] = servicerole.NameIn(given)
	}
	return r.roleOwner(*state, false).Import(ctx, state.roles(), names)
}

func (*summaryResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the state machine."})
}

func (r *summaryResource) identify(ctx context.Context, m summaryModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	account, _ := r.account(ctx, m) // Whatever else is to be done needs the account as well, and reports that it is not known.
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(), Keys: map[string]string{keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

func (r *summaryResource) save(ctx context.Context, m summaryModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
