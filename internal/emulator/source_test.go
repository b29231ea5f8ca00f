package emulator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const noon = "2026-11-20T12:00:00Z"

func (b *bed) source(t *testing.T) *eventbridge.DescribeEventSourceOutput {
	t.Helper()
	return ok[*eventbridge.DescribeEventSourceOutput](t)(b.events.DescribeEventSource(t.Context(), &eventbridge.DescribeEventSourceInput{Name: aws.String(sourceName)}))
}

func TestSourceLifecycle(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at(noon)))
	name := aws.String(sourceName)
	made := ok[*eventbridge.CreatePartnerEventSourceOutput](t)(b.events.CreatePartnerEventSource(t.Context(),
		&eventbridge.CreatePartnerEventSourceInput{Name: name, Account: aws.String(account)}))
	equal(t, "ARN", *made.EventSourceArn, "arn:aws:events:us-east-1::event-source/"+sourceName)

	// PENDING, with two weeks to live.
	source := b.source(t)
	equal(t, "state", source.State, ebtypes.EventSourceStatePending)
	equal(t, "created by", *source.CreatedBy, "buildkite.com")
	equal(t, "creation", *source.CreationTime, at(noon)())
	equal(t, "expiration", *source.ExpirationTime, at(noon)().Add(14*24*time.Hour))
	_, err := b.events.CreatePartnerEventSource(t.Context(), &eventbridge.CreatePartnerEventSourceInput{Name: name, Account: aws.String(account)})
	refused(t, err, "ResourceAlreadyExistsException")
	_, err = b.events.ActivateEventSource(t.Context(), &eventbridge.ActivateEventSourceInput{Name: name})
	refused(t, err, "InvalidStateException")

	// Associated: ACTIVE, no expiry.
	_, err = b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: name, EventSourceName: name})
	must(t, 0, err)
	source = b.source(t)
	equal(t, "state", source.State, ebtypes.EventSourceStateActive)
	if source.ExpirationTime != nil {
		t.Errorf("an active source expires: %v", source.ExpirationTime)
	}
	_, err = b.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: name, EventSourceName: name})
	refused(t, err, "ResourceAlreadyExistsException")

	// Deactivated and activated again.
	b.Advance(24 * time.Hour)
	_, err = b.events.DeactivateEventSource(t.Context(), &eventbridge.DeactivateEventSourceInput{Name: name})
	must(t, 0, err)
	source = b.source(t)
	equal(t, "state", source.State, ebtypes.EventSourceStatePending)
	equal(t, "expiration", *source.ExpirationTime, at(noon)().Add(15*24*time.Hour))
	_, err = b.events.DeactivateEventSource(t.Context(), &eventbridge.DeactivateEventSourceInput{Name: name})
	refused(t, err, "InvalidStateException")
	_, err = b.events.ActivateEventSource(t.Context(), &eventbridge.ActivateEventSourceInput{Name: name})
	must(t, 0, err)
	equal(t, "state", b.source(t).State, ebtypes.EventSourceStateActive)

	// The bus is deleted: pending again, and gone two weeks later.
	_, err = b.events.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: name})
	must(t, 0, err)
	equal(t, "expiration", *b.source(t).ExpirationTime, at(noon)().Add(15*24*time.Hour))
	b.Advance(14*24*time.Hour - time.Second)
	equal(t, "state", b.source(t).State, ebtypes.EventSourceStatePending)
	b.Advance(time.Second)
	_, err = b.events.DescribeEventSource(t.Context(), &eventbridge.DescribeEventSourceInput{Name: name})
	refused(t, err, "ResourceNotFoundException", "Event source "+sourceName+" does not exist.")
}

func TestDeactivatedSourceExpiresUnderItsBus(t *testing.T) {
	t.Parallel()
	b := start(t, emulator.WithClock(at(noon)))
	b.associate(t)
	_, err := b.events.DeactivateEventSource(t.Context(), &eventbridge.DeactivateEventSourceInput{Name: aws.String(sourceName)})
	must(t, 0, err)
	b.Advance(15 * 24 * time.Hour)
	equal(t, "state", b.source(t).State, ebtypes.EventSourceStateDeleted)
}

func TestPartnerDeletesAndMakesAgain(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.associate(t)
	b.putRule(t, sourceName, "r", `{"detail-type":["x"]}`)
	name := aws.String(sourceName)
	_, err := b.events.DeletePartnerEventSource(t.Context(), &eventbridge.DeletePartnerEventSourceInput{Name: name, Account: aws.String(account)})
	must(t, 0, err)
	equal(t, "state", b.source(t).State, ebtypes.EventSourceStateDeleted)
	equal(t, "rules that stay", len(b.Rules(region, sourceName)), 1)
	for _, call := range []func() error{
		func() error {
			_, err := b.events.ActivateEventSource(t.Context(), &eventbridge.ActivateEventSourceInput{Name: name})
			return err
		},
		func() error {
			_, err := b.events.DeactivateEventSource(t.Context(), &eventbridge.DeactivateEventSourceInput{Name: name})
			return err
		},
	} {
		refused(t, call(), "InvalidStateException")
	}

	must(t, 0, b.CreatePartnerSource(region, sourceName))
	equal(t, "state of the new source", b.source(t).State, ebtypes.EventSourceStatePending)
	_, err = b.events.ActivateEventSource(t.Context(), &eventbridge.ActivateEventSourceInput{Name: name})
	must(t, 0, err)
	equal(t, "state", b.source(t).State, ebtypes.EventSourceStateActive)
	b.createGroup(t, groupName)
	b.allowWriting(t)
	b.putTarget(t, sourceName, "r", ebtypes.Target{Id: aws.String("logs"), Arn: aws.String(groupARN)})
	publish(t)(b.PublishPartnerEvent(region, sourceName, []byte(`{"detail-type":"x","detail":{}}`)))
	equal(t, "events after all that", len(b.LogEvents(region, groupName)), 1)

	// Deleting the bus of a deleted source leaves nothing.
	b.DeletePartnerSource(region, sourceName)
	for _, call := range []func() error{
		func() error {
			_, err := b.events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String("r"), EventBusName: name, Ids: []string{"logs"}})
			return err
		},
		func() error {
			_, err := b.events.DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{Name: aws.String("r"), EventBusName: name})
			return err
		},
		func() error {
			_, err := b.events.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: name})
			return err
		},
	} {
		must(t, 0, call())
	}
	state, _ := b.SourceState(region, sourceName)
	equal(t, "state", state, "")
}

// publish stops the test when an event could not be published.
func publish(t *testing.T) func(id string, err error) {
	t.Helper()
	return func(_ string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestListSourcesOfBothSides(t *testing.T) {
	t.Parallel()
	b := start(t)
	for _, id := range []string{"b", "a", "c"} {
		must(t, 0, b.CreatePartnerSource(region, "aws.partner/buildkite.com/org/"+id))
	}
	must(t, 0, b.CreatePartnerSource(region, "aws.partner/example.com/org/x"))
	must(t, 0, b.CreatePartnerSource("eu-west-1", "aws.partner/buildkite.com/org/elsewhere"))
	_, err := b.events.CreatePartnerEventSource(t.Context(), &eventbridge.CreatePartnerEventSourceInput{
		Name: aws.String("aws.partner/buildkite.com/org/other-account"), Account: aws.String("999988887777"),
	})
	must(t, 0, err)

	var names []string
	in := &eventbridge.ListEventSourcesInput{NamePrefix: aws.String("aws.partner/buildkite.com/"), Limit: aws.Int32(2)}
	for {
		page := ok[*eventbridge.ListEventSourcesOutput](t)(b.events.ListEventSources(t.Context(), in))
		for _, source := range page.EventSources {
			names = append(names, (*source.Name)[len("aws.partner/buildkite.com/org/"):])
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			break
		}
	}
	equal(t, "the customer's sources", strings.Join(names, " "), "a b c")
	_, err = b.events.DescribeEventSource(t.Context(), &eventbridge.DescribeEventSourceInput{Name: aws.String("aws.partner/buildkite.com/org/other-account")})
	refused(t, err, "ResourceNotFoundException")
}

func TestPendingSourceTakesEventsAndDeliversNone(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.createGroup(t, groupName)
	b.allowWriting(t)
	b.associate(t)
	b.putRule(t, sourceName, "r", `{"detail-type":["x"]}`)
	b.putTarget(t, sourceName, "r", ebtypes.Target{Id: aws.String("logs"), Arn: aws.String(groupARN)})
	put := func() {
		t.Helper()
		out := ok[*eventbridge.PutPartnerEventsOutput](t)(b.events.PutPartnerEvents(t.Context(), &eventbridge.PutPartnerEventsInput{
			Entries: []ebtypes.PutPartnerEventsRequestEntry{{Source: aws.String(sourceName), DetailType: aws.String("x"), Detail: aws.String("{}")}},
		}))
		equal(t, "failed entries", out.FailedEntryCount, 0)
	}
	name := aws.String(sourceName)
	_, err := b.events.DeactivateEventSource(t.Context(), &eventbridge.DeactivateEventSourceInput{Name: name})
	must(t, 0, err)
	put()
	equal(t, "events while pending", len(b.LogEvents(region, groupName)), 0)
	_, err = b.events.ActivateEventSource(t.Context(), &eventbridge.ActivateEventSourceInput{Name: name})
	must(t, 0, err)
	put()
	equal(t, "events while active", len(b.LogEvents(region, groupName)), 1)
}

func TestPartnerEventsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	must(t, 0, b.CreatePartnerSource(region, sourceName))
	entry := func(source, detailType, detail string) ebtypes.PutPartnerEventsRequestEntry {
		return ebtypes.PutPartnerEventsRequestEntry{Source: &source, DetailType: &detailType, Detail: &detail}
	}
	out := ok[*eventbridge.PutPartnerEventsOutput](t)(b.events.PutPartnerEvents(t.Context(), &eventbridge.PutPartnerEventsInput{
		Entries: []ebtypes.PutPartnerEventsRequestEntry{
			entry(sourceName, "x", `{"a":1}`),
			entry("aws.partner/buildkite.com/org/none", "x", `{}`),
			entry(sourceName, "", `{}`),
			entry(sourceName, "x", `[1]`),
		},
	}))
	equal(t, "failed entries", out.FailedEntryCount, 3)
	codes := ""
	for _, e := range out.Entries {
		codes += aws.ToString(e.ErrorCode) + ";"
	}
	equal(t, "codes", codes, ";ResourceNotFoundException;InvalidArgument;MalformedDetail;")
}

// Every documented sample event can be published as the partner would.
func TestSamplesArrive(t *testing.T) {
	t.Parallel()
	samples, err := filepath.Glob("../catalog/buildkite/samples/*/*.json")
	if must(t, samples, err); len(samples) == 0 {
		t.Fatal("no sample events in the catalog")
	}
	b := start(t)
	b.createGroup(t, groupName)
	b.allowWriting(t)
	b.associate(t)
	b.putRule(t, sourceName, "all", `{"source":[{"prefix":"aws.partner"}]}`)
	b.putTarget(t, sourceName, "all", ebtypes.Target{Id: aws.String("logs"), Arn: aws.String(groupARN)})
	for _, path := range samples {
		sample, err := os.ReadFile(path)
		must(t, sample, err)
		publish(t)(b.PublishPartnerEvent(region, sourceName, sample))
	}
	equal(t, "events", len(b.LogEvents(region, groupName)), len(samples))
}
