package metricsink

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// ValidateConfig checks what needs neither AWS nor the configuration of the
// provider.
func (*metricResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config metricModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(metricspec.CheckValue(!config.Preset.IsNull(), map[string]attr.Value{
		"count_events": config.CountEvents, "field": config.Field, "duration": config.Duration,
	})...)
	if config.Preset.IsNull() {
		resp.Diagnostics.Append(checkRequired("`preset`", map[string]attr.Value{
			"detail_types": config.DetailTypes, "namespace": config.Namespace, "metric_name": config.MetricName,
		})...)
	}
	resp.Diagnostics.Append(config.roles().Validate()...)
	if config.roles().Creates() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), config.Tags)...)
	}
	effective := config
	effective.setDefaults(config)
	resp.Diagnostics.Append(effective.parts().Check(metricspec.Attributes{}).Errors()...)
	resp.Diagnostics.Append(effective.parts().CheckStrings()...)
}

func checkRequired(unless string, given map[string]attr.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if given[name].IsNull() {
			diags.AddAttributeError(path.Root(name), "Missing attribute", fmt.Sprintf("`%[2]s` is required without %[1]s.", unless, name))
		}
	}
	return diags
}

// ModifyPlan plans everything that follows from the configuration, the
// definition of the state machine included.
func (r *metricResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan, config, state metricModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	exists := !req.State.Raw.IsNull()
	if exists {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setDefaults(config)
	resp.Diagnostics.Append(plan.checkFailures()...)
	spec, complete := plan.parts().Spec()
	before, _ := state.parts().Spec()
	if complete {
		metricspec.KeepWhere(&plan.Where, state.Where, config.Where, before, spec)
	}
	resp.Diagnostics.Append(plan.parts().Check(state.parts())...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.planNames(&plan, config, state, spec, complete)
	replaced := plan.roles().Plan(config.roles(), state.roles(), plan.Name, state.Name, plan.Region.ValueString())
	if !exists {
		resp.Diagnostics.Append(config.roles().CheckAccount(ctx, r.Meta)...)
	}
	plan.ChangedParts = awsresource.StringList(nil)
	plan.Dashboard = plan.parts().Dashboard(plan.Region, plan.Name)
	plan.Definition = types.StringUnknown()
	if complete && plan.Region.ValueString() != "" {
		plan.Definition = types.StringValue(spec.Definition(catalog.Default(), r.Meta.AWS.Partition()))
		resp.Diagnostics.Append(checkSize(plan.Definition.ValueString())...)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	if exists {
		resp.RequiresReplace = append(resp.RequiresReplace, replaced...)
	}
	awsresource.PlanTags(ctx, resource.ModifyPlanRequest{Config: req.Config, Plan: resp.Plan, State: req.State}, resp, r.Meta)
	if plan.roles().Creates() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), r.Meta.AllTags(plan.Tags))...)
	}
}

// checkFailures refuses a log group that is not where the state machine is.
func (m metricModel) checkFailures() diag.Diagnostics {
	return statemachine.CheckRegion(path.Root("failure_log_group_arn"), "Log group in another region", "log group", m.FailureLogGroupARN, m.Region)
}

func checkSize(definition string) diag.Diagnostics {
	var diags diag.Diagnostics
	if wrong := stepfunctions.CheckSize(definition); wrong != "" {
		diags.AddAttributeError(path.Root("where"), "Definition too large", wrong+" Remove conditions, and select by them in the rule.")
	}
	return diags
}

// planNames plans the name and what follows from it.
func (r *metricResource) planNames(plan *metricModel, config, state metricModel, spec metric.Spec, complete bool) {
	switch {
	case !config.Name.IsNull():
		plan.Name = config.Name
	case !state.Name.IsNull():
		plan.Name = state.Name
	case complete:
		plan.Name = types.StringValue(stateMachineName(spec))
	default:
		plan.Name = types.StringUnknown()
	}
	plan.ID, plan.StateMachineARN = plan.Name, types.StringUnknown()
	if !state.StateMachineARN.IsNull() && plan.Name.Equal(state.Name) {
		plan.StateMachineARN = state.StateMachineARN
	}
}
