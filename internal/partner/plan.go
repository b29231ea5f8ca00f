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
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		r.planObject(ctx, resp)
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

// planObject looks for the event bus that is to be created. If it exists, its name
// is known, so that its rules are looked for as well.
func (r *associationResource) planObject(ctx context.Context, resp *resource.ModifyPlanResponse) {
	var plan associationModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if r.Meta == nil || resp.Diagnostics.HasError() || plan.EventSourceName.IsUnknown() || plan.AdoptExisting.IsUnknown() || plan.AdoptExisting.ValueBool() {
		return
	}
	object := busToCreate(plan.EventSourceName.ValueString())
	resp.Diagnostics.Append(r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		bus, err := newManager(r.Meta).findBus(ctx, object.ID)
		if err != nil || bus == nil || isManaged(bus) {
			return false, err
		}
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("event_bus_name"), object.ID)...)
		return true, nil
	})...)
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
