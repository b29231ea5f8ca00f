package metricsink

import (
	"context"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

type metricList struct{ metricResource }

var (
	_ list.ListResource              = (*metricList)(nil)
	_ list.ListResourceWithConfigure = (*metricList)(nil)
)

// NewList returns the list resource eventbridge_metric.
func NewList() list.ListResource { return &metricList{} }

// listModel is the configuration of the list.
type listModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (*metricList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the state machines of a region that `eventbridge_metric` has created. Each express state machine takes one call; `name_prefix` saves calls.",
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The beginning of the names of the state machines, such as `Buildkite-`. By default all are listed.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxMachineName)},
			},
		},
	}
}

// List lists metrics page by page, as long as Terraform wants more.
func (l *metricList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for machine, diags := range l.machineOwner().List(ctx, sfntypes.StateMachineTypeExpress, config.NamePrefix.ValueString(), req.IncludeResource) {
			if diags.HasError() {
				yield(list.ListResult{Diagnostics: diags})
				return
			}
			if _, ours, _ := specOf(&l.metricResource, machine); ours && !yield(l.result(ctx, req, machine)) {
				return
			}
		}
	})
}

func (l *metricList) result(ctx context.Context, req list.ListRequest, machine *statemachine.Machine) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = machine.Name
	state := emptyMetric(machine.Name)
	if req.IncludeResource {
		now := existing{machine: machine}
		diags := l.adopt(ctx, &state, machine)
		if !diags.HasError() {
			now.roles, diags = l.roleOwner(state, false).Read(ctx, state.roles())
		}
		if diags.HasError() {
			return list.ListResult{Diagnostics: diags}
		}
		state = l.flatten(now, state)
		state.Dashboard = state.parts().Dashboard(l.Meta.Region(), state.Name)
		result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
	}
	state.StateMachineARN = types.StringValue(machine.ARN)
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	return result
}

// emptyMetric is a metric of which only the name is known.
func emptyMetric(name string) metricModel {
	wait := map[string]attr.Type{"create": types.StringType, "update": types.StringType, "delete": types.StringType}
	return metricModel{
		Name: types.StringValue(name), DetailTypes: types.SetNull(types.StringType), Where: types.DynamicNull(), Dimensions: types.MapNull(types.StringType),
		Duration: types.ObjectNull(metricspec.DurationTypes), ChangedParts: types.ListNull(types.StringType),
		Tags: types.MapNull(types.StringType), TagsAll: types.MapNull(types.StringType), Timeouts: timeouts.Value{Object: types.ObjectNull(wait)},
	}
}
