package dashboard

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ValidateConfig checks what needs no AWS.
func (*dashboardResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config dashboardModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	_, _, diags := config.content()
	resp.Diagnostics.Append(diags...)
}

// ModifyPlan plans the body.
func (r *dashboardResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	var plan, state dashboardModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = plan.Name
	resp.Diagnostics.Append(r.setBody(ctx, &plan)...)
	if sameJSON(plan.Body.ValueString(), state.Body.ValueString()) {
		plan.Body = state.Body
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

// setBody sets the body where all that it consists of is known.
func (r *dashboardResource) setBody(ctx context.Context, m *dashboardModel) diag.Diagnostics {
	m.Body = types.StringUnknown()
	c, complete, diags := m.content()
	if diags.HasError() || !complete || !r.Meta.AWS.Usable() {
		return diags
	}
	c.partition = r.Meta.AWS.Partition()
	for _, m := range c.metrics {
		if m.StateMachine == "" || c.account != "" {
			continue
		}
		account, err := r.Meta.AWS.AccountID(ctx)
		if err != nil {
			return append(diags, awsresource.Diagnose("the account", "asking AWS for", err, "The dashboard was not changed."))
		}
		c.account = account
	}
	m.Body = types.StringValue(c.body())
	return diags
}
