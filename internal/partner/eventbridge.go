package partner

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/smithy-go/middleware"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// eventBridgeAPI is what the package calls of Amazon EventBridge.
type eventBridgeAPI interface {
	sourceAPI
	CreateEventBus(context.Context, *eventbridge.CreateEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.CreateEventBusOutput, error)
	UpdateEventBus(context.Context, *eventbridge.UpdateEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.UpdateEventBusOutput, error)
	DeleteEventBus(context.Context, *eventbridge.DeleteEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.DeleteEventBusOutput, error)
	ActivateEventSource(context.Context, *eventbridge.ActivateEventSourceInput, ...func(*eventbridge.Options)) (*eventbridge.ActivateEventSourceOutput, error)
	DeactivateEventSource(context.Context, *eventbridge.DeactivateEventSourceInput, ...func(*eventbridge.Options)) (*eventbridge.DeactivateEventSourceOutput, error)
	ListRules(context.Context, *eventbridge.ListRulesInput, ...func(*eventbridge.Options)) (*eventbridge.ListRulesOutput, error)
}

// sourceAPI is the part of it that only looks, which is all a data source needs.
type sourceAPI interface {
	DescribeEventBus(context.Context, *eventbridge.DescribeEventBusInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeEventBusOutput, error)
	DescribeEventSource(context.Context, *eventbridge.DescribeEventSourceInput, ...func(*eventbridge.Options)) (*eventbridge.DescribeEventSourceOutput, error)
	ListEventSources(context.Context, *eventbridge.ListEventSourcesInput, ...func(*eventbridge.Options)) (*eventbridge.ListEventSourcesOutput, error)
}

var _ eventBridgeAPI = (*eventbridge.Client)(nil)

// finder looks for sources and buses in one region of one account.
type finder struct {
	api sourceAPI
	// pause is the time between two looks for something that the partner does.
	pause time.Duration
	// briefPause is the same for something that EventBridge does.
	briefPause time.Duration
	// place is where the finder looks.
	place place
}

// keeper makes, changes and deletes buses, and finds what a finder finds.
type keeper struct {
	finder
	api   eventBridgeAPI
	tags  func(busARN string) awsclient.Tags
	marks marks
}

func newFinder(meta *awsresource.Meta) finder {
	return finder{
		api:        meta.AWS.EventBridge(),
		pause:      meta.PollInterval,
		briefPause: min(meta.PollInterval, time.Second),
		place:      place{region: meta.AWS.Region(), account: meta.AWS.AccountID, importID: meta.ImportID},
	}
}

func newKeeper(meta *awsresource.Meta) keeper {
	return keeper{finder: newFinder(meta), api: meta.AWS.EventBridge(), tags: meta.AWS.Tags, marks: meta}
}

// place is a region of an account, for messages.
type place struct {
	region  string
	account func(context.Context) (string, error)
	// importID is what `terraform import` takes for the bus of a name.
	importID func(name string) string
}

// askTime bounds a question that only makes an error clearer.
const askTime = 10 * time.Second

// String is used where the account is of no help.
func (p place) String() string { return "region " + p.region }

// withAccount names region and account. It also answers after the context has
// ended, because that is when a wait has to say where it looked.
func (p place) withAccount(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askTime)
	defer cancel()
	account, err := p.account(ctx)
	if err != nil || account == "" {
		return p.String() + " of the account whose credentials the provider uses"
	}
	return p.String() + " of account " + account
}

// countAttempts makes a call count how often it went out, so that an answer to
// a second attempt is not taken for the answer to the first.
func countAttempts(count *atomic.Int32) func(*eventbridge.Options) {
	counter := middleware.FinalizeMiddlewareFunc("CountAttempts", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
		count.Add(1)
		return next.HandleFinalize(ctx, in)
	})
	return eventbridge.WithAPIOptions(func(stack *middleware.Stack) error {
		return stack.Finalize.Insert(counter, "Retry", middleware.After)
	})
}
