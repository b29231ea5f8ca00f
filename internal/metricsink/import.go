package metricsink

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// ImportState takes the name or the ARN of the state machine, or its identity.
// The ARN of an invocation role of another name follows behind a comma.
func (r *metricResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	named, found, diags := r.ImportByIdentity(ctx, req, keyName)
	id := named.Keys[keyName]
	if !found {
		id, diags = r.ImportByID(ctx, req)
	}
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	name, role, ok := parseMetricID(id)
	if found && (!ok || name != id) {
		resp.Diagnostics.AddError("Invalid identity", fmt.Sprintf("%q is not the name of a state machine. The `name` of the identity is one, such as Buildkite-JobWaitTime-1a2b3c4d. "+
			"If the invocation role does not have its default name, import by ID, with the role's ARN after a comma. Nothing was imported.", id))
		return
	}
	if !ok {
		resp.Diagnostics.AddError("Invalid import ID",
			fmt.Sprintf("%q is not the name of a state machine. The import ID is its name, such as Buildkite-JobWaitTime-1a2b3c4d; if the invocation role does not have its default name, "+
				"followed by a comma and the role's ARN; and followed by `@<region>` if it is not in the provider's region. Nothing was imported.", id))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
	if role != "" {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("invocation_role_arn"), role)...)
	}
}

// parseMetricID reads `<name>` or `<ARN of the state machine>`, with
// `,<ARN of the invocation role>` behind it or not.
func parseMetricID(text string) (name, roleARN string, ok bool) {
	object, roleARN, ok := servicerole.CutARN(text)
	name = statemachine.NameIn(object)
	return name, roleARN, ok && len(name) <= maxMachineName && machineName.MatchString(name)
}

// adopt finds out what belongs to a metric that is imported. found is nil if an
// interrupted run has left its roles alone. Roles are this metric's if they have its
// policy.
func (r *metricResource) adopt(ctx context.Context, state *metricModel, found *statemachine.Machine) diag.Diagnostics {
	names := map[string]string{}
	if found != nil {
		if _, ours, _ := specOf(r, found); !ours {
			return diag.Diagnostics{diag.NewErrorDiagnostic("State machine not created by eventbridge_metric",
				fmt.Sprintf("The state machine %q was not created by `eventbridge_metric`, so its metric is unknown. Nothing was imported.", found.Name))}
		}
		names[execution.Name] = servicerole.NameIn(found.RoleARN)
	}
	if given := state.InvocationRoleARN.ValueString(); given != "" {
		names[invocation.Name] = servicerole.NameIn(given)
	}
	return r.roleOwner(*state, false).Import(ctx, state.roles(), names)
}

// keyName is the key of the identity.
const keyName = "name"

func (*metricResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the state machine."})
}

func (r *metricResource) identify(ctx context.Context, m metricModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	account, _ := r.account(ctx, m) // Whatever else is to be done needs the account as well, and reports that it is not known.
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(), Keys: map[string]string{keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

func (r *metricResource) save(ctx context.Context, m metricModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	m.Dashboard = m.parts().Dashboard(m.Region, m.Name)
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
