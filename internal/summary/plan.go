package summary

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// ValidateConfig checks what needs neither AWS nor the configuration of the
// provider.
func (*summaryResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config summaryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.roles().Validate()...)
	if config.roles().Creates() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), config.Tags)...)
	}
}

// ModifyPlan plans what follows from other attributes, the definition of the
// state machine included.
func (r *summaryResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan, config, state summaryModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	exists := !req.State.Raw.IsNull()
	if exists {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(plan.checkFailures()...)
	replaced := plan.roles().Plan(config.roles(), state.roles(), plan.Name, state.Name, plan.Region.ValueString())
	if exists {
		resp.RequiresReplace = append(resp.RequiresReplace, replaced...)
	} else {
		resp.Diagnostics.Append(config.roles().CheckAccount(ctx, r.Meta)...)
	}
	plan.ID, plan.StateMachineARN, plan.Definition = plan.Name, types.StringUnknown(), types.StringUnknown()
	if !state.StateMachineARN.IsNull() && plan.Name.Equal(state.Name) {
		plan.StateMachineARN = state.StateMachineARN
	}
	if spec, complete := plan.spec(); complete && plan.Region.ValueString() != "" {
		plan.Definition = types.StringValue(spec.Definition(r.Meta.AWS.Partition()))
	}
	plan.ChangedParts = awsresource.StringList(nil)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	awsresource.PlanTags(ctx, resource.ModifyPlanRequest{Config: req.Config, Plan: resp.Plan, State: req.State}, resp, r.Meta)
	if plan.roles().Creates() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), r.Meta.AllTags(plan.Tags))...)
	}
}

// checkFailures refuses a log group that is not where the state machine is.
func (m summaryModel) checkFailures() diag.Diagnostics {
	return statemachine.CheckRegion(path.Root("failure_log_group_arn"), "Log group in another region", "log group", m.FailureLogGroupARN, m.Region)
}
