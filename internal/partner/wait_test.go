package partner

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

// scripted answers DescribeEventSource with one state after the other and the
// last forever; "" is a source that is not there. Its clock is that of the
// synctest bubble, in which waiting takes no time.
type scripted struct {
	sourceAPI
	states []ebtypes.EventSourceState
	err    error
	looks  int
}

func (s *scripted) DescribeEventSource(ctx context.Context, in *eventbridge.DescribeEventSourceInput, _ ...func(*eventbridge.Options)) (*eventbridge.DescribeEventSourceOutput, error) {
	if s.err != nil {
		<-ctx.Done() // The SDK goes on trying until the context ends.
		return nil, errors.Join(s.err, ctx.Err())
	}
	state := s.states[min(s.looks, len(s.states)-1)]
	s.looks++
	if state == "" {
		return nil, &ebtypes.ResourceNotFoundException{}
	}
	return &eventbridge.DescribeEventSourceOutput{Name: in.Name, State: state}, nil
}

func (s *scripted) ListEventSources(context.Context, *eventbridge.ListEventSourcesInput, ...func(*eventbridge.Options)) (*eventbridge.ListEventSourcesOutput, error) {
	var sources []ebtypes.EventSource
	for _, name := range []string{"b", "a"} {
		sources = append(sources, ebtypes.EventSource{Name: aws.String("aws.partner/buildkite.com/my-org/" + name), State: ebtypes.EventSourceStateActive})
	}
	return &eventbridge.ListEventSourcesOutput{EventSources: sources}, nil
}

func (s *scripted) reader() reader {
	return reader{api: s, pause: 5 * time.Second, briefPause: time.Second, place: place{region: "eu-west-1", importID: func(name string) string { return name + "@eu-west-1" }, account: func(context.Context) (string, error) { return "", errors.New("no answer") }}}
}

func TestWaitForSource(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		states []ebtypes.EventSourceState
		err    error
		end    time.Duration
		want   error
		took   time.Duration
	}{
		"there":         {states: []ebtypes.EventSourceState{"PENDING"}, end: time.Minute},
		"seconds later": {states: []ebtypes.EventSourceState{"", "", "", "PENDING"}, end: 5 * time.Second, took: 4750 * time.Millisecond},
		// 1 s, 1.5 s, 2.25 s, 3.375 s, and then always 5 s.
		"much later": {states: append(make([]ebtypes.EventSourceState, 7), "PENDING"), end: time.Minute, took: 23125 * time.Millisecond},
		"too late":   {states: []ebtypes.EventSourceState{""}, end: 12 * time.Second, want: errSourceMissing, took: 12 * time.Second},
		"no answer": {
			err: errors.New("HTTP 500"), end: time.Minute, want: context.DeadlineExceeded, took: time.Minute,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.end)
				defer cancel()
				began := time.Now()
				s := &scripted{states: test.states, err: test.err}
				_, err := s.reader().waitForSource(ctx, exampleName)
				if !errors.Is(err, test.want) {
					t.Errorf("error %v, want %v", err, test.want)
				}
				if took := time.Since(began); took != test.took {
					t.Errorf("took %s, want %s", took, test.took)
				}
			})
		})
	}
}

func TestWaitForState(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		states []ebtypes.EventSourceState
		want   string
		took   time.Duration
	}{
		"there":   {states: []ebtypes.EventSourceState{"ACTIVE"}},
		"later":   {states: []ebtypes.EventSourceState{"PENDING", "", "ACTIVE"}, took: 2 * time.Second},
		"deleted": {states: []ebtypes.EventSourceState{"PENDING", "DELETED"}, want: "the event source is DELETED, not ACTIVE", took: time.Second},
		"never":   {states: []ebtypes.EventSourceState{"PENDING"}, want: "the event source is PENDING, not ACTIVE", took: time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				began := time.Now()
				_, err := (&scripted{states: test.states}).reader().waitForState(ctx, exampleName, ebtypes.EventSourceStateActive)
				if (err == nil) != (test.want == "") || err != nil && err.Error() != test.want {
					t.Errorf("error %v, want %q", err, test.want)
				}
				if took := time.Since(began); took != test.took {
					t.Errorf("took %s, want %s", took, test.took)
				}
			})
		})
	}
}

// What is said when the account can't be asked for, and when the wait was interrupted.
func TestSourceMissingTexts(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	f := (&scripted{}).reader()
	got := f.diagSourceMissing(ctx, exampleName).Detail()
	want := `The partner event source "` + exampleName + `" did not appear in time in region eu-west-1 of the account whose credentials the provider uses.

Event sources of buildkite.com that exist:

  - aws.partner/buildkite.com/my-org/a (ACTIVE)
  - aws.partner/buildkite.com/my-org/b (ACTIVE)

`
	if !strings.HasPrefix(got, want) {
		t.Errorf("got %s\nwant %s", got, want)
	}
	interrupt()
	interrupted := f.diagSourceMissing(ctx, exampleName)
	if interrupted.Summary() != "Operation interrupted" {
		t.Errorf("got %s", interrupted.Summary())
	}
}

func TestRulesLeftText(t *testing.T) {
	t.Parallel()
	got := diagRulesLeft("b", []ebtypes.Rule{
		{Name: aws.String("builds")},
		{Name: aws.String("newer-kind"), ManagedBy: aws.String("events.amazonaws.com")},
	}).Detail()
	want := `The event bus "b" was not deleted, because it has 2 rules:

  - builds
  - newer-kind (managed by events.amazonaws.com)

Rules that are not in this configuration were created elsewhere: delete them there, then destroy again. ` +
		"A managed rule belongs to the named AWS service, which deletes it together with the feature that uses it. " +
		"To keep the event bus and its rules, apply `skip_destroy = true` before you destroy."
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}
