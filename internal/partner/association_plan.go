package partner

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ModifyPlan completes the plan with what the schema alone can't say, and warns
// of the loss of the source.
func (r *associationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	awsresource.PlanTags(ctx, req, resp, r.Meta)
	if req.State.Raw.IsNull() || resp.Diagnostics.HasError() { // Nothing is there yet.
		return
	}
	var state associationModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.Plan.Raw.IsNull() {
		r.warnOfLoss(state, resp)
		return
	}
	var plan associationModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.EventSourceName.Equal(state.EventSourceName) { // The bus is replaced.
		r.warnOfLoss(state, resp)
		return
	}
	// Another form of the same key is no change.
	before, after := state.KMSKeyIdentifier, plan.KMSKeyIdentifier
	busARN := state.EventBusARN.ValueString()
	if !before.IsNull() && !after.IsNull() && !after.IsUnknown() && !after.Equal(before) &&
		keyARN(after.ValueString(), busARN) == keyARN(before.ValueString(), busARN) {
		plan.KMSKeyIdentifier = before
	}
	if plan.sameOnAWS(&state) {
		plan.State, plan.ExpirationTime = state.State, state.ExpirationTime
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// sameOnAWS says whether nothing changes but what Terraform alone knows, such
// as `timeouts`: then AWS need not be called, and what it says stays known.
func (m *associationModel) sameOnAWS(before *associationModel) bool {
	return m.Description.Equal(before.Description) && m.KMSKeyIdentifier.Equal(before.KMSKeyIdentifier) &&
		m.DeadLetterARN.Equal(before.DeadLetterARN) && m.LogConfig.Equal(before.LogConfig) &&
		m.Active.Equal(before.Active) && m.TagsAll.Equal(before.TagsAll)
}

// warnOfLoss warns once, when the bus is about to be destroyed while its source
// still lives.
func (r *associationResource) warnOfLoss(state associationModel, resp *resource.ModifyPlanResponse) {
	if !state.SkipDestroy.ValueBool() && state.State.ValueString() != stateDeleted {
		resp.Diagnostics.Append(warnLoss(state.ID.ValueString()))
	}
}
