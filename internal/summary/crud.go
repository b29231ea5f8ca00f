package summary

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// objects are the objects that the resource creates in addition to its roles.
func (r *summaryResource) objects(m summaryModel) []awsresource.Object {
	return []awsresource.Object{r.MachineOwner().Object(m.Name.ValueString())}
}

// completePlan plans what was unknown during the plan.
func (r *summaryResource) completePlan(plan *summaryModel, _, _ summaryModel) diag.Diagnostics {
	if plan.Definition.IsUnknown() {
		spec, _ := plan.spec()
		plan.Definition = types.StringValue(spec.Definition(r.Meta.AWS.Partition()))
	}
	return nil
}

// apply creates or updates the state machine.
func (r *summaryResource) apply(ctx context.Context, c *composite.Change[summaryModel]) (existing, diag.Diagnostics) {
	machine, diags := r.ApplyMachine(ctx, c, r.ExpandMachine(c.Plan, c.Account, c.Tagged))
	return existing{roles: c.Roles, machine: machine}, diags
}

// read reads every part of a resource of which the state may have no more than the
// name, after an import.
func (r *summaryResource) read(ctx context.Context, state *summaryModel) (existing, diag.Diagnostics) {
	machine, diags := r.ReadMachine(ctx, *state)
	if diags.HasError() {
		return existing{}, diags
	}
	return r.readRest(ctx, state, machine)
}

// readRest reads what belongs to a state machine, which may be nil.
func (r *summaryResource) readRest(ctx context.Context, state *summaryModel, machine *statemachine.Machine) (now existing, diags diag.Diagnostics) {
	switch {
	case state.EventBusName.IsNull(): // It is being imported.
		if diags = r.adopt(ctx, state, machine); diags.HasError() {
			return now, diags
		}
	case state.StateMachineARN.IsNull():
		machine = nil // The creation may have failed because of one that was created elsewhere.
	}
	now.machine = machine
	now.roles, diags = r.ReadRoles(ctx, *state)
	return now, diags
}
