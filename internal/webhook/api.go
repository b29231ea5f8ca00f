package webhook

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// webhooksAPI is the part of the EventBridge API used for webhooks.
type webhooksAPI interface {
	CreateApiDestination(context.Context, *eventbridge.CreateApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.CreateApiDestinationOutput, error)
	DeleteApiDestination(context.Context, *eventbridge.DeleteApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.DeleteApiDestinationOutput, error)
	DescribeApiDestination(context.Context, *eventbridge.DescribeApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeApiDestinationOutput, error)
	UpdateApiDestination(context.Context, *eventbridge.UpdateApiDestinationInput, ...func(*eventbridge.Options)) (*eventbridge.UpdateApiDestinationOutput, error)
}

var _ webhooksAPI = (*eventbridge.Client)(nil)

// webhooks are the calls to EventBridge for the webhook of a name.
type webhooks struct {
	api  webhooksAPI
	name string
}

// findDestination reads the API destination, or returns an error of the class
// IsNotFound.
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

func (w webhooks) createDestination(ctx context.Context, want destination) (arn string, err error) {
	input := &eventbridge.CreateApiDestinationInput{
		Name: aws.String(w.name), ConnectionArn: aws.String(want.connectionARN), InvocationEndpoint: aws.String(want.url),
		HttpMethod: ebtypes.ApiDestinationHttpMethod(want.method), InvocationRateLimitPerSecond: aws.Int32(int32(want.rate)),
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
		HttpMethod: ebtypes.ApiDestinationHttpMethod(want.method), InvocationRateLimitPerSecond: aws.Int32(int32(want.rate)),
	})
	return err
}

// deleteDestination deletes what may be gone already.
func (w webhooks) deleteDestination(ctx context.Context) error {
	_, err := w.api.DeleteApiDestination(ctx, &eventbridge.DeleteApiDestinationInput{Name: aws.String(w.name)})
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
