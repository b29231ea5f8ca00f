package logsquery

import (
	"context"

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

type queryList struct{ queryResource }

var _ list.ListResourceWithConfigure = (*queryList)(nil)

// NewList returns the list resource eventbridge_logs_query.
func NewList() list.ListResource { return &queryList{} }

// listModel is the configuration of the list.
type listModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (*queryList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the saved queries of a region that are written in Logs Insights QL.",
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "List only saved queries whose name starts with this.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, maxName)},
			},
		},
	}
}

// List lists saved queries page by page, as long as Terraform wants more.
func (l *queryList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for found, err := range queriesOf(ctx, l.api(), config.NamePrefix.ValueString()) {
			if err != nil {
				yield(list.ListResult{Diagnostics: diag.Diagnostics{awsresource.Diagnose("saved queries", "listing", err, "")}})
				return
			}
			if aws.ToString(found.QueryDefinitionId) != "" && isInsights(found) && !yield(l.result(ctx, req, found)) {
				return
			}
		}
	})
}

func (l *queryList) result(ctx context.Context, req list.ListRequest, found logstypes.QueryDefinition) list.ListResult {
	state := flatten(found, empty(aws.ToString(found.QueryDefinitionId)))
	state.Region = l.Meta.Region()
	state.setDashboard()
	result := req.NewListResult(ctx)
	result.DisplayName = state.Name.ValueString()
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	if req.IncludeResource {
		result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
	}
	return result
}
