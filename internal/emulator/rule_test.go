package emulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const anyPattern = `{"source": [ "x" ]}`

func (b *bed) rule(t *testing.T, bus, name string) *eventbridge.DescribeRuleOutput {
	t.Helper()
	return ok[*eventbridge.DescribeRuleOutput](t)(b.events.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: &name, EventBusName: &bus}))
}

func TestPutRuleReplacesTheWholeRule(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.associate(t)
	busARN := "arn:aws:events:us-east-1:123456789012:event-bus/" + sourceName
	put := ok[*eventbridge.PutRuleOutput](t)(b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: aws.String("r"), EventBusName: aws.String(sourceName), EventPattern: aws.String(anyPattern), Description: aws.String("d"),
		State: ebtypes.RuleStateDisabled, Tags: []ebtypes.Tag{{Key: aws.String("a"), Value: aws.String("1")}},
		RoleArn: aws.String("arn:aws:iam::123456789012:role/r"),
	}))
	equal(t, "ARN", *put.RuleArn, "arn:aws:events:us-east-1:123456789012:rule/"+sourceName+"/r")
	for _, bus := range []string{sourceName, busARN} {
		rule := b.rule(t, bus, "r")
		equal(t, "pattern as sent", *rule.EventPattern, anyPattern)
		equal(t, "state", rule.State, ebtypes.RuleStateDisabled)
		equal(t, "description", *rule.Description, "d")
		equal(t, "bus", *rule.EventBusName, sourceName)
		equal(t, "created by", *rule.CreatedBy, account)
	}
	b.putTarget(t, sourceName, "r", ebtypes.Target{Id: aws.String("1"), Arn: aws.String(groupARN)})

	_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: aws.String("r"), EventBusName: &busARN, EventPattern: aws.String(`{"source":["y"]}`),
		Tags: []ebtypes.Tag{{Key: aws.String("b"), Value: aws.String("2")}},
	})
	must(t, 0, err)
	rule := b.rule(t, sourceName, "r")
	if rule.Description != nil || rule.RoleArn != nil || rule.State != ebtypes.RuleStateEnabled {
		t.Errorf("what was left out is not cleared: %+v", rule)
	}
	held := b.Rules(region, sourceName)[0]
	equal(t, "targets that stay", len(held.TargetIDs), 1)
	equal(t, "tags, only set at creation", fmt.Sprint(held.Tags), "map[a:1]")
}

func TestRuleStates(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", anyPattern)
	equal(t, "ARN on the default bus", *b.rule(t, "default", "r").Arn, "arn:aws:events:us-east-1:123456789012:rule/r")
	b.associate(t)
	_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: aws.String("r"), EventBusName: aws.String(sourceName), EventPattern: aws.String(anyPattern),
		State: ebtypes.RuleStateEnabledWithAllCloudtrailManagementEvents,
	})
	refused(t, err, "ValidationException")
}

func TestRulesThatAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.associate(t)
	sized := func(n int) string {
		frame := `{"source":[""]}`
		return strings.Replace(frame, `""`, `"`+strings.Repeat("é", n-len(frame))+`"`, 1)
	}
	put := func(bus, pattern, schedule string) error {
		in := &eventbridge.PutRuleInput{Name: aws.String("r"), EventBusName: &bus}
		if pattern != "" {
			in.EventPattern = &pattern
		}
		if schedule != "" {
			in.ScheduleExpression = &schedule
		}
		_, err := b.events.PutRule(t.Context(), in)
		return err
	}
	const neither = "Parameter(s) EventPattern or ScheduleExpression must be specified."
	refused(t, put("default", "", ""), "ValidationException", neither)
	refused(t, put("default", "{ }", ""), "ValidationException", neither)
	refused(t, put("nowhere", anyPattern, ""), "ResourceNotFoundException", "Event bus nowhere does not exist.")
	refused(t, put(sourceName, "", "rate(5 minutes)"), "ValidationException", "ScheduleExpression is supported only on the default event bus.")
	refused(t, put("default", "", "every day"), "ValidationException", "Parameter ScheduleExpression is not valid.")
	must(t, 0, put("default", "", "rate(5 minutes)"))
	must(t, 0, put("default", "", "cron(0 10 * * ? *)"))
	refused(t, put("default", "{", ""), "InvalidEventPatternException")
	must(t, 0, put("default", sized(2048), ""))
	refused(t, put("default", sized(2049), ""), "ValidationException", "Parameter EventPattern for rule r exceeds limit of 2048.")
	refused(t, put("default", sized(4097), ""), "ValidationException")
	_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("a b"), EventPattern: aws.String(anyPattern), State: "ON"})
	refused(t, err, "ValidationException", `2 validation errors detected: Value 'a b' at 'name' failed to satisfy constraint: `+
		`Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+; Value 'ON' at 'state' failed to satisfy constraint: `+
		`Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]`)
}

func TestRuleQuota(t *testing.T) {
	t.Parallel()
	b := start(t)
	for i := range 300 {
		b.putRule(t, "default", fmt.Sprintf("r-%03d", i), anyPattern)
	}
	_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("more"), EventPattern: aws.String(anyPattern)})
	refused(t, err, "LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	b.putRule(t, "default", "r-007", `{"source":["y"]}`) // replacing is no addition

	var names []string
	in := &eventbridge.ListRulesInput{}
	for pages := 1; ; pages++ {
		page := ok[*eventbridge.ListRulesOutput](t)(b.events.ListRules(t.Context(), in))
		for _, rule := range page.Rules {
			names = append(names, *rule.Name)
		}
		if in.NextToken = page.NextToken; in.NextToken == nil {
			equal(t, "pages", pages, 3)
			break
		}
	}
	equal(t, "rules", len(names), 300)
	page := ok[*eventbridge.ListRulesOutput](t)(b.events.ListRules(t.Context(), &eventbridge.ListRulesInput{NamePrefix: aws.String("r-29"), Limit: aws.Int32(4)}))
	equal(t, "rules of the prefix, first page", len(page.Rules), 4)
	equal(t, "first", *page.Rules[0].Name, "r-290")

	small := eventbridge.NewFromConfig(b.config("eu-south-1"))
	for i := range 101 {
		_, err = small.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String(fmt.Sprint(i)), EventPattern: aws.String(anyPattern)})
		if i < 100 {
			must(t, 0, err)
		}
	}
	refused(t, err, "LimitExceededException")

	raised := start(t, emulator.WithRuleQuota(301))
	for i := range 301 {
		raised.putRule(t, "default", fmt.Sprint(i), anyPattern)
	}
}

func TestWildcardQuota(t *testing.T) {
	t.Parallel()
	b := start(t)
	wildcard := `{"source":[{"wildcard":"a*b"}]}`
	for i := range 30 {
		b.putRule(t, "default", fmt.Sprint(i), wildcard)
	}
	b.putRule(t, "default", "0", wildcard)
	b.putRule(t, "default", "plain", anyPattern)
	_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("more"), EventPattern: &wildcard})
	refused(t, err, "LimitExceededException")
}

func TestManagedRule(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.associate(t)
	must(t, 0, b.PutManagedRule(region, sourceName, "m", "events.amazonaws.com", anyPattern))
	equal(t, "managed by", *b.rule(t, sourceName, "m").ManagedBy, "events.amazonaws.com")
	name, bus := aws.String("m"), aws.String(sourceName)
	for _, call := range []func() error{
		func() error {
			_, err := b.events.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: name, EventBusName: bus, EventPattern: aws.String(anyPattern)})
			return err
		},
		func() error {
			_, err := b.events.DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{Name: name, EventBusName: bus})
			return err
		},
		func() error {
			_, err := b.events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{
				Rule: name, EventBusName: bus, Targets: []ebtypes.Target{{Id: aws.String("1"), Arn: aws.String(groupARN)}},
			})
			return err
		},
		func() error {
			_, err := b.events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: name, EventBusName: bus, Ids: []string{"1"}})
			return err
		},
		func() error {
			_, err := b.events.TagResource(t.Context(), &eventbridge.TagResourceInput{
				ResourceARN: aws.String("arn:aws:events:us-east-1:123456789012:rule/" + sourceName + "/m"),
				Tags:        []ebtypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}},
			})
			return err
		},
	} {
		refused(t, call(), "ManagedRuleException")
	}
	_, err := b.events.DeleteEventBus(t.Context(), &eventbridge.DeleteEventBusInput{Name: bus})
	refused(t, err, "ValidationException")
	_, err = b.events.DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{Name: name, EventBusName: bus, Force: true})
	must(t, 0, err)
}

func TestDeleteRule(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.putRule(t, "default", "r", anyPattern)
	b.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("1"), Arn: aws.String(groupARN)})
	del := func(bus string) error {
		_, err := b.events.DeleteRule(t.Context(), &eventbridge.DeleteRuleInput{Name: aws.String("r"), EventBusName: &bus})
		return err
	}
	refused(t, del("default"), "ValidationException", "Rule can't be deleted since it has targets.")
	_, err := b.events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String("r"), Ids: []string{"1"}})
	must(t, 0, err)
	must(t, 0, del("default"))
	must(t, 0, del("default")) // a missing rule is fine
	refused(t, del("nowhere"), "ResourceNotFoundException", "Event bus nowhere does not exist.")
}

func TestRulesOfATarget(t *testing.T) {
	t.Parallel()
	b := start(t)
	for _, name := range []string{"b", "a", "c"} {
		b.putRule(t, "default", name, anyPattern)
		arn := groupARN
		if name == "c" {
			arn += "-other"
		}
		b.putTarget(t, "default", name, ebtypes.Target{Id: aws.String("1"), Arn: &arn})
	}
	out := ok[*eventbridge.ListRuleNamesByTargetOutput](t)(b.events.ListRuleNamesByTarget(t.Context(), &eventbridge.ListRuleNamesByTargetInput{TargetArn: aws.String(groupARN)}))
	equal(t, "rules", strings.Join(out.RuleNames, " "), "a b")
}

func TestTestEventPattern(t *testing.T) {
	t.Parallel()
	b := start(t)
	test := func(pattern, event string) (bool, error) {
		out, err := b.events.TestEventPattern(t.Context(), &eventbridge.TestEventPatternInput{EventPattern: &pattern, Event: &event})
		if err != nil {
			return false, err
		}
		return out.Result, nil
	}
	event := `{"id":"1","account":"123456789012","source":"x","time":"2026-11-20T12:00:00Z","region":"us-east-1","resources":[],"detail-type":"t","detail":{"n":1}}`
	equal(t, "a match", ok[bool](t)(test(`{"detail":{"n":[{"numeric":["<",2]}]}}`, event)), true)
	equal(t, "no match", ok[bool](t)(test(`{"source":["y"]}`, event)), false)
	_, err := test(`{"source":"y"}`, event)
	refused(t, err, "InvalidEventPatternException")
	_, err = test(anyPattern, `[]`)
	refused(t, err, "ValidationException", "Parameter Event is not valid.")
	_, err = test(anyPattern, `{"source":"x"}`)
	refused(t, err, "ValidationException")
}
