package dashboard

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

// ValidateConfig checks what needs no AWS.
func (*dashboardResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config dashboardModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, _, diags := config.content(ctx)
	resp.Diagnostics.Append(diags...)
}

// ModifyPlan plans the body.
func (r *dashboardResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	var plan, config, state dashboardModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = plan.Name
	plan.Metrics, plan.RuleARNs, plan.Queries, plan.Widgets = config.Metrics, config.RuleARNs, config.Queries, config.Widgets
	resp.Diagnostics.Append(r.setBody(ctx, &plan)...)
	if sameJSON(plan.Body.ValueString(), state.Body.ValueString()) {
		plan.Body = state.Body
		if state.isOfImport() {
			// The configuration makes the dashboard that was imported: nothing changes.
			plan.Metrics, plan.RuleARNs, plan.Queries, plan.Widgets, plan.Period = state.Metrics, state.RuleARNs, state.Queries, state.Widgets, state.Period
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	awsresource.PlanTags(ctx, resource.ModifyPlanRequest{Config: req.Config, Plan: resp.Plan, State: req.State}, resp, r.Meta)
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(r.planObject(ctx, plan)...)
	} else {
		r.Meta.Managed(toCreate(state.Name.ValueString()))
	}
}

// planObject looks for the dashboard that is to be created.
func (r *dashboardResource) planObject(ctx context.Context, plan dashboardModel) diag.Diagnostics {
	if plan.Name.IsUnknown() {
		return nil
	}
	object := toCreate(plan.Name.ValueString())
	return r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		_, err := findDashboard(ctx, r.api(), plan.Name.ValueString())
		return err == nil, err
	})
}

// setBody sets the body where all that it consists of is known.
func (r *dashboardResource) setBody(ctx context.Context, m *dashboardModel) diag.Diagnostics {
	m.Body = types.StringUnknown()
	c, complete, diags := m.content(ctx)
	if diags.HasError() || !complete || !r.Meta.AWS.Usable() {
		return diags
	}
	c.partition = r.Meta.AWS.Partition()
	if slices.ContainsFunc(c.metrics, func(w metric.Widget) bool { return w.StateMachine != "" }) {
		var err error // the widget of failures has the ARN of the state machine
		if c.account, err = r.Meta.AWS.AccountID(ctx); err != nil {
			return append(diags, awsresource.Diagnose("the account", "asking AWS for", err, "The dashboard was not changed."))
		}
	}
	m.Body = types.StringValue(c.body())
	return diags
}
