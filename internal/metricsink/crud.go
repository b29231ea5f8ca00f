package metricsink

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// objects are what the metric creates in addition to its roles.
func (r *metricResource) objects(m metricModel) []awsresource.Object {
	return []awsresource.Object{r.MachineOwner().Object(m.Name.ValueString())}
}

// completePlan plans what was unknown during the plan, and checks it.
func (r *metricResource) completePlan(plan *metricModel, config, _ metricModel) diag.Diagnostics {
	plan.setDefaults(config)
	spec, _ := plan.parts().Spec()
	warned := metricspec.Attributes{}
	if !plan.Definition.IsUnknown() {
		warned = plan.parts()
	}
	diags := plan.parts().Check(warned)
	if plan.Name.IsUnknown() {
		plan.Name = types.StringValue(stateMachineName(spec))
	}
	plan.Dashboard = plan.parts().Dashboard(plan.Region, plan.Name)
	if plan.Definition.IsUnknown() {
		plan.Definition = types.StringValue(spec.Definition(catalog.Default(), r.Meta.AWS.Partition()))
	}
	return diags
}

// apply creates or updates the state machine.
func (r *metricResource) apply(ctx context.Context, c *composite.Change[metricModel]) (existing, diag.Diagnostics) {
	machine, diags := r.ApplyMachine(ctx, c, r.ExpandMachine(c.Plan, c.Account, c.Tagged))
	return existing{roles: c.Roles, machine: machine}, diags
}

// read reads every part of a metric of which the state may have no more than the
// name, after an import.
func (r *metricResource) read(ctx context.Context, state *metricModel) (existing, diag.Diagnostics) {
	machine, diags := r.ReadMachine(ctx, *state)
	if diags.HasError() {
		return existing{}, diags
	}
	return r.readRest(ctx, state, machine)
}

// readRest reads what belongs to a state machine, which may be nil.
func (r *metricResource) readRest(ctx context.Context, state *metricModel, machine *statemachine.Machine) (now existing, diags diag.Diagnostics) {
	switch {
	case state.Definition.IsNull() && state.Namespace.IsNull(): // It is being imported.
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
