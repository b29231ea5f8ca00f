package webhook

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eb "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
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

// connection is a connection, apart from its secret.
type connection struct {
	arn, description, kmsKey string
	header                   string // nameHeader if the secret is in no header
	secretQuery, secretBody  string
	headers, query           map[string]string
	// foreign are parts that the provider does not set.
	foreign       []string
	state, reason string
}

// destination is an API destination.
type destination struct {
	arn, description, url, method, connectionARN string
	rate                                         int64
}

// expandConnection is the connection as it has to be.
func (m webhookModel) expandConnection() connection {
	out := connection{
		arn: m.ConnectionARN.ValueString(), description: m.Description.ValueString(), kmsKey: m.KMSKeyARN.ValueString(), header: nameHeader,
		secretQuery: m.SecretQueryParameter.ValueString(), secretBody: m.SecretBodyField.ValueString(),
		headers: awsresource.TagMap(m.Headers), query: awsresource.TagMap(m.QueryParameters),
	}
	if !m.Header.IsNull() {
		out.header = m.Header.ValueString()
	}
	return out
}

func (m webhookModel) expandDestination() destination {
	return destination{
		arn: m.ARN.ValueString(), description: m.Description.ValueString(), url: m.URL.ValueString(), method: m.Method.ValueString(),
		connectionARN: m.ConnectionARN.ValueString(), rate: m.RatePerSecond.ValueInt64(),
	}
}

// key is the API key of the connection: the secret, or the name of the webhook.
func (c connection) key(secret, name string) string {
	if c.header == nameHeader {
		return name
	}
	return secret
}

// parameters are the parameters of the connection, the secret among them.
func (c connection) parameters(secret string) *eb.ConnectionHttpParameters {
	out := &eb.ConnectionHttpParameters{}
	for _, name := range slices.Sorted(maps.Keys(c.headers)) {
		out.HeaderParameters = append(out.HeaderParameters, eb.ConnectionHeaderParameter{Key: aws.String(name), Value: aws.String(c.headers[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		out.QueryStringParameters = append(out.QueryStringParameters, eb.ConnectionQueryStringParameter{Key: aws.String(name), Value: aws.String(c.query[name])})
	}
	if c.secretQuery != "" {
		out.QueryStringParameters = append(out.QueryStringParameters, eb.ConnectionQueryStringParameter{Key: aws.String(c.secretQuery), Value: aws.String(secret), IsValueSecret: true})
	}
	if c.secretBody != "" {
		out.BodyParameters = []eb.ConnectionBodyParameter{{Key: aws.String(c.secretBody), Value: aws.String(secret), IsValueSecret: true}}
	}
	return out
}

// readConnection reads what AWS answers, which never has the values of secrets.
func readConnection(out *eventbridge.DescribeConnectionOutput) connection {
	found := connection{
		arn: aws.ToString(out.ConnectionArn), description: aws.ToString(out.Description), kmsKey: aws.ToString(out.KmsKeyIdentifier),
		state: string(out.ConnectionState), reason: strings.TrimSuffix(aws.ToString(out.StateReason), "."), headers: map[string]string{}, query: map[string]string{},
	}
	auth := out.AuthParameters
	if auth == nil {
		auth = &eb.ConnectionAuthResponseParameters{}
	}
	if auth.ApiKeyAuthParameters != nil {
		found.header = aws.ToString(auth.ApiKeyAuthParameters.ApiKeyName)
	}
	if out.AuthorizationType != eb.ConnectionAuthorizationTypeApiKey {
		found.foreign = append(found.foreign, "authorization")
	}
	if auth.InvocationHttpParameters == nil {
		return found
	}
	secret := func(to *string, name *string) {
		if *to != "" {
			found.foreign = append(found.foreign, "secret parameter "+aws.ToString(name))
		}
		*to = aws.ToString(name)
	}
	for _, p := range auth.InvocationHttpParameters.HeaderParameters {
		if p.IsValueSecret {
			found.foreign = append(found.foreign, "secret header "+aws.ToString(p.Key))
			continue
		}
		found.headers[aws.ToString(p.Key)] = aws.ToString(p.Value)
	}
	for _, p := range auth.InvocationHttpParameters.QueryStringParameters {
		if p.IsValueSecret {
			secret(&found.secretQuery, p.Key)
			continue
		}
		found.query[aws.ToString(p.Key)] = aws.ToString(p.Value)
	}
	for _, p := range auth.InvocationHttpParameters.BodyParameters {
		if p.IsValueSecret {
			secret(&found.secretBody, p.Key)
			continue
		}
		found.foreign = append(found.foreign, "body parameter "+aws.ToString(p.Key))
	}
	return found
}

func readDestination(out *eventbridge.DescribeApiDestinationOutput) destination {
	return destination{
		arn: aws.ToString(out.ApiDestinationArn), description: aws.ToString(out.Description), url: aws.ToString(out.InvocationEndpoint), method: string(out.HttpMethod),
		connectionARN: aws.ToString(out.ConnectionArn), rate: int64(aws.ToInt32(out.InvocationRateLimitPerSecond)),
	}
}

// same reports whether two connections are equal in all that is written to AWS.
func (c connection) same(other connection) bool {
	return c.description == other.description && c.kmsKey == other.kmsKey && c.header == other.header && c.secretQuery == other.secretQuery &&
		c.secretBody == other.secretBody && maps.Equal(c.headers, other.headers) && maps.Equal(c.query, other.query) && len(c.foreign)+len(other.foreign) == 0
}

// found is what of a webhook exists on AWS.
type found struct {
	roles       servicerole.Found
	connection  *connection
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
		if prior.Description.ValueString() != c.description {
			m.Description = awsresource.OptionalString(c.description)
		}
		m.ConnectionARN, m.KMSKeyARN = types.StringValue(c.arn), awsresource.OptionalString(c.kmsKey)
		m.SecretQueryParameter, m.SecretBodyField = awsresource.OptionalString(c.secretQuery), awsresource.OptionalString(c.secretBody)
		m.Headers, m.QueryParameters = optionalMap(c.headers), optionalMap(c.query)
		m.Header = awsresource.OptionalString(c.header)
		if c.header == nameHeader {
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

// The missing parts in changed_parts, for which a plan looks.
const (
	partConnection  = "connection"
	partDestination = "API destination"
)

// changes are what is on AWS not as it has to be, besides what attributes show.
func (r *webhookResource) changes(now found, m webhookModel) []string {
	out := []string{}
	if c := now.connection; c == nil {
		out = append(out, partConnection)
	} else {
		for _, part := range c.foreign {
			out = append(out, part+" of the connection")
		}
		if c.state != stateAuthorized {
			out = append(out, c.describeState())
		}
	}
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
