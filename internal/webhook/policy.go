package webhook

import (
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// grant describes the purpose of the role.
func (r *webhookResource) grant(m webhookModel, _, account string) servicerole.Grant {
	destinations := awsresource.ARNOf(r.Meta, "events", account, "api-destination/"+m.Name.ValueString()+"/*")
	return servicerole.Grant{Source: awsresource.ARNOf(r.Meta, "events", account, "rule/*"), Policy: awsclient.PolicyText(
		awsclient.Statement{Effect: "Allow", Action: []string{"events:InvokeApiDestination"}, Resource: destinations},
	)}
}
