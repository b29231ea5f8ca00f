package auditlog

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// keyName is the key of the identity.
const keyName = "name"

// ImportState takes the name or the ARN of the state machine, or its identity.
func (r *auditLogResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	named, found, diags := r.ImportByIdentity(ctx, req, keyName)
	id := named.Keys[keyName]
	if !found {
		id, diags = r.ImportByID(ctx, req)
	}
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	name := statemachine.NameIn(id)
	if len(name) > maxName || !nameForm.MatchString(name) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf(
			"%q is not the name of a state machine. Import by its name, such as `buildkite-audit-log-my-org`. "+
				"If the state machine is in another region than the provider's, append `@<region>`. Nothing was imported.", id))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("name"), name)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
}

// adopt finds out what belongs to a resource that is imported. An interrupted run may
// have left a part of it. The token cannot be read, so its version stays null.
func (r *auditLogResource) adopt(ctx context.Context, state *auditLogModel, now existing) diag.Diagnostics {
	name, roles := state.Name.ValueString(), map[string]string{}
	if now.machine != nil {
		if diags := r.adoptMachine(state, now.machine); diags.HasError() {
			return diags
		}
		roles[execution.Name] = servicerole.NameIn(now.machine.RoleARN)
	} else {
		left, diags := r.connectionOwner().Read(ctx, name)
		if diags.HasError() {
			return diags
		}
		if left != nil && left.Description == description {
			state.ConnectionARN, state.ConnectionName = types.StringValue(left.ARN), state.Name
		}
	}
	if now.schedule != nil && now.schedule.description == description {
		state.ScheduleName = state.Name
		now.schedule.flatten(state)
		roles[invocation.Name] = servicerole.NameIn(now.schedule.role)
	}
	return r.roleOwner(*state, false).Import(ctx, state.roles(), roles)
}

// adoptMachine sets what the state machine tells.
func (r *auditLogResource) adoptMachine(state *auditLogModel, machine *statemachine.Machine) diag.Diagnostics {
	spec, ours, _ := pull.SpecOf(machine.Definition, source(), r.Meta.AWS.Partition())
	if !ours {
		return diag.Diagnostics{diag.NewErrorDiagnostic("State machine created elsewhere",
			fmt.Sprintf("The state machine %q was not created by `%s`. Nothing was imported.", machine.Name, typeName))}
	}
	state.setSpec(spec)
	state.Organization, state.StartTime = types.StringValue(spec.Organization), types.StringValue(timeText(time.UnixMilli(spec.Start)))
	if spec.Backfill {
		state.BackfillStartTime = state.StartTime
	}
	state.StateMachineARN, state.FailureLogGroupARN = types.StringValue(machine.ARN), awsresource.OptionalString(machine.FailureLogGroup)
	state.ConnectionARN = types.StringValue(spec.ConnectionARN)
	if connection.NameIn(spec.ConnectionARN) == machine.Name {
		state.ConnectionName = state.Name
	}
	return nil
}

func (*auditLogResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = awsresource.IdentitySchema(map[string]string{keyName: "The name of the state machine."})
}

func (r *auditLogResource) identify(ctx context.Context, m auditLogModel, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	account, _ := r.account(ctx, m) // Whatever else is to be done needs the account as well, and reports that it is not known.
	return awsresource.Identity{
		Account: account, Region: r.Meta.AWS.Region(), Keys: map[string]string{keyName: m.Name.ValueString()},
	}.Set(ctx, identity)
}

func (r *auditLogResource) save(ctx context.Context, m auditLogModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	m.APIToken = types.StringNull()
	return append(state.Set(ctx, m), r.identify(ctx, m, identity)...)
}
