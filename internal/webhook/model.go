package webhook

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

type webhookModel struct {
	composite.Model
	URL                  types.String `tfsdk:"url"`
	Method               types.String `tfsdk:"method"`
	Description          types.String `tfsdk:"description"`
	Header               types.String `tfsdk:"header"`
	SecretQueryParameter types.String `tfsdk:"secret_query_parameter"`
	SecretBodyField      types.String `tfsdk:"secret_body_field"`
	Secret               types.String `tfsdk:"secret_wo"`
	SecretVersion        types.Int64  `tfsdk:"secret_wo_version"`
	RatePerSecond        types.Int64  `tfsdk:"rate_per_second"`
	Headers              types.Map    `tfsdk:"headers"`
	QueryParameters      types.Map    `tfsdk:"query_parameters"`
	KMSKeyARN            types.String `tfsdk:"kms_key_arn"`
	ARN                  types.String `tfsdk:"arn"`
	ConnectionARN        types.String `tfsdk:"connection_arn"`
}

// Roles point to the attributes of the role.
func (m *webhookModel) Roles() servicerole.Attributes { return m.InvokedBy(invocation) }

// ARNs are those that may tell the account.
func (m *webhookModel) ARNs() []types.String {
	return []types.String{m.ConnectionARN, m.ARN, m.InvocationRoleARN}
}

// Uncreated makes a plan the state of a webhook of which nothing exists yet.
func (m *webhookModel) Uncreated() {
	m.Secret, m.ARN, m.ConnectionARN = types.StringNull(), types.StringNull(), types.StringNull()
	// The version is that of a secret which AWS has.
	m.SecretVersion = types.Int64Null()
}

// nameHeader is the header of a webhook without a secret in a header. A
// connection must have one.
const nameHeader = "X-EventBridge-Webhook"

// destination is an API destination.
type destination struct {
	arn, description, url, method, connectionARN string
	rate                                         int64
}

// expandConnection is the connection as it has to be.
func (m webhookModel) expandConnection() connection.Connection {
	out := connection.Connection{
		Name: m.Name.ValueString(), Description: m.Description.ValueString(), KMSKey: m.KMSKeyARN.ValueString(), Header: nameHeader,
		SecretQuery: m.SecretQueryParameter.ValueString(), SecretBody: m.SecretBodyField.ValueString(),
		Headers: awsresource.TagMap(m.Headers), Query: awsresource.TagMap(m.QueryParameters),
	}
	if !m.Header.IsNull() {
		out.Header = m.Header.ValueString()
	}
	return out
}

// secrets are the secrets of the connection. Its API key is the name of the
// webhook if the secret is in no header.
func (m webhookModel) secrets(secret string) connection.Secrets {
	if m.Header.IsNull() {
		return connection.Secrets{APIKey: m.Name.ValueString(), Parameter: secret}
	}
	return connection.Secrets{APIKey: secret, Parameter: secret}
}

func (m webhookModel) expandDestination() destination {
	return destination{
		arn: m.ARN.ValueString(), description: m.Description.ValueString(), url: m.URL.ValueString(), method: m.Method.ValueString(),
		connectionARN: m.ConnectionARN.ValueString(), rate: m.RatePerSecond.ValueInt64(),
	}
}

func readDestination(out *eventbridge.DescribeApiDestinationOutput) destination {
	return destination{
		arn: aws.ToString(out.ApiDestinationArn), description: aws.ToString(out.Description), url: aws.ToString(out.InvocationEndpoint), method: string(out.HttpMethod),
		connectionARN: aws.ToString(out.ConnectionArn), rate: int64(aws.ToInt32(out.InvocationRateLimitPerSecond)),
	}
}

// existing is what a webhook consists of on AWS. What does not exist, or is not this
// webhook's, is nil.
type existing struct {
	roles       servicerole.Found
	connection  *connection.Connection
	destination *destination
}

func (e existing) none() bool {
	return len(e.roles) == 0 && e.connection == nil && e.destination == nil
}

// flatten sets the attributes to what exists.
func (r *webhookResource) flatten(now existing, prior webhookModel, m *webhookModel) {
	m.Secret = types.StringNull()
	now.roles.Flatten(m.Roles())
	if d := now.destination; d != nil {
		m.ARN = types.StringValue(d.arn)
		m.URL, m.Method, m.RatePerSecond = types.StringValue(d.url), types.StringValue(d.method), types.Int64Value(d.rate)
		m.Description = awsresource.OptionalString(d.description)
	}
	if c := now.connection; c != nil {
		if prior.Description.ValueString() != c.Description {
			m.Description = awsresource.OptionalString(c.Description)
		}
		m.ConnectionARN, m.KMSKeyARN = types.StringValue(c.ARN), awsresource.OptionalString(c.KMSKey)
		m.SecretQueryParameter, m.SecretBodyField = awsresource.OptionalString(c.SecretQuery), awsresource.OptionalString(c.SecretBody)
		m.Headers, m.QueryParameters = optionalMap(c.Headers), optionalMap(c.Query)
		m.Header = awsresource.OptionalString(c.Header)
		if c.Header == nameHeader {
			m.Header = types.StringNull()
		}
	}
	if role := now.roles[invocation.Name]; role != nil && r.ManagesTags(prior) {
		m.Tags, m.TagsAll = r.Meta.FlattenTags(role.Tags, prior.Tags)
	}
}

// partDestination is the API destination in changed_parts, if it is missing. A plan
// looks for it.
const partDestination = "API destination"

// changes are what is on AWS not as it has to be, apart from what attributes show.
func (r *webhookResource) changes(now existing, m webhookModel) []string {
	out := connection.Changes(now.connection, m.expandConnection())
	if d := now.destination; d == nil {
		out = append(out, partDestination)
	} else if d.connectionARN != m.ConnectionARN.ValueString() {
		out = append(out, "connection of the API destination")
	}
	return append(out, r.RoleChanges(now.roles, m, awsresource.AccountOf(m.ConnectionARN.ValueString()))...)
}

func optionalMap(values map[string]string) types.Map {
	if len(values) == 0 {
		return types.MapNull(types.StringType)
	}
	return awsresource.StringMap(values)
}
