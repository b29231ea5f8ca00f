package connection

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// connectionsAPI is the part of the EventBridge API used for connections.
type connectionsAPI interface {
	CreateConnection(context.Context, *eventbridge.CreateConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.CreateConnectionOutput, error)
	DeleteConnection(context.Context, *eventbridge.DeleteConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.DeleteConnectionOutput, error)
	DescribeConnection(context.Context, *eventbridge.DescribeConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeConnectionOutput, error)
	UpdateConnection(context.Context, *eventbridge.UpdateConnectionInput, ...func(*eventbridge.Options)) (*eventbridge.UpdateConnectionOutput, error)
}

var _ connectionsAPI = (*eventbridge.Client)(nil)

// calls are the calls to EventBridge.
type calls struct {
	api   connectionsAPI
	pause time.Duration
}

// deadLooks is how often a connection has to be seen without authorization until
// that is taken for the outcome: reads lag behind an update.
const deadLooks = 5

// notAuthorizedError reports a connection that did not get authorized.
type notAuthorizedError struct{ connection Connection }

func (e *notAuthorizedError) Error() string { return e.connection.describeState() }

// look reads a connection, and returns nil if there is none.
func (c calls) look(ctx context.Context, name string) (*Connection, error) {
	found, err := c.find(ctx, name)
	if awsclient.IsNotFound(err) {
		return nil, nil //nolint:nilnil // nothing is there
	}
	return found, err
}

// find is look with an error of the class IsNotFound.
func (c calls) find(ctx context.Context, name string) (*Connection, error) {
	out, err := c.api.DescribeConnection(ctx, &eventbridge.DescribeConnectionInput{Name: aws.String(name)})
	if err != nil {
		return nil, err
	}
	found := flatten(out)
	if found.ARN == "" || found.state == "" || found.Header == "" && out.AuthorizationType == ebtypes.ConnectionAuthorizationTypeApiKey {
		return nil, &awsclient.IncompleteAnswerError{Operation: "EventBridge DescribeConnection", Member: "the ARN, the state or the header of the connection"}
	}
	return &found, nil
}

func (c calls) create(ctx context.Context, want Connection, secrets Secrets) (arn string, err error) {
	input := &eventbridge.CreateConnectionInput{
		Name: aws.String(want.Name), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey,
		AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String(want.Header), ApiKeyValue: aws.String(secrets.APIKey)},
		},
	}
	if parameters := want.parameters(secrets.Parameter); len(parameters.HeaderParameters)+len(parameters.QueryStringParameters)+len(parameters.BodyParameters) > 0 {
		input.AuthParameters.InvocationHttpParameters = parameters
	}
	if want.Description != "" {
		input.Description = aws.String(want.Description)
	}
	if want.KMSKey != "" {
		input.KmsKeyIdentifier = aws.String(want.KMSKey)
	}
	out, err := c.api.CreateConnection(ctx, input)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ConnectionArn), nil
}

// update writes all of a connection. Without withKey, the API key stays as it is.
func (c calls) update(ctx context.Context, want Connection, secrets Secrets, withKey bool) error {
	key := &ebtypes.UpdateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String(want.Header)}
	if withKey {
		key.ApiKeyValue = aws.String(secrets.APIKey)
	}
	_, err := c.api.UpdateConnection(ctx, &eventbridge.UpdateConnectionInput{
		Name: aws.String(want.Name), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey, Description: aws.String(want.Description), KmsKeyIdentifier: aws.String(want.KMSKey),
		AuthParameters: &ebtypes.UpdateConnectionAuthRequestParameters{ApiKeyAuthParameters: key, InvocationHttpParameters: want.parameters(secrets.Parameter)},
	})
	return err
}

// authorized waits until the connection is authorized.
func (c calls) authorized(ctx context.Context, name string) (*Connection, error) {
	for dead := 0; ; {
		found, err := awsclient.RetryMissing(ctx, func() (*Connection, error) { return c.find(ctx, name) })
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
		if awsclient.Sleep(ctx, c.pause) != nil {
			return found, fmt.Errorf("%w: %w", &notAuthorizedError{*found}, ctx.Err())
		}
	}
}

func (c calls) delete(ctx context.Context, name string) error {
	_, err := c.api.DeleteConnection(ctx, &eventbridge.DeleteConnectionInput{Name: aws.String(name)})
	for err == nil {
		if _, err = c.api.DescribeConnection(ctx, &eventbridge.DescribeConnectionInput{Name: aws.String(name)}); err == nil {
			err = awsclient.Sleep(ctx, c.pause)
		}
	}
	if awsclient.IsNotFound(err) {
		return nil
	}
	return err
}
