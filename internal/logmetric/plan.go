package logmetric

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
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
	resp.Diagnostics.Append(metricspec.CheckTexts(config.parts())...)
	if !config.DefaultValue.IsNull() && len(config.Dimensions.Elements()) > 0 {
		resp.Diagnostics.AddAttributeError(path.Root("default_value"), "Default value beside dimensions",
			"CloudWatch Logs takes no default value for a metric with dimensions, because it could not know which ones. Remove one of the two.")
	}
	config.setDefaults(config)
	resp.Diagnostics.Append(config.check(metricspec.CheckOff, nil).Errors()...)
}

// check holds the metric against the documented events, CloudWatch, and what
// CloudWatch Logs can express.
func (m logMetricModel) check(catalogCheck string, warned func(metric.Finding) bool) diag.Diagnostics {
	diags := m.parts().Check(catalogCheck, warned)
	if diags.HasError() {
		return diags
	}
	spec, _ := m.parts().Spec()
	_, findings := spec.Filter(catalog.Default())
	return append(diags, metricspec.Report(findings, catalogCheck, nil)...)
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
	resp.Diagnostics.Append(plan.check(r.Meta.CatalogCheck, metricspec.WarnedOf(before, now))...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.derive()
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}
