package rule_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// foreign is a rule "test" that somebody else made.
func foreign(t *testing.T, env *acctest.Env, pattern string) {
	t.Helper()
	_, err := env.EventBridge().PutRule(t.Context(), &eventbridge.PutRuleInput{
		Name: aws.String("test"), EventBusName: aws.String(partnerBus), EventPattern: aws.String(pattern),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func target(t *testing.T, env *acctest.Env, id string) {
	t.Helper()
	_, err := env.EventBridge().PutTargets(t.Context(), &eventbridge.PutTargetsInput{
		Rule: aws.String("test"), EventBusName: aws.String(partnerBus),
		Targets: []ebtypes.Target{{Id: aws.String(id), Arn: aws.String("arn:aws:logs:" + acctest.Region + ":123456789012:log-group:/aws/events/x")}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestRuleThatExists(t *testing.T) {
	t.Parallel()
	mine := detail("")
	for name, prepare := range map[string]func(*testing.T, *acctest.Env){
		"as it is configured": func(t *testing.T, env *acctest.Env) { foreign(t, env, mine) },
		"another pattern":     func(t *testing.T, env *acctest.Env) { foreign(t, env, `{"source":["x"]}`) },
		"with tags": func(t *testing.T, env *acctest.Env) {
			foreign(t, env, mine)
			_, err := env.EventBridge().TagResource(t.Context(), &eventbridge.TagResourceInput{
				ResourceARN: aws.String(theRule(t, env).ARN), Tags: []ebtypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}},
			})
			if err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			prepare(t, env)
			before := theRule(t, env)
			env.Test(t, resource.TestStep{
				Config: env.Config(buildRuleConfig("")),
				ExpectError: acctest.ErrorRegexp("Rule already exists",
					fmt.Sprintf("Rule %q on event bus %q already exists, and the provider does not take over what it did not create. It was not changed.", "test", partnerBus),
					"terraform import eventbridge_buildkite_build_rule.NAME '"+partnerBus+"/test'"),
			})
			if after := theRule(t, env); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("the rule was changed from %+v to %+v", before, after)
			}
		})
	}
	t.Run("twice in a configuration", func(t *testing.T) {
		t.Parallel()
		env := newEnv(t)
		second := strings.Replace(buildRuleConfig("depends_on = [eventbridge_buildkite_build_rule.test]"), `"test" {`, `"second" {`, 1)
		env.Test(t, resource.TestStep{Config: env.Config(buildRuleConfig("") + second), ExpectError: acctest.ErrorRegexp("Duplicate rule")})
	})
}

// TestRuleLeftBehind applies again after AWS made the rule and the answer was
// lost.
func TestRuleLeftBehind(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := env.ConfigWith("max_retries = 2\nadopt_identical = true", buildRuleConfig(lines(`tags = { team = "ci" }`, `description = "x"`)))
	var remove func()
	env.Test(t,
		resource.TestStep{
			PreConfig: func() {
				remove = env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutRule", CutAfter: true})
			},
			Config:      config,
			ExpectError: acctest.ErrorRegexp("No response from AWS", "Apply again: if AWS created it, the error shows the import block."),
		},
		resource.TestStep{
			PreConfig: func() { remove(); target(t, env, "by-hand") },
			Config:    config,
			Check: func(*terraformState) error {
				if rule := theRule(t, env); len(rule.TargetIDs) != 1 {
					t.Errorf("the target is gone: %+v", rule)
				}
				return nil
			},
		},
		emptyPlan(config),
		// Only for the destroy at the end.
		resource.TestStep{
			PreConfig: func() {
				_, err := env.EventBridge().RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String("test"), EventBusName: aws.String(partnerBus), Ids: []string{"by-hand"}})
				if err != nil {
					t.Fatal(err)
				}
			},
			Config: config,
		},
	)
}

// TestRuleChangedSince applies again after the answer was lost and somebody
// changed the rule since: it is nobody's any more.
func TestRuleChangedSince(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := env.ConfigWith("max_retries = 2\nadopt_identical = true", buildRuleConfig(`tags = { team = "ci" }`))
	var remove func()
	env.Test(t,
		resource.TestStep{
			PreConfig: func() {
				remove = env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutRule", CutAfter: true})
			},
			Config: config, ExpectError: acctest.ErrorRegexp("No response from AWS"),
		},
		resource.TestStep{
			PreConfig: func() {
				remove()
				putRule(t, env, func(input *eventbridge.PutRuleInput) { input.Description = aws.String("changed") })
			},
			Config: config, ExpectError: acctest.ErrorRegexp("Rule already exists", "`adopt_identical` has no effect here: its description or state differs from the configuration"),
		},
	)
}

func TestRuleWithTargetsIsNotDestroyed(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := env.Config(buildRuleConfig(""))
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { target(t, env, "by-hand"); target(t, env, "another") },
			Config:    config, Destroy: true,
			ExpectError: acctest.ErrorRegexp("Rule has targets", "cannot be deleted while it has targets:", "another", "by-hand", "stays in Terraform's state"),
		},
		resource.TestStep{
			PreConfig: func() {
				_, err := env.EventBridge().RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{Rule: aws.String("test"), EventBusName: aws.String(partnerBus), Ids: []string{"by-hand", "another"}})
				if err != nil {
					t.Fatal(err)
				}
			},
			Config: config,
		},
	)
}

func TestRuleOnMissingBus(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(buildRuleConfig("")),
			ExpectError: acctest.ErrorRegexp("Event bus not found", fmt.Sprintf("The rule %q cannot be created: there is no event bus %q in us-east-1.", "test", partnerBus),
				"Set `event_bus_name` to the `event_bus_name` of an `eventbridge_partner_event_source_association`"),
		},
		resource.TestStep{
			Config: env.Config(`
resource "eventbridge_rule" "test" {
  name           = "test"
  event_bus_name = "elsewhere"
  event_pattern  = jsonencode({ source = ["x"] })
}`),
			ExpectError: acctest.ErrorRegexp("Event bus not found", `event bus "elsewhere"`, "Check its name, `region`, and the account of the provider's credentials."),
		},
	)
}

func TestManagedRule(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	if err := env.Emulator.PutManagedRule(acctest.Region, partnerBus, "test", "events.amazonaws.com", `{"source":["x"]}`); err != nil {
		t.Fatal(err)
	}
	raw := env.Config(ruleConfig("eventbridge_rule", `event_pattern = jsonencode({ detail-type = ["Build Finished"] })`))
	env.Test(t,
		resource.TestStep{Config: raw, ExpectError: acctest.ErrorRegexp("Rule managed by AWS", "is managed by events.amazonaws.com, and only that service can change it. It cannot be taken over.")},
		resource.TestStep{
			Config: raw + "\nimport {\n  to = eventbridge_rule.test\n  id = \"" + partnerBus + "/test\"\n}\n", PlanOnly: true,
			ExpectError: acctest.ErrorRegexp("Rule managed by AWS", "is managed by events.amazonaws.com, and only that service can change it. It cannot be imported."),
		},
	)
}

func TestImportOfAnotherKind(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	foreign(t, env, `{"account":["123456789012"],"detail-type":[{"prefix":"Build "}]}`)
	block := "\nimport {\n  to = %s\n  id = \"" + partnerBus + "/%s\"\n}\n"
	env.Test(t,
		resource.TestStep{
			Config: env.Config(buildRuleConfig("")) + fmt.Sprintf(block, buildRule, "test"), PlanOnly: true,
			ExpectError: acctest.ErrorRegexp("Rule does not match the resource type", "cannot be imported as `eventbridge_buildkite_build_rule`.",
				"cannot express what the event pattern asks of `account` and `detail-type`.", "Use `eventbridge_rule`, which takes the event pattern as JSON."),
		},
		resource.TestStep{
			Config: env.Config(buildRuleConfig("")) + fmt.Sprintf(block, buildRule, "nothing"), PlanOnly: true,
			ExpectError: acctest.ErrorRegexp("Rule not found", `There is no rule "nothing" on event bus "`+partnerBus+`" in us-east-1, so nothing was imported.`),
		},
	)
}

func TestRuleFaults(t *testing.T) {
	t.Parallel()
	config := func(env *acctest.Env, description string) string {
		return env.Config(buildRuleConfig(lines(`description = "`+description+`"`, `tags = { team = "`+description+`" }`)))
	}
	for name, fault := range map[string]emulator.Fault{
		"throttling":          {Service: "events", Code: "ThrottlingException", Rate: 0.3, Seed: 1},
		"internal errors":     {Service: "events", Status: 500, Rate: 0.3, Seed: 2},
		"cut connections":     {Service: "events", CutConnection: true, Rate: 0.2, Seed: 3},
		"lost answers":        {Service: "events", CutAfter: true, Times: 3},
		"lost answer of put":  {Service: "events", Operation: "PutRule", CutAfter: true, Times: 1},
		"other modifications": {Service: "events", Operation: "PutRule", Code: "ConcurrentModificationException", Times: 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			env.Emulator.Inject(fault)
			env.Test(t, resource.TestStep{Config: config(env, "a")}, emptyPlan(config(env, "a")), resource.TestStep{Config: config(env, "b")}, emptyPlan(config(env, "b")))
			if rules := env.Emulator.Rules(acctest.Region, partnerBus); len(rules) != 0 {
				t.Errorf("left behind: %+v", rules)
			}
		})
	}
	t.Run("tags that fail", func(t *testing.T) {
		t.Parallel()
		env := newEnv(t)
		var remove func()
		env.Test(t,
			resource.TestStep{Config: config(env, "a")},
			resource.TestStep{
				PreConfig: func() {
					remove = env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "TagResource", Code: "AccessDeniedException"})
				},
				Config: config(env, "b"), ExpectError: acctest.ErrorRegexp("The rule itself is updated; some of its tags may be unchanged. Apply again."),
			},
			resource.TestStep{
				PreConfig: func() { remove() }, Config: config(env, "b"), ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate),
			},
			emptyPlan(config(env, "b")),
		)
	})
	t.Run("quota", func(t *testing.T) {
		t.Parallel()
		env := newEnv(t)
		env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "PutRule", Code: "LimitExceededException"})
		env.Test(t, resource.TestStep{Config: config(env, "a"), ExpectError: acctest.ErrorRegexp("An event bus can have 300 rules (100 in some regions), and an account 30 rules whose event pattern has a wildcard.")})
		if calls := env.Emulator.CallCount("events:PutRule"); calls != 1 {
			t.Errorf("a quota that is used up was tried %d times", calls)
		}
	})
	t.Run("stale reads", func(t *testing.T) {
		t.Parallel()
		env := newEnv(t)
		env.Test(t,
			resource.TestStep{Config: config(env, "a")},
			resource.TestStep{
				PreConfig: func() { env.Emulator.Inject(emulator.Fault{Service: "events", Operation: "ListRules", StaleReads: 1}) },
				Config:    config(env, "a"), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			},
		)
	})
}

// TestRuleCalls counts what 120 rules, two pages of them, on one event bus ask of AWS.
func TestRuleCalls(t *testing.T) {
	t.Parallel()
	const n = 120
	env := newEnv(t)
	config := env.Config(fmt.Sprintf(`
resource "eventbridge_buildkite_build_rule" "test" {
  count          = %d
  name           = "rule-${count.index}"
  event_bus_name = %q
  build          = { branch = { equals = ["branch-${count.index}"] } }
}
`, n, partnerBus))
	within := func(what string, most int) {
		t.Helper()
		calls := len(env.Emulator.Calls())
		t.Logf("%s: %d calls for %d rules", what, calls, n)
		if calls > most {
			t.Errorf("%s takes %d calls for %d rules, at most %d are allowed: %v", what, calls, n, most, env.Emulator.CallCounts())
		}
		env.Emulator.ResetCalls()
	}
	env.Emulator.ResetCalls()
	env.Test(t,
		resource.TestStep{Config: config, Check: func(*terraformState) error { within("apply", n*11/10); return nil }},
		resource.TestStep{PreConfig: env.Emulator.ResetCalls, Config: config, PlanOnly: true},
		resource.TestStep{PreConfig: func() { within("plan", n/10) }, Config: config, Destroy: true},
	)
	within("destroy", n*12/10)
}
