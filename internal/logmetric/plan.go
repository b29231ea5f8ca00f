package logmetric

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
)

// ValidateConfig checks what needs no AWS.
func (*logMetricResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config logMetricModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(metricspec.CheckValue(false, map[string]attr.Value{"count_events": config.CountEvents, "field": config.Field})...)
	resp.Diagnostics.Append(config.parts().CheckStrings()...)
	if !config.DefaultValue.IsNull() && len(config.Dimensions.Elements()) > 0 {
		resp.Diagnostics.AddAttributeError(path.Root("default_value"), "Conflicting default_value and dimensions",
			"CloudWatch Logs does not support a default value for a metric with dimensions. Remove `default_value` or `dimensions`.")
	}
	config.setDefaults(config)
	resp.Diagnostics.Append(config.check(metricspec.Attributes{}).Errors()...)
}

// check reports what does not match the documented events or CloudWatch, and what a
// filter pattern cannot express.
func (m logMetricModel) check(before metricspec.Attributes) diag.Diagnostics {
	diags := m.parts().Check(before)
	if diags.HasError() {
		return diags
	}
	spec, _ := m.parts().Spec()
	_, findings := spec.Filter(catalog.Default())
	return append(diags, m.parts().Report(findings, before)...)
}

// ModifyPlan plans everything that follows from the configuration, the filter
// pattern included.
func (r *logMetricResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan, config, state logMetricModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setDefaults(config)
	before, _ := state.parts().Spec()
	now, complete := plan.parts().Spec()
	if complete {
		metricspec.KeepWhere(&plan.Where, state.Where, config.Where, before, now)
	}
	resp.Diagnostics.Append(plan.check(state.parts())...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.derive()
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(r.planObject(ctx, plan)...)
	} else {
		r.Meta.Managed(state.toCreate())
	}
}

// planObject looks for the metric filter that is to be created.
func (r *logMetricResource) planObject(ctx context.Context, plan logMetricModel) diag.Diagnostics {
	if plan.ID.IsUnknown() {
		return nil
	}
	object := plan.toCreate()
	return r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		_, err := findFilter(ctx, r.api(), plan.LogGroupName.ValueString(), plan.Name.ValueString())
		return err == nil, err
	})
}
