package permission_test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/permission"
)

// What the scenarios are about.
const (
	sourceName = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
	ruleName   = "failed-builds"
	groupName  = "/aws/events/buildkite"
	machine    = "wait"

	account    = emulator.DefaultAccount
	ruleARN    = "arn:aws:events:" + acctest.Region + ":" + account + ":rule/" + sourceName + "/" + ruleName
	groupARN   = "arn:aws:logs:" + acctest.Region + ":" + account + ":log-group:" + groupName
	machineARN = "arn:aws:states:" + acctest.Region + ":" + account + ":stateMachine:" + machine
)

// exact are placeholders filled with nothing but what the scenarios are about.
var exact = permission.Values{
	"partition": "aws", "region": acctest.Region, "account": account,
	"bus": sourceName, "default_bus_rule": "devops-agent-done", "log_group": groupName, "dashboard": "builds", "state_machine": machine, "role": machine + "-*", "webhook": machine + "*", "topic": "alerts", "queue": "alerts", "function": "alert",
	"assumed_role": "terraform", "namespace": "Buildkite",
}

// scenario is a life of an object, or an accident in it.
type scenario struct {
	name   string
	kind   permission.Kind
	object string
	// features are the settings in it that need separate actions.
	features []string
	// denied are what the scenario ends with, by action, where an optional action
	// is denied and the provider does without it in a way that the life can't go on.
	denied map[string]string
	// prepare does what is there before, and run lives the life. The error is nil
	// where all went as it should.
	prepare func(*stage)
	run     func(*stage) error
}

// steps runs steps up to the first that fails.
func steps(all ...func() error) error {
	for _, step := range all {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// fails expects a failure that says something.
func fails(step func() error, says ...string) func() error {
	return func() error {
		err := step()
		if err == nil {
			return fmt.Errorf("it did not fail with %q", says)
		}
		for _, part := range says {
			if !strings.Contains(oneLine(err), part) {
				return fmt.Errorf("it failed otherwise than with %q: %w", part, err)
			}
		}
		return nil
	}
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// life makes a resource, sees that nothing is to be changed, imports it where id
// is given, changes it to each of the configurations, and destroys it.
func life(typ, id string, first config, then ...config) func(*stage) error {
	return func(s *stage) error {
		made, err := s.create(typ, first)
		if err != nil {
			return err
		}
		if err := made.unchanged(first); err != nil {
			return err
		}
		if id != "" {
			if _, err := s.imported(typ, id); err != nil {
				return err
			}
		}
		for _, next := range then {
			if err := made.update(next); err != nil {
				return err
			}
			if err := made.unchanged(next); err != nil {
				return err
			}
		}
		return made.destroy()
	}
}

// with is a configuration with more in it.
func (c config) with(more config) config {
	out := config{}
	for _, from := range []config{c, more} {
		for name, value := range from {
			out[name] = value
		}
	}
	return out
}

var errGone = errors.New("it is still there")

// gone refreshes, and fails where the resource is still there.
func (o *thing) gone() error {
	if err := o.refresh(); err != nil {
		return err
	}
	if o.State != nil {
		return errGone
	}
	return nil
}
