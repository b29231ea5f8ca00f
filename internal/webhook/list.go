package webhook

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
)

type webhookList struct{ webhookResource }

var (
	_ list.ListResource              = (*webhookList)(nil)
	_ list.ListResourceWithConfigure = (*webhookList)(nil)
)

// NewList is the list resource eventbridge_webhook.
func NewList() list.ListResource { return &webhookList{} }

// listModel is the configuration of the list.
type listModel struct {
	Region     types.String `tfsdk:"region"`
	NamePrefix types.String `tfsdk:"name_prefix"`
}

func (*webhookList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the webhooks of a region: the API destinations that use a connection of the same name.",
		Attributes: map[string]schema.Attribute{
			awsresource.RegionName: awsresource.ListRegionAttribute(),
			"name_prefix": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "List only webhooks whose name starts with this.",
				Validators: []validator.String{
					awsresource.InTurn(stringvalidator.LengthBetween(1, maxName), stringvalidator.RegexMatches(nameForm, "may contain letters, digits and . - _ only")),
				},
			},
		},
	}
}

// List lists API destinations page by page, as long as Terraform wants more.
func (l *webhookList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listModel
	if !l.ReadList(ctx, req, stream, &config, &config.Region) {
		return
	}
	awsresource.StreamList(req, stream, func(yield func(list.ListResult) bool) {
		for found, err := range awsclient.Pages(func(token *string) ([]ebtypes.ApiDestination, *string, error) {
			out, err := l.Meta.AWS.EventBridge().ListApiDestinations(ctx, &eventbridge.ListApiDestinationsInput{NamePrefix: config.NamePrefix.ValueStringPointer(), NextToken: token})
			if err != nil {
				return nil, nil, err
			}
			return out.ApiDestinations, out.NextToken, nil
		}) {
			if err != nil {
				yield(list.ListResult{Diagnostics: diag.Diagnostics{awsresource.Diagnose("webhooks", "listing", err, "")}})
				return
			}
			if isWebhook(found) && !yield(l.result(ctx, req, found)) {
				return
			}
		}
	})
}

// isWebhook reports whether an API destination uses a connection of its own name.
func isWebhook(found ebtypes.ApiDestination) bool {
	name := aws.ToString(found.Name)
	return name != "" && connection.NameIn(aws.ToString(found.ConnectionArn)) == name
}

func (l *webhookList) result(ctx context.Context, req list.ListRequest, found ebtypes.ApiDestination) list.ListResult {
	state := webhookModel{Name: types.StringPointerValue(found.Name), ARN: types.StringPointerValue(found.ApiDestinationArn)}
	result := req.NewListResult(ctx)
	result.DisplayName = state.Name.ValueString()
	result.Diagnostics.Append(l.identify(ctx, state, result.Identity)...)
	if !req.IncludeResource {
		return result
	}
	whole, exists, diags := l.read(ctx, emptyWebhook(state.Name))
	if result.Diagnostics.Append(diags...); exists && !diags.HasError() {
		result.Diagnostics.Append(result.Resource.Set(ctx, whole)...)
	}
	return result
}
