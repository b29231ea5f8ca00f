package webhook

import (
	"context"
	"iter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
)

type webhookList struct {
	*webhookResource
	composite.Lister[webhookModel, *webhookModel, existing]
}

var _ list.ListResourceWithConfigure = (*webhookList)(nil)

// NewList is the list resource eventbridge_webhook.
func NewList() list.ListResource {
	r := newResource()
	return &webhookList{r, composite.Lister[webhookModel, *webhookModel, existing]{
		Of:              &r.Resource,
		Description:     "Lists the webhooks of a region: the API destinations that use a connection of the same name.",
		Prefix:          "List only webhooks whose name starts with this.",
		PrefixValidator: awsresource.InTurn(stringvalidator.LengthBetween(1, maxName), stringvalidator.RegexMatches(nameForm, "may contain letters, digits and . - _ only")),
		Find:            r.find,
	}}
}

// find yields the webhooks among the API destinations, page by page.
func (r *webhookResource) find(ctx context.Context, prefix types.String, _ bool) iter.Seq2[composite.Listed[webhookModel, existing], diag.Diagnostics] {
	return func(yield func(composite.Listed[webhookModel, existing], diag.Diagnostics) bool) {
		for found, err := range awsclient.Pages(func(token *string) ([]ebtypes.ApiDestination, *string, error) {
			out, err := r.Meta.AWS.EventBridge().ListApiDestinations(ctx, &eventbridge.ListApiDestinationsInput{NamePrefix: prefix.ValueStringPointer(), NextToken: token})
			if err != nil {
				return nil, nil, err
			}
			return out.ApiDestinations, out.NextToken, nil
		}) {
			listed := composite.Listed[webhookModel, existing]{Read: r.read}
			if err != nil {
				yield(listed, diag.Diagnostics{awsresource.Diagnose("webhooks", "listing", err, "")})
				return
			}
			listed.State.Name, listed.State.ARN = types.StringPointerValue(found.Name), types.StringPointerValue(found.ApiDestinationArn)
			if isWebhook(found) && !yield(listed, nil) {
				return
			}
		}
	}
}

// isWebhook reports whether an API destination uses a connection with its own name.
func isWebhook(found ebtypes.ApiDestination) bool {
	name := aws.ToString(found.Name)
	return name != "" && connection.NameIn(aws.ToString(found.ConnectionArn)) == name
}
