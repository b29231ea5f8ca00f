package dashboard

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

type dashboardList struct{ dashboardResource }

var _ list.ListResourceWithConfigure = (*dashboardList)(nil)

// NewList is the list resource eventbridge_dashboard.
func NewList() list.ListResource { return &dashboardList{} }

// listModel is the configuration of the list.
type listModel struct {
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (*dashboardList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the CloudWatch dashboards of the account.",
		Attributes: map[string]schema.Attribute{
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "List only dashboards whose name starts with this.",
				Validators:          []validator.String{stringvalidator.LengthBetween(1, 255)},
			},
		},
	}
}

// List lists dashboards page by page, as long as Terraform wants more.
func (l *dashboardList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if diags := req.Config.Get(ctx, &config); diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for entry, err := range dashboardsOf(ctx, l.api(), config.NamePrefix.ValueString()) {
			if err != nil {
				yield(list.ListResult{Diagnostics: diag.Diagnostics{awsresource.Diagnose("dashboards", "listing", err, "")}})
				return
			}
			if aws.ToString(entry.DashboardName) != "" && !yield(l.result(ctx, req, entry)) {
				return
			}
		}
	})
}

func (l *dashboardList) result(ctx context.Context, req list.ListRequest, entry cwtypes.DashboardEntry) list.ListResult {
	state := empty(aws.ToString(entry.DashboardName))
	state.ARN = types.StringPointerValue(entry.DashboardArn)
	result := req.NewListResult(ctx)
	result.DisplayName = state.Name.ValueString()
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	if req.IncludeResource {
		found, err := findDashboard(ctx, l.api(), state.Name.ValueString())
		if err == nil {
			state, err = l.complete(ctx, found, state)
		}
		if err != nil {
			result.Diagnostics.Append(awsresource.Diagnose(describe(state.Name.ValueString()), "reading", err, ""))
			return result
		}
		result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
	}
	return result
}
