package webhook

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

type webhookModel struct {
	ID                     types.String   `tfsdk:"id"`
	Region                 types.String   `tfsdk:"region"`
	Name                   types.String   `tfsdk:"name"`
	URL                    types.String   `tfsdk:"url"`
	Method                 types.String   `tfsdk:"method"`
	Description            types.String   `tfsdk:"description"`
	Header                 types.String   `tfsdk:"header"`
	SecretQueryParameter   types.String   `tfsdk:"secret_query_parameter"`
	SecretBodyField        types.String   `tfsdk:"secret_body_field"`
	Secret                 types.String   `tfsdk:"secret_wo"`
	SecretVersion          types.Int64    `tfsdk:"secret_wo_version"`
	RatePerSecond          types.Int64    `tfsdk:"rate_per_second"`
	Headers                types.Map      `tfsdk:"headers"`
	QueryParameters        types.Map      `tfsdk:"query_parameters"`
	KMSKeyARN              types.String   `tfsdk:"kms_key_arn"`
	InvocationRoleARN      types.String   `tfsdk:"invocation_role_arn"`
	InvocationRoleName     types.String   `tfsdk:"invocation_role_name"`
	RolePath               types.String   `tfsdk:"role_path"`
	PermissionsBoundaryARN types.String   `tfsdk:"permissions_boundary_arn"`
	ARN                    types.String   `tfsdk:"arn"`
	ConnectionARN          types.String   `tfsdk:"connection_arn"`
	ChangedParts           types.List     `tfsdk:"changed_parts"`
	Tags                   types.Map      `tfsdk:"tags"`
	TagsAll                types.Map      `tfsdk:"tags_all"`
	Timeouts               timeouts.Value `tfsdk:"timeouts"`
}

// roles point to the attributes of the role.
func (m *webhookModel) roles() servicerole.Attributes {
	return servicerole.Attributes{Path: &m.RolePath, Boundary: &m.PermissionsBoundaryARN, Roles: []servicerole.Attribute{
		{Kind: invocation, Name: &m.InvocationRoleName, ARN: &m.InvocationRoleARN},
	}}
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

// found is what of a webhook exists on AWS.
type found struct {
	roles       servicerole.Found
	connection  *connection.Connection
	destination *destination
}

// flatten is the state of a webhook. prior is the state or plan before.
func (r *webhookResource) flatten(now found, prior webhookModel) webhookModel {
	m := prior
	m.ID, m.Region, m.Secret = m.Name, r.Meta.Region(), types.StringNull()
	now.roles.Flatten(m.roles())
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
	if role := now.roles[invocation.Name]; role != nil && r.Meta.ManagesTags(prior.Tags, prior.TagsAll) {
		m.Tags, m.TagsAll = r.Meta.FlattenTags(role.Tags, prior.Tags)
	}
	if m.TagsAll.IsNull() || m.TagsAll.IsUnknown() {
		m.Tags, m.TagsAll = awsresource.NoTags()
	}
	m.ChangedParts = awsresource.StringList(r.changes(now, m))
	return m
}

// partDestination is the API destination in changed_parts, if it is missing. A plan
// looks for it.
const partDestination = "API destination"

// changes are what is on AWS not as it has to be, besides what attributes show.
func (r *webhookResource) changes(now found, m webhookModel) []string {
	out := connection.Changes(now.connection, m.expandConnection())
	if d := now.destination; d == nil {
		out = append(out, partDestination)
	} else if d.connectionARN != m.ConnectionARN.ValueString() {
		out = append(out, "connection of the API destination")
	}
	return append(out, r.roleOwner(m).Changes(now.roles, m.roles(), awsresource.AccountOf(m.ConnectionARN.ValueString()))...)
}

func optionalMap(values map[string]string) types.Map {
	if len(values) == 0 {
		return types.MapNull(types.StringType)
	}
	return awsresource.StringMap(values)
}

// emptyWebhook is a webhook of which only the name is known.
func emptyWebhook(name types.String) webhookModel {
	return webhookModel{
		Name: name, Headers: types.MapNull(types.StringType), QueryParameters: types.MapNull(types.StringType), ChangedParts: types.ListNull(types.StringType),
		Tags: types.MapNull(types.StringType), TagsAll: types.MapNull(types.StringType),
		Timeouts: timeouts.Value{Object: types.ObjectNull(map[string]attr.Type{"create": types.StringType, "update": types.StringType, "delete": types.StringType})},
	}
}
