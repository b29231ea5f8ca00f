package loggroup

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

type logGroupList struct{ logGroupResource }

var _ list.ListResourceWithConfigure = (*logGroupList)(nil)

// NewList returns the list resource eventbridge_log_group.
func NewList() list.ListResource { return &logGroupList{} }

// listModel is the configuration of the list.
type listModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (*logGroupList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the log groups of a region that `eventbridge_log_group` can manage: all but those of class `DELIVERY`.",
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "The beginning of the names, such as `/aws/events/`. By default all log groups are listed.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, 512)},
			},
		},
	}
}

// List lists log groups page by page, as long as Terraform wants more.
func (l *logGroupList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for group, err := range l.groups().withPrefix(ctx, config.NamePrefix.ValueString()) {
			if err != nil {
				yield(list.ListResult{Diagnostics: diag.Diagnostics{awsresource.Diagnose("log groups", "listing", err, "")}})
				return
			}
			if group.LogGroupClass != logstypes.LogGroupClassDelivery && !yield(l.result(ctx, req, group)) {
				return
			}
		}
	})
}

// result is a log group as Terraform lists it.
func (l *logGroupList) result(ctx context.Context, req list.ListRequest, group logstypes.LogGroup) list.ListResult {
	result := req.NewListResult(ctx)
	result.DisplayName = aws.ToString(group.LogGroupName)
	state := flatten(observed{group: group}, logGroupModel{}, l.Meta)
	if req.IncludeResource {
		var diags diag.Diagnostics
		state, diags = l.complete(ctx, group, logGroupModel{}, ownership{})
		if diags.HasError() {
			return list.ListResult{Diagnostics: diags}
		}
		result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
	}
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	return result
}
