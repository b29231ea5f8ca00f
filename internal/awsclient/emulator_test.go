package awsclient

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestReadersOnABadDay fills a bus and reads it back while AWS throttles,
// fails and cuts connections, and looks that nothing is lost.
func TestReadersOnABadDay(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]emulator.Fault{
		"throttling":               {Service: "events", Rate: 0.3, Seed: 1, Code: "ThrottlingException"},
		"concurrent changes":       {Service: "events", Rate: 0.3, Seed: 2, Code: "ConcurrentModificationException"},
		"internal errors":          {Service: "events", Rate: 0.3, Seed: 3, Status: 500},
		"connections cut":          {Service: "events", Rate: 0.3, Seed: 4, CutConnection: true},
		"answers lost":             {Service: "events", Rate: 0.3, Seed: 5, CutAfter: true},
		"slow and bad gateways":    {Service: "events", Rate: 0.3, Seed: 6, Status: 502, Code: "BadGateway"},
		"nothing wrong, for count": {Service: "none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cloud := newCloud(t)
			cloud.Inject(fault)
			writer, err := New(t.Context(), cloud.config())
			if err != nil {
				t.Fatal(err)
			}
			const n = 120
			parallel(t, n, 10, func(i int) error { return createRule(t, writer, i) })

			reader, err := New(t.Context(), cloud.config())
			if err != nil {
				t.Fatal(err)
			}
			cloud.ResetCalls()
			parallel(t, n, 10, func(i int) error {
				rule, err := reader.Rules().Find(t.Context(), "", ruleName(i))
				if err != nil {
					return err
				}
				targets, err := reader.Rules().Targets(t.Context(), DefaultBus, ruleName(i))
				if err == nil && (aws.ToString(rule.Name) != ruleName(i) || len(targets) != 1) {
					err = fmt.Errorf("rule %s has %d targets", aws.ToString(rule.Name), len(targets))
				}
				return err
			})
			if fault.Service == "none" && cloud.CallCount("*") != n+2 {
				t.Errorf("%d calls to read %d rules and their targets: %v", cloud.CallCount("*"), n, cloud.CallCounts())
			}
		})
	}
}

// createRule does what the resources do.
func createRule(t *testing.T, c *Client, i int) error {
	name := ruleName(i)
	occupied, err := c.Rules().Occupied(t.Context(), DefaultBus, name)
	if occupied || err != nil {
		return fmt.Errorf("occupied: %v, %w", occupied, err)
	}
	if _, err = c.EventBridge().PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: aws.String(name), EventPattern: aws.String(`{"source":["a"]}`),
	}); err != nil {
		return err
	}
	c.Rules().Wrote("", name, true)
	target := ebtypes.Target{Id: aws.String("q"), Arn: aws.String("arn:aws:sqs:eu-central-1:123456789012:q")}
	out, err := c.EventBridge().PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String(name), Targets: []ebtypes.Target{target}})
	if err == nil && out.FailedEntryCount > 0 {
		err = errors.New(aws.ToString(out.FailedEntries[0].ErrorMessage))
	}
	return err
}

// TestLimitIsToldAtOnce fills a bus up to its quota.
func TestLimitIsToldAtOnce(t *testing.T) {
	t.Parallel()
	cloud := newCloud(t)
	cloud.Inject(emulator.Fault{Operation: "PutRule", Code: "LimitExceededException"})
	c, err := New(t.Context(), cloud.config())
	if err != nil {
		t.Fatal(err)
	}
	if err := createRule(t, c, 0); !IsLimitExceeded(err) {
		t.Errorf("got %v", err)
	}
	if n := cloud.CallCount("events:PutRule"); n != 1 {
		t.Errorf("PutRule was called %d times", n)
	}
}
