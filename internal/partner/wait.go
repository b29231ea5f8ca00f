package partner

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// consistencyReads is how often to read again if an answer contradicts what is
// known: AWS's reads may lag behind its writes for a moment.
const consistencyReads = 5

// poll calls look immediately, and again after each pause until it is done or
// fails, or until the context ends.
func poll(ctx context.Context, pause time.Duration, look func() (done bool, err error)) error {
	for {
		done, err := look()
		if err != nil || done {
			return err
		}
		if err := awsclient.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// pollPartner is poll for something that the partner does, usually within
// seconds: the first pauses are shorter, and each is longer than the one before
// until they are as long as given.
func pollPartner(ctx context.Context, pause time.Duration, look func() (done bool, err error)) error {
	for next := pause / 5; ; next = min(next*3/2, pause) {
		done, err := look()
		if err != nil || done {
			return err
		}
		if err := awsclient.Sleep(ctx, next); err != nil {
			return err
		}
	}
}

// errSourceMissing is what waitForSource returns when the source did not appear in
// time, or until the wait was interrupted. The context says which.
var errSourceMissing = errors.New("the event source does not exist")

// waitForSource waits until the partner has created the source. The error is
// errSourceMissing only if AWS said at least once that the source is not there.
func (f reader) waitForSource(ctx context.Context, name string) (ebtypes.EventSource, error) {
	var source ebtypes.EventSource
	answered := false
	err := pollPartner(ctx, f.pause, func() (bool, error) {
		var err error
		source, err = f.findSource(ctx, name)
		if awsclient.IsNotFound(err) {
			answered = true
			return false, nil
		}
		return err == nil, err
	})
	if err != nil && ctx.Err() != nil && answered {
		return source, errSourceMissing
	}
	return source, err
}

// stateError reports that a source did not reach a state.
type stateError struct {
	want, got ebtypes.EventSourceState
	err       error
}

func (e *stateError) Error() string {
	return fmt.Sprintf("the event source is %s, not %s", e.got, e.want)
}

func (e *stateError) Unwrap() error { return e.err }

// waitForState waits until the source is in a state. It gives up, with a
// *stateError, when the partner has deleted the source or the context ends.
func (f reader) waitForState(ctx context.Context, name string, want ebtypes.EventSourceState) (ebtypes.EventSource, error) {
	var source ebtypes.EventSource
	err := poll(ctx, f.briefPause, func() (bool, error) {
		found, err := f.findSource(ctx, name)
		if awsclient.IsNotFound(err) {
			return false, nil // The source was there when the wait began; a late read.
		}
		if err != nil {
			return false, err
		}
		source = found
		if source.State == ebtypes.EventSourceStateDeleted {
			return false, &stateError{want: want, got: source.State}
		}
		return source.State == want, nil
	})
	if ctx.Err() != nil && source.State != "" && source.State != want {
		return source, &stateError{want: want, got: source.State, err: ctx.Err()}
	}
	return source, err
}

// settingsError reports that settings of a bus were not applied.
type settingsError struct {
	attributes []string
	err        error
}

func (e *settingsError) Error() string {
	return "EventBridge did not apply " + strings.Join(e.attributes, ", ")
}

func (e *settingsError) Unwrap() error { return e.err }

// waitForSettings waits until a bus that was just written reads back as it was
// written. The error is a *settingsError when it does not in time.
func (f reader) waitForSettings(ctx context.Context, name string, want settings) (*eventbridge.DescribeEventBusOutput, error) {
	var bus *eventbridge.DescribeEventBusOutput
	var missing []string
	err := poll(ctx, f.briefPause, func() (bool, error) {
		found, err := f.findBus(ctx, name)
		if err != nil || found == nil {
			return false, err
		}
		bus = found
		missing = settingsOf(bus).differences(want, aws.ToString(bus.Arn))
		return len(missing) == 0, nil
	})
	if ctx.Err() != nil && len(missing) > 0 {
		return bus, &settingsError{attributes: missing, err: ctx.Err()}
	}
	return bus, err
}

// errContradiction is what confirmBus returns if AWS's answers contradict each other.
var errContradiction = errors.New("EventBridge says that the event source is ACTIVE, so it has an event bus, and that the event bus does not exist")

// confirmBus reads a bus that is expected to be there. It returns nil if the
// bus is gone, after some looks, because reads may lag behind its creation. A
// source that is ACTIVE has a bus, so then a missing one is an error.
func (f reader) confirmBus(ctx context.Context, name string) (*eventbridge.DescribeEventBusOutput, error) {
	var bus *eventbridge.DescribeEventBusOutput
	looks := 0
	err := poll(ctx, f.briefPause, func() (bool, error) {
		var err error
		if bus, err = f.findBus(ctx, name); err != nil || bus != nil {
			return true, err
		}
		source, err := f.sourceOfBus(ctx, name)
		if err != nil {
			return false, err
		}
		looks++
		if source.State != ebtypes.EventSourceStateActive {
			return looks == consistencyReads, nil
		}
		if looks == consistencyReads {
			return false, errContradiction
		}
		return false, nil
	})
	return bus, err
}

// rulesLeft lists the rules of a bus that is about to be deleted. Rules that
// were deleted a moment ago may still be listed, so some are looked for again.
func (k manager) rulesLeft(ctx context.Context, bus string) ([]ebtypes.Rule, error) {
	var rules []ebtypes.Rule
	looks := 0
	err := poll(ctx, k.briefPause, func() (bool, error) {
		var err error
		rules, err = k.listRules(ctx, bus)
		looks++
		return len(rules) == 0 || looks == consistencyReads, err
	})
	return rules, err
}

// waitUntilGone waits until a deleted bus is no longer found.
func (f reader) waitUntilGone(ctx context.Context, name string) error {
	return poll(ctx, f.briefPause, func() (bool, error) {
		bus, err := f.findBus(ctx, name)
		return bus == nil, err
	})
}
