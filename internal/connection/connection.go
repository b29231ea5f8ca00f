package connection

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// Connection is a connection with an API key as it is on AWS, or as it is to be,
// apart from its secrets.
type Connection struct {
	ARN, Name, Description string
	// KMSKey is the key that encrypts the secrets, "" for a key that AWS owns.
	KMSKey string
	// Header is the name of the header that contains the API key.
	Header string
	// SecretQuery and SecretBody are the names of a query parameter and of a body
	// field that contain a secret, or "".
	SecretQuery, SecretBody string
	// Headers and Query are further headers and query parameters, without secrets.
	Headers, Query map[string]string

	// foreign are parts that the provider does not set.
	foreign       []string
	state, reason string
}

// Secrets are the secrets of a connection. They are written and never read.
type Secrets struct {
	// APIKey is the value of Header, and Parameter that of SecretQuery or SecretBody.
	APIKey, Parameter string
}

// States of a connection in which nothing is going on.
const (
	stateAuthorized   = string(ebtypes.ConnectionStateAuthorized)
	stateDeauthorized = string(ebtypes.ConnectionStateDeauthorized)
	stateFailed       = string(ebtypes.ConnectionStateFailedConnectivity)
)

// Changes are the parts of a connection, other than what attributes show, that are
// not as they have to be. now may be nil.
func Changes(now *Connection, want Connection) []string {
	if now == nil {
		return []string{Missing}
	}
	var out []string
	if !now.looksLike(want) {
		out = append(out, "settings of the connection")
	}
	for _, part := range now.foreign {
		out = append(out, part+" of the connection")
	}
	if problem := now.Problem(); problem != "" {
		out = append(out, problem)
	}
	return out
}

// Problem says why the connection cannot be used, such as "connection in state
// DEAUTHORIZED", or "". c may be nil.
func (c *Connection) Problem() string {
	if c == nil || c.state == stateAuthorized {
		return ""
	}
	return c.describeState()
}

// Missing is what Changes answers if there is no connection.
const Missing = "connection"

func (c Connection) describeState() string {
	text := "connection in state " + cmp.Or(c.state, "UNKNOWN")
	if c.reason != "" {
		text += ": " + c.reason
	}
	return text
}

// NameIn is the name in the ARN of a connection, or "".
func NameIn(text string) string {
	parsed, err := arn.Parse(text)
	rest, ok := strings.CutPrefix(parsed.Resource, "connection/")
	if err != nil || !ok || parsed.Service != "events" {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// same reports whether a connection is exactly as it has to be, apart from its
// secrets.
func (c Connection) same(want Connection) bool { return c.looksLike(want) && len(c.foreign) == 0 }

// looksLike reports whether two connections are equal in all that the provider sets.
func (c Connection) looksLike(other Connection) bool {
	return c.Description == other.Description && c.KMSKey == other.KMSKey && c.Header == other.Header && c.SecretQuery == other.SecretQuery &&
		c.SecretBody == other.SecretBody && maps.Equal(c.Headers, other.Headers) && maps.Equal(c.Query, other.Query)
}

// parameters are the parameters of the connection, the secret among them.
func (c Connection) parameters(secret string) *ebtypes.ConnectionHttpParameters {
	out := &ebtypes.ConnectionHttpParameters{}
	for _, name := range slices.Sorted(maps.Keys(c.Headers)) {
		out.HeaderParameters = append(out.HeaderParameters, ebtypes.ConnectionHeaderParameter{Key: aws.String(name), Value: aws.String(c.Headers[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(c.Query)) {
		out.QueryStringParameters = append(out.QueryStringParameters, ebtypes.ConnectionQueryStringParameter{Key: aws.String(name), Value: aws.String(c.Query[name])})
	}
	if c.SecretQuery != "" {
		out.QueryStringParameters = append(out.QueryStringParameters, ebtypes.ConnectionQueryStringParameter{Key: aws.String(c.SecretQuery), Value: aws.String(secret), IsValueSecret: true})
	}
	if c.SecretBody != "" {
		out.BodyParameters = []ebtypes.ConnectionBodyParameter{{Key: aws.String(c.SecretBody), Value: aws.String(secret), IsValueSecret: true}}
	}
	return out
}

// flatten is what AWS answers, which never has the values of secrets.
func flatten(out *eventbridge.DescribeConnectionOutput) Connection {
	found := Connection{
		ARN: aws.ToString(out.ConnectionArn), Name: aws.ToString(out.Name), Description: aws.ToString(out.Description), KMSKey: aws.ToString(out.KmsKeyIdentifier),
		state: string(out.ConnectionState), reason: strings.TrimSuffix(aws.ToString(out.StateReason), "."), Headers: map[string]string{}, Query: map[string]string{},
	}
	auth := out.AuthParameters
	if auth == nil {
		auth = &ebtypes.ConnectionAuthResponseParameters{}
	}
	if auth.ApiKeyAuthParameters != nil {
		found.Header = aws.ToString(auth.ApiKeyAuthParameters.ApiKeyName)
	}
	if out.AuthorizationType != ebtypes.ConnectionAuthorizationTypeApiKey {
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
		found.Headers[aws.ToString(p.Key)] = aws.ToString(p.Value)
	}
	for _, p := range auth.InvocationHttpParameters.QueryStringParameters {
		if p.IsValueSecret {
			secret(&found.SecretQuery, p.Key)
			continue
		}
		found.Query[aws.ToString(p.Key)] = aws.ToString(p.Value)
	}
	for _, p := range auth.InvocationHttpParameters.BodyParameters {
		if p.IsValueSecret {
			secret(&found.SecretBody, p.Key)
			continue
		}
		found.foreign = append(found.foreign, "body parameter "+aws.ToString(p.Key))
	}
	return found
}
