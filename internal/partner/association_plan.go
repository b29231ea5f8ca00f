package partner

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ModifyPlan completes the plan with what the schema alone can't say, and warns
// of the loss of the source.
func (r *associationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	awsresource.PlanTags(ctx, req, resp, r.Meta)
	if req.State.Raw.IsNull() || resp.Diagnostics.HasError() {
		return
	}
	var state associationModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := state.ID.ValueString()
	if req.Plan.Raw.IsNull() {
		r.warnOfLoss(state, resp)
		return
	}
	var plan associationModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if renamed := plan.EventSourceName; !renamed.IsUnknown() && renamed.ValueString() != name {
		r.warnOfLoss(state, resp)
		return
	}
	// Another form of the same key is no change.
	before, after := state.KMSKeyIdentifier, plan.KMSKeyIdentifier
	busARN := state.EventBusARN.ValueString()
	if !before.IsNull() && !after.IsNull() && !after.IsUnknown() && !after.Equal(before) &&
		keyARN(after.ValueString(), busARN) == keyARN(before.ValueString(), busARN) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("kms_key_identifier"), before)...)
	}
}

// warnOfLoss warns once, when the bus is about to be destroyed while its source
// still lives.
func (r *associationResource) warnOfLoss(state associationModel, resp *resource.ModifyPlanResponse) {
	if !state.SkipDestroy.ValueBool() && state.State.ValueString() != stateDeleted {
		resp.Diagnostics.Append(warnLoss(state.ID.ValueString()))
	}
}
