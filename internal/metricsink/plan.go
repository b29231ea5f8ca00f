package metricsink

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// validate checks what needs neither AWS nor the configuration of the provider.
func validate(config metricModel) diag.Diagnostics {
	diags := metricspec.CheckValue(!config.Preset.IsNull(), map[string]attr.Value{
		"count_events": config.CountEvents, "field": config.Field, "duration": config.Duration,
	})
	if config.Preset.IsNull() {
		diags.Append(checkRequired("`preset`", map[string]attr.Value{
			"detail_types": config.DetailTypes, "namespace": config.Namespace, "metric_name": config.MetricName,
		})...)
	}
	effective := config
	effective.setDefaults(config)
	diags.Append(effective.parts().Check(metricspec.Attributes{}).Errors()...)
	return append(diags, effective.parts().CheckStrings()...)
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

// plan plans everything that follows from the configuration, the definition of the
// state machine included.
func (r *metricResource) plan(_ context.Context, plan *metricModel, config, state metricModel) diag.Diagnostics {
	plan.setDefaults(config)
	diags := plan.CheckFailures()
	spec, complete := plan.parts().Spec()
	before, _ := state.parts().Spec()
	if complete {
		metricspec.KeepWhere(&plan.Where, state.Where, config.Where, before, spec)
	}
	if diags.Append(plan.parts().Check(state.parts())...); diags.HasError() {
		return diags
	}
	plan.planName(config, state, spec, complete)
	plan.PlanARN(state.MachineModel)
	plan.Dashboard = plan.parts().Dashboard(plan.Region, plan.Name)
	plan.Definition = types.StringUnknown()
	if complete && plan.Region.ValueString() != "" {
		plan.Definition = types.StringValue(spec.Definition(catalog.Default(), r.Meta.AWS.Partition()))
		diags.Append(checkSize(plan.Definition.ValueString())...)
	}
	return diags
}

// completePlan plans what was unknown during the plan, and checks it.
func (r *metricResource) completePlan(plan *metricModel, config, _ metricModel) diag.Diagnostics {
	plan.setDefaults(config)
	spec, _ := plan.parts().Spec()
	warned := metricspec.Attributes{}
	if !plan.Definition.IsUnknown() {
		warned = plan.parts()
	}
	diags := plan.parts().Check(warned)
	if plan.Name.IsUnknown() {
		plan.Name = types.StringValue(stateMachineName(spec))
	}
	plan.Dashboard = plan.parts().Dashboard(plan.Region, plan.Name)
	if plan.Definition.IsUnknown() {
		plan.Definition = types.StringValue(spec.Definition(catalog.Default(), r.Meta.AWS.Partition()))
	}
	return diags
}

func checkSize(definition string) diag.Diagnostics {
	var diags diag.Diagnostics
	if wrong := stepfunctions.CheckSize(definition); wrong != "" {
		diags.AddAttributeError(path.Root("where"), "Definition too large", wrong+" Remove conditions, and select by them in the rule.")
	}
	return diags
}

func (m *metricModel) planName(config, state metricModel, spec metric.Spec, complete bool) {
	switch {
	case !config.Name.IsNull():
		m.Name = config.Name
	case !state.Name.IsNull():
		m.Name = state.Name
	case complete:
		m.Name = types.StringValue(stateMachineName(spec))
	default:
		m.Name = types.StringUnknown()
	}
}
