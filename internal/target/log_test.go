package target_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	address   = "eventbridge_log_target.test"
	partner   = "aws.partner/buildkite.com/org/1"
	ruleName  = "failed-builds"
	arnPrefix = "arn:aws:events:us-east-1:123456789012:rule/"
	groupARN  = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite"
	otherARN  = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/other"
	queueARN  = "arn:aws:sqs:us-east-1:123456789012:undelivered"
	defaultID = "aws-events-buildkite"
)

// sinks are the log groups that the targets send to.
const sinks = `
resource "eventbridge_log_group" "test" {
  name          = "/aws/events/buildkite"
  force_destroy = true
}

resource "eventbridge_log_group" "other" {
  name          = "/aws/events/other"
  force_destroy = true
}
`

// makeRule makes a rule on the bus, and the bus where it is a partner's.
func makeRule(t *testing.T, env *acctest.Env, bus, name string) (arn string) {
	t.Helper()
	ctx, client := context.Background(), env.EventBridge()
	if bus == partner {
		env.PartnerSource(bus)
		if _, err := client.CreateEventBus(ctx, &eventbridge.CreateEventBusInput{Name: aws.String(bus), EventSourceName: aws.String(bus)}); err != nil {
			t.Fatal(err)
		}
	}
	out, err := client.PutRule(ctx, &eventbridge.PutRuleInput{
		Name: aws.String(name), EventBusName: aws.String(bus), EventPattern: aws.String(`{"detail-type":["Build Finished"]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.RuleArn)
}

// target is a configuration of the sinks and one target with these lines in it.
func target(ruleARN, lines string) string {
	return sinks + fmt.Sprintf("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = %q\n  log_group_arn = eventbridge_log_group.test.arn\n%s\n}\n", ruleARN, lines)
}

func known(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

func noop() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// targetsOf lists the targets of the rule on the bus by id.
func targetsOf(t *testing.T, env *acctest.Env, bus string) map[string]ebtypes.Target {
	t.Helper()
	out, err := env.EventBridge().ListTargetsByRule(context.Background(), &eventbridge.ListTargetsByRuleInput{EventBusName: aws.String(bus), Rule: aws.String(ruleName)})
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]ebtypes.Target{}
	for _, target := range out.Targets {
		byID[aws.ToString(target.Id)] = target
	}
	return byID
}

// putTargets puts targets behind the provider's back.
func putTargets(t *testing.T, env *acctest.Env, bus string, targets ...ebtypes.Target) {
	t.Helper()
	out, err := env.EventBridge().PutTargets(context.Background(), &eventbridge.PutTargetsInput{EventBusName: aws.String(bus), Rule: aws.String(ruleName), Targets: targets})
	if err != nil {
		t.Fatal(err)
	}
	if out.FailedEntryCount != 0 {
		t.Fatalf("%+v", out.FailedEntries)
	}
}

func removeTarget(t *testing.T, env *acctest.Env, bus, id string) {
	t.Helper()
	_, err := env.EventBridge().RemoveTargets(context.Background(), &eventbridge.RemoveTargetsInput{EventBusName: aws.String(bus), Rule: aws.String(ruleName), Ids: []string{id}})
	if err != nil {
		t.Fatal(err)
	}
}

// show is a target as JSON, in which what is not set is left out.
func show(t *testing.T, target ebtypes.Target) string {
	t.Helper()
	out := map[string]any{"arn": target.Arn}
	if target.RetryPolicy != nil {
		retry := map[string]int32{}
		if v := target.RetryPolicy.MaximumRetryAttempts; v != nil {
			retry["attempts"] = *v
		}
		if v := target.RetryPolicy.MaximumEventAgeInSeconds; v != nil {
			retry["age"] = *v
		}
		out["retry"] = retry
	}
	if target.DeadLetterConfig != nil {
		out["dlq"] = target.DeadLetterConfig.Arn
	}
	if target.InputTransformer != nil {
		out["template"] = target.InputTransformer.InputTemplate
	}
	if target.RoleArn != nil {
		out["role"] = target.RoleArn
	}
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLogTargetOnEveryKindOfBus(t *testing.T) {
	t.Parallel()
	for _, bus := range []string{"default", partner} {
		t.Run(bus, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			arn := makeRule(t, env, bus, ruleName)
			imported := func(id string) resource.TestStep {
				return resource.TestStep{
					ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: id,
					ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				}
			}
			env.Test(t,
				resource.TestStep{
					Config:           env.Config(target(arn, "")),
					ConfigPlanChecks: action(plancheck.ResourceActionCreate),
					ConfigStateChecks: []statecheck.StateCheck{
						known("id", knownvalue.StringExact(bus+"/"+ruleName+"/"+defaultID)),
						known("rule_arn", knownvalue.StringExact(arn)),
						known("target_id", knownvalue.StringExact(defaultID)),
						known("log_group_arn", knownvalue.StringExact(groupARN)),
						known("dead_letter_arn", knownvalue.Null()),
						known("message", knownvalue.Null()),
						known("timestamp", knownvalue.Null()),
						known("timeouts", knownvalue.Null()),
						known("retry_policy", knownvalue.ObjectExact(map[string]knownvalue.Check{
							"maximum_retry_attempts":       knownvalue.Int64Exact(185),
							"maximum_event_age_in_seconds": knownvalue.Int64Exact(86400),
						})),
					},
					Check: func(*terraform.State) error {
						if got, want := show(t, targetsOf(t, env, bus)[defaultID]), `{"arn":"`+groupARN+`"}`; got != want {
							t.Errorf("the target is %s, want %s", got, want)
						}
						return nil
					},
				},
				resource.TestStep{Config: env.Config(target(arn, "")), ConfigPlanChecks: noop()},
				imported(bus+"/"+ruleName+"/"+defaultID),
				imported(arn+"/"+defaultID),
			)
			if left := targetsOf(t, env, bus); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

// Events arrive, whole or as the message says.
func TestLogTargetDelivers(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	send := func(number int) func(*terraform.State) error {
		return func(*terraform.State) error {
			out, err := env.EventBridge().PutEvents(context.Background(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{{
				Source: aws.String("test"), DetailType: aws.String("Build Finished"),
				Detail: aws.String(fmt.Sprintf(`{"build":{"number":%d,"message":"say \"hi\"\nthere"},"pipeline":{"slug":"web"}}`, number)),
			}}})
			if err != nil || out.FailedEntryCount != 0 {
				t.Fatalf("%v %+v", err, out)
			}
			return nil
		}
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(target(arn, "")), Check: send(1)},
		resource.TestStep{Config: env.Config(target(arn, `message = "Build <$.detail.build.number> of <$.detail.pipeline.slug> by \"<aws.events.rule-name>\" > done"`)), Check: send(2)},
		resource.TestStep{Config: env.Config(target(arn, `message = "<$.detail.build.message>"`)), Check: send(3)},
		resource.TestStep{Config: env.Config(target(arn, `message = "<$.detail.build.number>"`)), Check: func(s *terraform.State) error {
			_ = send(4)(s)
			events := env.Emulator.LogEvents(acctest.Region, "/aws/events/buildkite")
			if len(events) != 4 {
				t.Fatalf("%d events arrived, want 4: %+v; failed: %+v", len(events), events, env.Emulator.FailedInvocations(arn))
			}
			// The time of an event has whole seconds, so the order of four in a second says nothing.
			messages := make([]string, 0, len(events))
			whole := 0
			for _, event := range events {
				messages = append(messages, event.Message)
				if json.Valid([]byte(event.Message)) && strings.Contains(event.Message, `"number":1`) {
					whole++
				}
			}
			for _, want := range []string{`Build 2 of web by "failed-builds" > done`, "say \"hi\"\nthere", "4"} {
				if !slices.Contains(messages, want) {
					t.Errorf("%q did not arrive, but %q", want, messages)
				}
			}
			if whole != 1 {
				t.Errorf("the whole event did not arrive, but %q", messages)
			}
			return nil
		}},
	)
}

const everything = `
  target_id       = "mine.1_x"
  dead_letter_arn = "` + queueARN + `"
  message         = "Build <$.detail.build.number>"
  timestamp       = "$.time"
  retry_policy    = { maximum_retry_attempts = 0, maximum_event_age_in_seconds = 60 }
  timeouts        = { create = "1m", update = "1m", delete = "1m" }
`

func TestLogTargetEverything(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, partner, ruleName)
	step := func(lines, want string) resource.TestStep {
		return resource.TestStep{
			Config:           env.Config(target(arn, lines)),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				if got := show(t, targetsOf(t, env, partner)["mine.1_x"]); got != want {
					t.Errorf("after %s\nthe target is %s\nwant          %s", lines, got, want)
				}
				return nil
			},
		}
	}
	const id = "target_id = \"mine.1_x\"\n"
	first := step(everything, `{"arn":"`+groupARN+`","dlq":"`+queueARN+`","retry":{"age":60,"attempts":0},"template":"{\"timestamp\": \u003ctime\u003e, \"message\": \"Build \u003cdetail_build_number\u003e\"}"}`)
	first.ConfigPlanChecks = action(plancheck.ResourceActionCreate)
	env.Test(t,
		first,
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateKind: resource.ImportCommandWithID,
			ImportStateId: partner + "/" + ruleName + "/mine.1_x", ImportStateVerify: true, ImportStateVerifyIgnore: []string{"timeouts"},
		},
		// Each attribute changed, and removed.
		step(id+`message = "other"`, `{"arn":"`+groupARN+`","template":"{\"timestamp\": \u003ctime\u003e, \"message\": \"other\"}"}`),
		step(id+"message = \"other\"\ntimestamp = \"aws.events.event.ingestion-time\"", `{"arn":"`+groupARN+`","template":"{\"timestamp\": \u003caws.events.event.ingestion-time\u003e, \"message\": \"other\"}"}`),
		step(id, `{"arn":"`+groupARN+`"}`),
		step(id+`retry_policy = { maximum_retry_attempts = 3 }`, `{"arn":"`+groupARN+`","retry":{"attempts":3}}`),
		step(id+`retry_policy = { maximum_event_age_in_seconds = 3600 }`, `{"arn":"`+groupARN+`","retry":{"age":3600}}`),
		step(id+`retry_policy = { maximum_retry_attempts = 0 }`, `{"arn":"`+groupARN+`","retry":{"attempts":0}}`),
		step(id, `{"arn":"`+groupARN+`"}`),
		step(id+`dead_letter_arn = "`+queueARN+`"`, `{"arn":"`+groupARN+`","dlq":"`+queueARN+`"}`),
		step(id, `{"arn":"`+groupARN+`"}`),
	)
}

func TestLogTargetExplicitDefaultsAreSent(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	env.Test(t, resource.TestStep{
		Config: env.Config(target(arn, `retry_policy = { maximum_retry_attempts = 185, maximum_event_age_in_seconds = 86400 }`)),
		Check: func(*terraform.State) error {
			if got, want := show(t, targetsOf(t, env, "default")[defaultID]), `{"arn":"`+groupARN+`","retry":{"age":86400,"attempts":185}}`; got != want {
				t.Errorf("the target is %s, want %s", got, want)
			}
			return nil
		},
	})
}

func TestLogTargetReplaces(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	second := makeRule(t, env, "default", "second")
	env.Test(t,
		resource.TestStep{Config: env.Config(target(arn, ""))},
		resource.TestStep{Config: env.Config(target(second, "")), ConfigPlanChecks: action(plancheck.ResourceActionReplace)},
		resource.TestStep{Config: env.Config(target(second, `target_id = "new"`)), ConfigPlanChecks: action(plancheck.ResourceActionReplace)},
	)
}

// The log group changes in place, and the default id stays.
func TestLogTargetMovesToAnotherGroup(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	config := func(group string) string {
		return env.Config(sinks + fmt.Sprintf("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = %q\n  log_group_arn = %s\n}\n", arn, group))
	}
	env.Test(t,
		resource.TestStep{Config: config("eventbridge_log_group.test.arn")},
		resource.TestStep{Config: config(`"${eventbridge_log_group.test.arn}:*"`), ConfigPlanChecks: noop()},
		resource.TestStep{
			Config:           config(`"${eventbridge_log_group.other.arn}:*"`),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				all := targetsOf(t, env, "default")
				if len(all) != 1 || aws.ToString(all[defaultID].Arn) != otherARN {
					t.Errorf("the targets are %+v", all)
				}
				return nil
			},
		},
		resource.TestStep{Config: config(`"${eventbridge_log_group.other.arn}:*"`), ConfigPlanChecks: noop()},
		resource.TestStep{Config: config(`eventbridge_log_group.other.arn`), ConfigPlanChecks: noop()},
	)
}

func TestLogTargetARNWithStar(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	config := env.Config(sinks + fmt.Sprintf("resource \"eventbridge_log_target\" \"test\" {\n  rule_arn = %q\n  log_group_arn = \"${eventbridge_log_group.test.arn}:*\"\n}\n", arn))
	env.Test(t,
		resource.TestStep{
			Config: config,
			Check: func(*terraform.State) error {
				if got := aws.ToString(targetsOf(t, env, "default")[defaultID].Arn); got != groupARN {
					t.Errorf("sent was %s", got)
				}
				return nil
			},
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: "default/" + ruleName + "/" + defaultID,
			ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
	)
}

func TestLogTargetDrift(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, partner, ruleName)
	config := env.Config(target(arn, everything))
	var whole ebtypes.Target
	drift := func(change func(*ebtypes.Target)) resource.TestStep {
		return resource.TestStep{
			PreConfig: func() {
				changed := whole
				change(&changed)
				putTargets(t, env, partner, changed)
			},
			Config: config, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				if got, want := show(t, targetsOf(t, env, partner)["mine.1_x"]), show(t, whole); got != want {
					t.Errorf("not repaired: %s, want %s", got, want)
				}
				return nil
			},
		}
	}
	template := func(text string) func(*ebtypes.Target) {
		return func(target *ebtypes.Target) {
			target.InputTransformer = &ebtypes.InputTransformer{InputPathsMap: map[string]string{"a": "$.time", "b": "$.detail.build.number"}, InputTemplate: aws.String(text)}
		}
	}
	created := func(change func()) resource.TestStep {
		return resource.TestStep{PreConfig: change, Config: config, ConfigPlanChecks: action(plancheck.ResourceActionCreate)}
	}
	env.Test(t,
		resource.TestStep{Config: config, Check: func(*terraform.State) error {
			whole = targetsOf(t, env, partner)["mine.1_x"]
			return nil
		}},
		drift(func(target *ebtypes.Target) { target.Arn = aws.String(otherARN) }),
		drift(func(target *ebtypes.Target) { target.Arn = aws.String(groupARN + ":*") }),
		drift(func(target *ebtypes.Target) { target.DeadLetterConfig = nil }),
		drift(func(target *ebtypes.Target) {
			target.DeadLetterConfig = &ebtypes.DeadLetterConfig{Arn: aws.String(queueARN + "2")}
		}),
		drift(func(target *ebtypes.Target) { target.RetryPolicy = nil }),
		drift(func(target *ebtypes.Target) {
			target.RetryPolicy = &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(0)}
		}),
		drift(func(target *ebtypes.Target) {
			target.RetryPolicy = &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(1), MaximumEventAgeInSeconds: aws.Int32(60)}
		}),
		drift(func(target *ebtypes.Target) { target.InputTransformer = nil }),
		drift(template(`{"timestamp": <a>, "message": "other <b>"}`)),
		drift(template(`{"timestamp": <aws.events.event.ingestion-time>, "message": "Build <b>"}`)),
		drift(template(`{"timestamp": <a>, "message": <b>}`)),
		resource.TestStep{ // the same in other words is no drift
			PreConfig: func() {
				changed := whole
				template(`{ "message": "Build <b>", "timestamp": <a> }`)(&changed)
				putTargets(t, env, partner, changed)
			},
			Config: config, ConfigPlanChecks: noop(),
		},
		created(func() { removeTarget(t, env, partner, "mine.1_x") }),
		resource.TestStep{ // the rule is gone: the target leaves the state and can't be made again
			PreConfig: func() {
				removeTarget(t, env, partner, "mine.1_x")
				if _, err := env.EventBridge().DeleteRule(context.Background(), &eventbridge.DeleteRuleInput{Name: aws.String(ruleName), EventBusName: aws.String(partner)}); err != nil {
					t.Fatal(err)
				}
			},
			Config: config,
			ExpectError: acctest.ErrorRegexp(`Rule not found`, `There is no rule "failed-builds" on event bus "`+partner+`" in us-east-1.`,
				`The target was not created.`),
		},
	)
}

// AWS may tell the defaults of a retry policy that was not configured.
func TestLogTargetServerSideDefaults(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, "default", ruleName)
	defaults := &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(185), MaximumEventAgeInSeconds: aws.Int32(86400)}
	env.Test(t,
		resource.TestStep{Config: env.Config(target(arn, ""))},
		resource.TestStep{
			PreConfig: func() {
				putTargets(t, env, "default", ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(groupARN), RetryPolicy: defaults})
			},
			Config: env.Config(target(arn, "")), ConfigPlanChecks: noop(),
		},
	)
}

func TestLogTargetUnknownValues(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	arn := makeRule(t, env, partner, ruleName)
	env.Test(t, resource.TestStep{
		Config: env.Config(sinks + `
resource "terraform_data" "later" {
  input = {
    rule = "` + arn + `", id = "later", group = eventbridge_log_group.test.arn, queue = "` + queueARN + `"
    message = "Build <$.detail.build.number>", timestamp = "$.time", number = 60
  }
}

resource "eventbridge_log_target" "test" {
  rule_arn        = terraform_data.later.output.rule
  log_group_arn   = terraform_data.later.output.group
  target_id       = terraform_data.later.output.id
  dead_letter_arn = terraform_data.later.output.queue
  message         = terraform_data.later.output.message
  timestamp       = terraform_data.later.output.timestamp
  retry_policy = {
    maximum_retry_attempts       = terraform_data.later.output.number
    maximum_event_age_in_seconds = terraform_data.later.output.number
  }
}

resource "eventbridge_log_target" "defaults" {
  rule_arn      = terraform_data.later.output.rule
  log_group_arn = terraform_data.later.output.group
  message       = terraform_data.later.output.message
}
`),
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectUnknownValue("eventbridge_log_target.defaults", tfjsonpath.New("target_id")),
			plancheck.ExpectUnknownValue("eventbridge_log_target.defaults", tfjsonpath.New("timestamp")),
		}},
		ConfigStateChecks: []statecheck.StateCheck{
			known("target_id", knownvalue.StringExact("later")),
			known("dead_letter_arn", knownvalue.StringExact(queueARN)),
			statecheck.ExpectKnownValue("eventbridge_log_target.defaults", tfjsonpath.New("target_id"), knownvalue.StringExact(defaultID)),
			statecheck.ExpectKnownValue("eventbridge_log_target.defaults", tfjsonpath.New("timestamp"), knownvalue.StringExact("$.time")),
		},
	})
}
