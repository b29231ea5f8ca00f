package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

func TestBusLifecycle(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at("2026-11-20T10:00:00Z")))
	queue := "arn:aws:sqs:us-east-1:123456789012:dead"
	created, err := b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{
		Name: aws.String("mine"), Description: aws.String("first"), KmsKeyIdentifier: aws.String("alias/key"),
		DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: &queue},
		LogConfig:        &ebtypes.LogConfig{Level: ebtypes.LevelInfo, IncludeDetail: ebtypes.IncludeDetailFull},
		Tags:             []ebtypes.Tag{{Key: aws.String("a"), Value: aws.String("1")}},
	})
	must(t, created, err)
	arn := "arn:aws:events:us-east-1:123456789012:event-bus/mine"
	equal(t, "ARN", *created.EventBusArn, arn)

	for _, name := range []string{"mine", arn} {
		bus, err := b.events.DescribeEventBus(t.Context(), &eventbridge.DescribeEventBusInput{Name: &name})
		must(t, bus, err)
		equal(t, "name", *bus.Name, "mine")
		equal(t, "description", *bus.Description, "first")
		equal(t, "key", *bus.KmsKeyIdentifier, "alias/key")
		equal(t, "queue", *bus.DeadLetterConfig.Arn, queue)
		equal(t, "level", bus.LogConfig.Level, ebtypes.LevelInfo)
		equal(t, "detail", bus.LogConfig.IncludeDetail, ebtypes.IncludeDetailFull)
		equal(t, "creation time", *bus.CreationTime, at("2026-11-20T10:00:00Z")())
	}
	_, err = b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String("mine")})
	refused(t, err, "ResourceAlreadyExistsException", "Event bus mine already exists.")

	// What is left out stays; an empty text or structure clears.
	b.Advance(time.Hour)
	_, err = b.events.UpdateEventBus(t.Context(), &eventbridge.UpdateEventBusInput{Name: aws.String("mine"), Description: aws.String("")})
	must(t, 0, err)
	bus := ok[*eventbridge.DescribeEventBusOutput](t)(b.events.DescribeEventBus(t.Context(), &eventbridge.DescribeEventBusInput{Name: aws.String("mine")}))
	if bus.Description != nil || bus.KmsKeyIdentifier == nil || bus.DeadLetterConfig == nil || bus.LogConfig == nil {
		t.Errorf("an update of the description alone changed something else: %+v", bus)
	}
	equal(t, "modification time", *bus.LastModifiedTime, at("2026-11-20T11:00:00Z")())
	_, err = b.events.UpdateEventBus(t.Context(), &eventbridge.UpdateEventBusInput{
		Name: aws.String("mine"), KmsKeyIdentifier: aws.String(""), DeadLetterConfig: &ebtypes.DeadLetterConfig{}, LogConfig: &ebtypes.LogConfig{},
	})
	must(t, 0, err)
	bus = ok[*eventbridge.DescribeEventBusOutput](t)(b.events.DescribeEventBus(t.Context(), &eventbridge.DescribeEventBusInput{Name: aws.String("mine")}))
	if bus.KmsKeyIdentifier != nil || bus.DeadLetterConfig != nil || bus.LogConfig != nil {
		t.Errorf("clearing left something: %+v", bus)
	}

	// Rules keep a bus; a missing one is deleted with success.
	b.putRule(t, "mine", "r", `{"source":["x"]}`)
	_, err = b.events.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: aws.String("mine")})
	refused(t, err, "ValidationException", "EventBus can't be deleted since it has rules.")
	_, err = b.events.DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{Name: aws.String("r"), EventBusName: aws.String("mine")})
	must(t, 0, err)
	for range 2 {
		_, err = b.events.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: aws.String("mine")})
		must(t, 0, err)
	}
	_, err = b.events.DescribeEventBus(t.Context(), &eventbridge.DescribeEventBusInput{Name: aws.String("mine")})
	refused(t, err, "ResourceNotFoundException", "Event bus mine does not exist.")
	_, err = b.events.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: aws.String("default")})
	refused(t, err, "ValidationException", "Cannot delete event bus default.")
}

func TestBusNameRules(t *testing.T) {
	t.Parallel()
	b := start(t)
	for _, test := range []struct {
		name, source, code, message string
	}{
		{"a/b", "", "ValidationException", "Event bus name must not contain '/'"},
		{"aws.x", "", "ValidationException", "EventBus name starting with 'aws.' is not valid."},
		{"other", sourceName, "ValidationException", "Event bus name must match event source name"},
		{sourceName, sourceName, "ResourceNotFoundException", "Event source " + sourceName + " does not exist."},
		{"with space", "", "ValidationException", "1 validation error detected: Value 'with space' at 'name' failed to satisfy constraint: " +
			`Member must satisfy regular expression pattern: [/\.\-_A-Za-z0-9]+`},
		{strings.Repeat("a", 257), "", "ValidationException", "1 validation error detected: Value '" + strings.Repeat("a", 257) +
			"' at 'name' failed to satisfy constraint: Member must have length less than or equal to 256"},
	} {
		in := &eventbridge.CreateEventBusInput{Name: &test.name}
		if test.source != "" {
			in.EventSourceName = &test.source
		}
		_, err := b.events.CreateEventBus(t.Context(), in)
		refused(t, err, test.code, test.message)
	}
}

func TestBusDeadLetterQueue(t *testing.T) {
	t.Parallel()
	b := start(t)
	for queue, message := range map[string]string{
		"arn:aws:sqs:us-east-1:123456789012:q.fifo": "SQS FIFO is not supported by Dead Letter Queues",
		"arn:aws:sns:us-east-1:123456789012:topic":  "sns is not supported as a dead letter resource",
		"queue": "Parameter queue is not valid. Reason: Provided Arn is not in correct format.",
	} {
		_, err := b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{
			Name: aws.String("b"), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: &queue},
		})
		refused(t, err, "ValidationException", message)
	}
}

func TestListBusesInPages(t *testing.T) {
	t.Parallel()
	b := start(t)
	for i := range 7 {
		_, err := b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String(fmt.Sprintf("bus-%d", i))})
		must(t, 0, err)
	}
	var names []string
	in := &eventbridge.ListEventBusesInput{NamePrefix: aws.String("bus-"), Limit: aws.Int32(3)}
	for {
		page := ok[*eventbridge.ListEventBusesOutput](t)(b.events.ListEventBuses(t.Context(), in))
		for _, bus := range page.EventBuses {
			names = append(names, *bus.Name)
		}
		if page.NextToken == nil {
			break
		}
		in.NextToken = page.NextToken
	}
	equal(t, "names", strings.Join(names, " "), "bus-0 bus-1 bus-2 bus-3 bus-4 bus-5 bus-6")
	_, err := b.events.ListRules(t.Context(), &eventbridge.ListRulesInput{NextToken: in.NextToken})
	refused(t, err, "InvalidToken")
	equal(t, "buses by the way", len(b.BusNames(region)), 8)
}

func TestBusQuota(t *testing.T) {
	t.Parallel()
	b := start(t)
	for i := range 99 { // with the default bus a hundred
		_, err := b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String(fmt.Sprint("b", i))})
		must(t, 0, err)
	}
	_, err := b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String("more")})
	refused(t, err, "LimitExceededException")
}
