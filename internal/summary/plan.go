package summary

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// plan plans what follows from other attributes, the definition of the state machine
// included.
func (r *summaryResource) plan(_ context.Context, plan *summaryModel, _, state summaryModel) diag.Diagnostics {
	plan.PlanARN(state.MachineModel)
	plan.Definition = types.StringUnknown()
	if spec, complete := plan.spec(); complete && plan.Region.ValueString() != "" {
		plan.Definition = types.StringValue(spec.Definition(r.Meta.AWS.Partition()))
	}
	return plan.CheckFailures()
}

// completePlan plans what was unknown during the plan.
func (r *summaryResource) completePlan(plan *summaryModel, _, _ summaryModel) diag.Diagnostics {
	if plan.Definition.IsUnknown() {
		spec, _ := plan.spec()
		plan.Definition = types.StringValue(spec.Definition(r.Meta.AWS.Partition()))
	}
	return nil
}
