package auditlog

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// parseID reads the name or the ARN of the state machine.
func parseID(id string, _ bool) (name, role string, diags diag.Diagnostics) {
	if name = statemachine.NameIn(id); len(name) > maxName || !statemachine.NameForm.MatchString(name) {
		diags.AddError("Invalid import ID", fmt.Sprintf(
			"%q is not the name of a state machine. Import by its name, such as `buildkite-audit-log-my-org`. "+
				"If the state machine is not in the provider's region, append `@<region>`. Nothing was imported.", id))
	}
	return name, "", diags
}

// adopt finds out what belongs to a resource that is imported. An interrupted run may
// have left a part of it. The token cannot be read, so its version stays null.
func (r *auditLogResource) adopt(ctx context.Context, state *auditLogModel, now existing) diag.Diagnostics {
	if now.machine != nil {
		if diags := r.adoptMachine(state, now.machine); diags.HasError() {
			return diags
		}
	} else {
		left, diags := r.ConnectionOwner().Read(ctx, state.Name.ValueString())
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
	}
	return r.ImportRoles(ctx, state)
}

// adoptMachine sets what the state machine tells.
func (r *auditLogResource) adoptMachine(state *auditLogModel, machine *statemachine.Machine) diag.Diagnostics {
	spec, ours, _ := r.specOf(machine)
	if !ours {
		return diag.Diagnostics{diag.NewErrorDiagnostic("State machine not created by this resource",
			fmt.Sprintf("The state machine %q was not created by `%s`. Nothing was imported.", machine.Name, typeName))}
	}
	state.setSpec(spec)
	state.Organization, state.StartTime = types.StringValue(spec.Organization), types.StringValue(timeText(time.UnixMilli(spec.Start)))
	if spec.Backfill {
		state.BackfillStartTime = state.StartTime
	}
	state.StateMachineARN, state.FailureLogGroupARN = types.StringValue(machine.ARN), awsresource.OptionalString(machine.FailureLogGroup)
	state.ExecutionRoleARN, state.ConnectionARN = types.StringValue(machine.RoleARN), types.StringValue(spec.ConnectionARN)
	if connection.NameIn(spec.ConnectionARN) == machine.Name {
		state.ConnectionName = state.Name
	}
	return nil
}
