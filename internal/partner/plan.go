package partner

import (
	"context"

	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ModifyPlan completes the plan with what the schema alone cannot express, and
// warns of the loss of the source.
func (r *associationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !req.Plan.Raw.IsNull() {
		r.PlanRegion(ctx, req, resp, types.StringNull())
	}
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
	if region := state.regionOf(); !region.IsNull() && !plan.Region.Equal(region) && len(resp.RequiresReplace) == 0 {
		// A state that knows the region by the ARN alone.
		resp.RequiresReplace = append(resp.RequiresReplace, path.Root(awsresource.RegionName))
	}
	if !plan.EventSourceName.Equal(state.EventSourceName) || len(resp.RequiresReplace) > 0 { // The bus is replaced.
		r.warnOfLoss(state, resp)
		return
	}
	// Another form of the same key is not a change.
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

// sameOnAWS reports whether nothing changes but what Terraform alone knows, such
// as `timeouts`: then AWS need not be called, and what it says stays known.
func (m *associationModel) sameOnAWS(before *associationModel) bool {
	sameDescription := !m.Description.IsUnknown() && m.Description.ValueString() == before.Description.ValueString()
	sameLogging := m.LogConfig.Equal(before.LogConfig) || m.logsNothing() && before.logsNothing()
	return sameDescription && sameLogging &&
		m.KMSKeyIdentifier.Equal(before.KMSKeyIdentifier) && m.DeadLetterARN.Equal(before.DeadLetterARN) &&
		m.Active.Equal(before.Active) && m.TagsAll.Equal(before.TagsAll)
}

// logsNothing reports whether logging is off: not configured, or OFF.
func (m *associationModel) logsNothing() bool {
	level, ok := m.LogConfig.Attributes()["level"].(types.String)
	return m.LogConfig.IsNull() || ok && level.ValueString() == string(ebtypes.LevelOff)
}

// warnOfLoss warns once, when the bus is about to be destroyed while its source
// still lives.
func (r *associationResource) warnOfLoss(state associationModel, resp *resource.ModifyPlanResponse) {
	if !state.SkipDestroy.ValueBool() && state.State.ValueString() != stateDeleted {
		resp.Diagnostics.Append(warnLoss(state.ID.ValueString()))
	}
}
