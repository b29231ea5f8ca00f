package webhook

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eb "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// webhooksAPI is what webhooks need of EventBridge.
type webhooksAPI interface {
	CreateApiDestination(context.Context, *eventbridge.CreateApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.CreateApiDestinationOutput, error)
	CreateConnection(context.Context, *eventbridge.CreateConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.CreateConnectionOutput, error)
	DeleteApiDestination(context.Context, *eventbridge.DeleteApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.DeleteApiDestinationOutput, error)
	DeleteConnection(context.Context, *eventbridge.DeleteConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.DeleteConnectionOutput, error)
	DescribeApiDestination(context.Context, *eventbridge.DescribeApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeApiDestinationOutput, error)
	DescribeConnection(context.Context, *eventbridge.DescribeConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeConnectionOutput, error)
	UpdateApiDestination(context.Context, *eventbridge.UpdateApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.UpdateApiDestinationOutput, error)
	UpdateConnection(context.Context, *eventbridge.UpdateConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.UpdateConnectionOutput, error)
}

var _ webhooksAPI = (*eventbridge.Client)(nil)

// webhooks are the calls to EventBridge for the webhook of a name.
type webhooks struct {
	api   webhooksAPI
	name  string
	pause time.Duration
}

// States of a connection in which nothing is going on.
const (
	stateAuthorized   = string(eb.ConnectionStateAuthorized)
	stateDeauthorized = string(eb.ConnectionStateDeauthorized)
	stateFailed       = string(eb.ConnectionStateFailedConnectivity)
)

// deadLooks is how often a connection has to be seen without authorization until
// that is taken for the outcome: reads lag behind an update.
const deadLooks = 5

func (c connection) describeState() string {
	text := "connection in state " + cmp.Or(c.state, "UNKNOWN")
	if c.reason != "" {
		text += ": " + c.reason
	}
	return text
}

// notAuthorizedError reports a connection that did not get authorized.
type notAuthorizedError struct{ connection connection }

func (e *notAuthorizedError) Error() string { return e.connection.describeState() }

// findConnection reads the connection, or returns an error of the class IsNotFound.
func (w webhooks) findConnection(ctx context.Context) (*connection, error) {
	out, err := w.api.DescribeConnection(ctx, &eventbridge.DescribeConnectionInput{Name: aws.String(w.name)})
	if err != nil {
		return nil, err
	}
	if out.ConnectionArn == nil || out.ConnectionState == "" {
		return nil, &awsclient.IncompleteAnswerError{Operation: "EventBridge DescribeConnection", Member: "the ARN or the state of the connection"}
	}
	found := readConnection(out)
	return &found, nil
}

// findDestination reads the API destination, as findConnection does.
func (w webhooks) findDestination(ctx context.Context) (*destination, error) {
	out, err := w.api.DescribeApiDestination(ctx, &eventbridge.DescribeApiDestinationInput{Name: aws.String(w.name)})
	if err != nil {
		return nil, err
	}
	if out.ApiDestinationArn == nil || out.InvocationEndpoint == nil {
		return nil, &awsclient.IncompleteAnswerError{Operation: "EventBridge DescribeApiDestination", Member: "the ARN or the URL of the API destination"}
	}
	found := readDestination(out)
	return &found, nil
}

func (w webhooks) createConnection(ctx context.Context, want connection, secret string) (arn string, err error) {
	input := &eventbridge.CreateConnectionInput{
		Name: aws.String(w.name), AuthorizationType: eb.ConnectionAuthorizationTypeApiKey,
		AuthParameters: &eb.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &eb.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String(want.header), ApiKeyValue: aws.String(want.key(secret, w.name))},
		},
	}
	if parameters := want.parameters(secret); len(parameters.HeaderParameters)+len(parameters.QueryStringParameters)+len(parameters.BodyParameters) > 0 {
		input.AuthParameters.InvocationHttpParameters = parameters
	}
	if want.description != "" {
		input.Description = aws.String(want.description)
	}
	if want.kmsKey != "" {
		input.KmsKeyIdentifier = aws.String(want.kmsKey)
	}
	out, err := w.api.CreateConnection(ctx, input)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ConnectionArn), nil
}

// updateConnection writes all of a connection. Without withKey, the API key stays
// as it is.
func (w webhooks) updateConnection(ctx context.Context, want connection, secret string, withKey bool) error {
	key := &eb.UpdateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String(want.header)}
	if withKey {
		key.ApiKeyValue = aws.String(want.key(secret, w.name))
	}
	_, err := w.api.UpdateConnection(ctx, &eventbridge.UpdateConnectionInput{
		Name: aws.String(w.name), AuthorizationType: eb.ConnectionAuthorizationTypeApiKey, Description: aws.String(want.description), KmsKeyIdentifier: aws.String(want.kmsKey),
		AuthParameters: &eb.UpdateConnectionAuthRequestParameters{ApiKeyAuthParameters: key, InvocationHttpParameters: want.parameters(secret)},
	})
	return err
}

// authorized waits until the connection is authorized.
func (w webhooks) authorized(ctx context.Context) (*connection, error) {
	for dead := 0; ; {
		found, err := awsclient.RetryMissing(ctx, func() (*connection, error) { return w.findConnection(ctx) })
		switch {
		case err != nil:
			return nil, err
		case found.state == stateAuthorized:
			return found, nil
		case found.state == stateDeauthorized, found.state == stateFailed:
			if dead++; dead == deadLooks {
				return found, &notAuthorizedError{*found}
			}
		}
		if awsclient.Sleep(ctx, w.pause) != nil {
			return found, fmt.Errorf("%w: %w", &notAuthorizedError{*found}, ctx.Err())
		}
	}
}

func (w webhooks) createDestination(ctx context.Context, want destination) (arn string, err error) {
	input := &eventbridge.CreateApiDestinationInput{
		Name: aws.String(w.name), ConnectionArn: aws.String(want.connectionARN), InvocationEndpoint: aws.String(want.url),
		HttpMethod: eb.ApiDestinationHttpMethod(want.method), InvocationRateLimitPerSecond: aws.Int32(int32(want.rate)),
	}
	if want.description != "" {
		input.Description = aws.String(want.description)
	}
	out, err := w.api.CreateApiDestination(ctx, input)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ApiDestinationArn), nil
}

func (w webhooks) updateDestination(ctx context.Context, want destination) error {
	_, err := w.api.UpdateApiDestination(ctx, &eventbridge.UpdateApiDestinationInput{
		Name: aws.String(w.name), ConnectionArn: aws.String(want.connectionARN), InvocationEndpoint: aws.String(want.url), Description: aws.String(want.description),
		HttpMethod: eb.ApiDestinationHttpMethod(want.method), InvocationRateLimitPerSecond: aws.Int32(int32(want.rate)),
	})
	return err
}

// deleteDestination and deleteConnection delete what may be gone already. A
// connection is waited for.
func (w webhooks) deleteDestination(ctx context.Context) error {
	_, err := w.api.DeleteApiDestination(ctx, &eventbridge.DeleteApiDestinationInput{Name: aws.String(w.name)})
	return unlessMissing(err)
}

func (w webhooks) deleteConnection(ctx context.Context) error {
	_, err := w.api.DeleteConnection(ctx, &eventbridge.DeleteConnectionInput{Name: aws.String(w.name)})
	for err == nil {
		if _, err = w.api.DescribeConnection(ctx, &eventbridge.DescribeConnectionInput{Name: aws.String(w.name)}); err == nil {
			err = awsclient.Sleep(ctx, w.pause)
		}
	}
	return unlessMissing(err)
}

func unlessMissing(err error) error {
	if awsclient.IsNotFound(err) {
		return nil
	}
	return err
}

// ifMissing returns nothing instead of an error of the class IsNotFound.
func ifMissing[T any](found *T, err error) (*T, error) {
	if awsclient.IsNotFound(err) {
		return nil, nil //nolint:nilnil // nothing is there
	}
	return found, err
}
