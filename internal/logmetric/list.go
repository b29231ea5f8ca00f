package logmetric

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

type logMetricList struct{ logMetricResource }

var _ list.ListResourceWithConfigure = (*logMetricList)(nil)

// NewList returns the list resource eventbridge_log_metric.
func NewList() list.ListResource { return &logMetricList{} }

// listModel is the configuration of the list.
type listModel struct {
	Region       types.String `tfsdk:"region"`
	LogGroupName types.String `tfsdk:"log_group_name"`
	NamePrefix   types.String `tfsdk:"name_prefix"`
}

func (*logMetricList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the metric filters of a log group, or of a region, that `eventbridge_log_metric` can manage: those whose filter pattern and value its attributes can express.",
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"log_group_name": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Name of the log group whose metric filters to list. By default those of every log group in the region.",
				Validators:          awsresource.LogGroupName(),
			},
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "List only metric filters whose name starts with this.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, maxFilterName), stringvalidator.RegexMatches(filterName, "may contain any characters except : and *")),
				},
			},
		},
	}
}

// List lists metric filters page by page, as long as Terraform wants more.
func (l *logMetricList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	group := config.LogGroupName.ValueString()
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for found, err := range filtersOf(ctx, l.api(), group, config.NamePrefix.ValueString()) {
			if err != nil {
				yield(list.ListResult{Diagnostics: diag.Diagnostics{l.listFailed(group, err)}})
				return
			}
			if result, listed := l.result(ctx, req, config, found); listed && !yield(result) {
				return
			}
		}
	})
}

// result is a metric filter as Terraform lists it; false if the resource cannot
// manage it.
func (l *logMetricList) result(ctx context.Context, req list.ListRequest, config listModel, found logstypes.MetricFilter) (list.ListResult, bool) {
	state, ours := flatten(found, empty(aws.ToString(found.LogGroupName), aws.ToString(found.FilterName)))
	if !ours || !strings.HasPrefix(aws.ToString(found.FilterName), config.NamePrefix.ValueString()) {
		return list.ListResult{}, false
	}
	state.Region = l.Meta.Region()
	state.Dashboard = state.parts().Dashboard(state.Region, types.StringValue(""))
	result := req.NewListResult(ctx)
	result.DisplayName = state.ID.ValueString()
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	if req.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
	}
	return result, true
}
