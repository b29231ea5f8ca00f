package rule_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

func TestTypedRuleLifecycle(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	minimal := env.Config(buildRuleConfig(``))
	full := env.Config(buildRuleConfig(`
  detail_types = ["Build Finished"]
  description  = "Failed builds"
  state        = "DISABLED"
  tags         = { team = "ci" }
  build        = { state = { equals = ["failed"] } }
`))
	changed := env.Config(buildRuleConfig(`
  detail_types = ["Build Finished", "Build Failing"]
  description  = "Broken builds"
  tags         = { team = "builds", cost = "7" }
  build        = { state = { equals = ["failed", "failing"] } }
`))
	env.Test(t,
		resource.TestStep{
			Config: minimal,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectKnownValue(buildRule, tfjsonpath.New("event_pattern"), knownvalue.StringExact(detail(""))),
				plancheck.ExpectUnknownValue(buildRule, tfjsonpath.New("arn")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				eventPattern(buildRule, detail("")),
				is(buildRule, "arn", knownvalue.StringExact("arn:aws:events:"+acctest.Region+":123456789012:rule/"+partnerBus+"/test")),
				is(buildRule, "id", knownvalue.StringExact(partnerBus+"/test")),
				is(buildRule, "state", knownvalue.StringExact("ENABLED")),
				is(buildRule, "description", knownvalue.Null()),
				is(buildRule, "build", knownvalue.Null()),
				is(buildRule, "source", knownvalue.Null()),
				is(buildRule, "tags_all", knownvalue.MapSizeExact(0)),
				is(buildRule, "detail_types", knownvalue.ListSizeExact(len(buildTypes))),
			},
		},
		emptyPlan(minimal),
		resource.TestStep{
			Config:           full,
			ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				eventPattern(buildRule, `{"detail-type":["Build Finished"],"detail":{"build":{"state":["failed"]}}}`),
				is(buildRule, "description", knownvalue.StringExact("Failed builds")),
				is(buildRule, "state", knownvalue.StringExact("DISABLED")),
				is(buildRule, "tags_all", knownvalue.MapExact(map[string]knownvalue.Check{"team": knownvalue.StringExact("ci")})),
			},
			Check: func(*terraformState) error {
				rule := theRule(t, env)
				if rule.Description != "Failed builds" || rule.State != "DISABLED" || rule.Tags["team"] != "ci" || len(rule.Tags) != 1 {
					t.Errorf("AWS has %+v", rule)
				}
				return nil
			},
		},
		emptyPlan(full),
		resource.TestStep{
			Config:           changed,
			ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate),
			Check: func(*terraformState) error {
				rule := theRule(t, env)
				if rule.Description != "Broken builds" || rule.State != "ENABLED" || rule.Tags["team"] != "builds" || rule.Tags["cost"] != "7" {
					t.Errorf("AWS has %+v", rule)
				}
				return nil
			},
		},
		emptyPlan(changed),
		resource.TestStep{
			Config:           minimal,
			ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate),
			Check: func(*terraformState) error {
				rule := theRule(t, env)
				if rule.Description != "" || rule.EventPattern != detail("") || len(rule.Tags) != 0 {
					t.Errorf("AWS has %+v", rule)
				}
				return nil
			},
		},
		emptyPlan(minimal),
		resource.TestStep{
			Config: env.Config(strings.Replace(buildRuleConfig(""), `"test"
  event`, `"other"
  event`, 1)),
			ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionDestroyBeforeCreate),
		},
	)
	if rules := env.Emulator.Rules(acctest.Region, partnerBus); len(rules) != 0 {
		t.Errorf("%d rules are left behind: %+v", len(rules), rules)
	}
}

// richRule has a matcher of every form.
const richRule = `
  detail_types = ["Build Finished"]
  source       = ["` + partnerBus + `"]
  description  = "Everything at once"
  tags         = { team = "ci" }
  build = {
    state     = { equals = ["failed", "canceled"] }
    branch    = { equals = ["main"], prefix = ["release/", "hotfix/"] }
    number    = { equals = ["7"], numeric = ["> 1000", ">= 1, < 5"] }
    message   = { wildcard = ["*deploy*"], equals_ignore_case = ["Ship it"] }
    commit    = { not_equals = ["HEAD", "main"] }
    source    = { not_equals = ["schedule"] }
    started_at = { is = ["present"] }
    meta_data = {
      "release"     = { equals = ["yes"] }
      "deploy:env" = { prefix = ["prod"], is = ["missing"] }
    }
  }
  pipeline = {
    slug = { not_prefix = ["sandbox-", "tmp-"] }
    repo = { suffix = [".git"] }
  }
  any_of = [
    { "build.blocked_state" = { is = ["null", "missing"] } },
    { "build.blocked_state" = { equals = ["failed"] }, "organization.slug" = { prefix_ignore_case = ["MY-"] } },
  ]
  extra_detail_pattern = jsonencode({ build = { new_field = ["a", { prefix = "b" }] }, other = { exists = [true] } })
`

const richPattern = `{"source":["` + partnerBus + `"],"detail-type":["Build Finished"],"detail":{"build":{` +
	`"number":[7,{"numeric":[">",1000]},{"numeric":[">=",1,"<",5]}],` +
	`"commit":[{"anything-but":["HEAD","main"]}],` +
	`"message":[{"equals-ignore-case":"Ship it"},{"wildcard":"*deploy*"}],` +
	`"branch":["main",{"prefix":"release/"},{"prefix":"hotfix/"}],` +
	`"state":["failed","canceled"],` +
	`"source":[{"anything-but":"schedule"}],` +
	`"started_at":[{"exists":true}],` +
	`"meta_data":{"deploy:env":[{"prefix":"prod"},{"exists":false}],"release":["yes"]},"new_field":["a",{"prefix":"b"}]},` +
	`"pipeline":{"slug":[{"anything-but":{"prefix":["sandbox-","tmp-"]}}],"repo":[{"suffix":".git"}]},` +
	`"$or":[{"build":{"blocked_state":[null,{"exists":false}]}},` +
	`{"build":{"blocked_state":["failed"]},"organization":{"slug":[{"prefix":{"equals-ignore-case":"MY-"}}]}}],` +
	`"other":{"exists":[true]}}}`

func TestTypedRuleRich(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := env.Config(buildRuleConfig(richRule + "\n  catalog_check = \"off\"\n"))
	env.Test(t,
		resource.TestStep{
			Config: config,
			Check: func(*terraformState) error {
				if got := theRule(t, env).EventPattern; !samePattern(got, richPattern) {
					t.Errorf("AWS has the pattern\n%s\nand not\n%s", got, richPattern)
				}
				return nil
			},
		},
		emptyPlan(config),
		resource.TestStep{
			ResourceName: buildRule, ImportState: true, ImportStateId: partnerBus + "/test", ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"catalog_check"},
		},
	)
}

// TestTypedRuleOpenMap has values of an audit event whose shape nobody
// documents: text, numbers, and what is nested.
func TestTypedRuleOpenMap(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	const address = "eventbridge_buildkite_audit_rule.test"
	config := env.Config(ruleConfig("eventbridge_buildkite_audit_rule",
		`event = { data = { name = { equals = ["5"] }, limit = { numeric = ["> 3"] }, "settings.ip" = { cidr = ["10.0.0.0/8"] } } }`))
	env.Test(t,
		resource.TestStep{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				eventPattern(address, `{"detail-type":["Audit Event Logged"],"detail":{"event":{"data":{"limit":[{"numeric":[">",3]}],"name":["5"],"settings.ip":[{"cidr":"10.0.0.0/8"}]}}}}`),
			},
		},
		emptyPlan(config),
		importBlock(address, partnerBus+"/test"),
	)
}

func TestTypedRuleImportIsEmpty(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := env.Config(buildRuleConfig(richRule))
	byARN := "arn:aws:events:" + acctest.Region + ":123456789012:rule/" + partnerBus + "/test"
	env.Test(t,
		resource.TestStep{Config: config},
		importBlock(buildRule, partnerBus+"/test"),
		importBlock(buildRule, byARN),
	)
}

func TestTypedRuleImportOnDefaultBus(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const address = "eventbridge_devops_agent_investigation_rule.test"
	config := env.Config(`
resource "eventbridge_devops_agent_investigation_rule" "test" {
  name = "test"
  data = { priority = { equals = ["CRITICAL", "HIGH"] } }
}
`)
	env.Test(t,
		resource.TestStep{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				is(address, "event_bus_name", knownvalue.StringExact("default")),
				is(address, "source", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("aws.aidevops")})),
				is(address, "id", knownvalue.StringExact("default/test")),
			},
		},
		emptyPlan(config),
		importBlock(address, "test"),
		importBlock(address, "default/test"),
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateId: "a b", ExpectError: acctest.ErrorRegexp(
			"Invalid import ID", `"a b" is not the ID of a rule: "a b" is not the name of a rule. The import ID is `+"`<event bus>/<rule>`")},
	)
}

func TestTypedRuleSpelledOtherwise(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	first := env.Config(buildRuleConfig(`
  detail_types = ["Build Finished", "Build Failing"]
  build = { branch = { equals = ["main", "dev"] }, number = { numeric = [">= 1, < 5"] } }
`))
	second := env.Config(buildRuleConfig(`
  detail_types = ["Build Finished", "Build Failing"]
  build = { branch = { equals = ["main", "dev"] }, number = { numeric = ["<5,>=1"] } }
  pipeline = null
`))
	env.Test(t, resource.TestStep{Config: first}, emptyPlan(second), emptyPlan(first))
}

func TestTypedRuleDrift(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := env.Config(buildRuleConfig(`
  description = "Failed builds"
  tags        = { team = "ci" }
  build       = { state = { equals = ["failed"] } }
`))
	want := detail(`"build":{"state":["failed"]}`)
	repairs := func(change func()) resource.TestStep {
		return resource.TestStep{
			PreConfig: change, Config: config, ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionUpdate),
			Check: func(*terraformState) error {
				rule := theRule(t, env)
				if rule.Description != "Failed builds" || rule.State != "ENABLED" || rule.Tags["team"] != "ci" || len(rule.Tags) != 1 || !samePattern(rule.EventPattern, want) {
					t.Errorf("not repaired: %+v", rule)
				}
				return nil
			},
		}
	}
	pattern := func(text string) resource.TestStep {
		return repairs(func() { putRule(t, env, func(in *eventbridge.PutRuleInput) { in.EventPattern = aws.String(text) }) })
	}
	tag := func(change func(arn string) error) resource.TestStep {
		return repairs(func() {
			if err := change(theRule(t, env).ARN); err != nil {
				t.Fatal(err)
			}
		})
	}
	ctx := context.Background()
	env.Test(t,
		resource.TestStep{Config: config},
		repairs(func() {
			putRule(t, env, func(in *eventbridge.PutRuleInput) { in.Description = aws.String("someone else's") })
		}),
		repairs(func() { putRule(t, env, func(in *eventbridge.PutRuleInput) { in.Description = nil }) }),
		repairs(func() {
			putRule(t, env, func(in *eventbridge.PutRuleInput) { in.State = ebtypes.RuleStateDisabled })
		}),
		pattern(`{"detail-type":["Build Finished"],"detail":{"build":{"state":["failed"]}}}`),
		pattern(detail(`"build":{"state":["failed","passed"]}`)),
		pattern(detail(`"build":{"state":["failed"],"branch":["main"]}`)),
		pattern(detail(`"build":{"state":[{"anything-but":"failed"}]}`)),
		pattern(detail(`"build":{"state":["failed"],"unheard":[1]}`)),
		pattern(detail(`"build":{"state":["failed"]},"$or":[{"build":{"branch":["a"]}},{"build":{"branch":["b"]}}]`)),
		pattern(`{"source":["elsewhere"],"account":["123456789012"]}`),
		tag(func(arn string) error {
			_, err := env.EventBridge().TagResource(ctx, &eventbridge.TagResourceInput{ResourceARN: aws.String(arn), Tags: []ebtypes.Tag{{Key: aws.String("team"), Value: aws.String("x")}, {Key: aws.String("more"), Value: aws.String("y")}}})
			return err
		}),
		tag(func(arn string) error {
			_, err := env.EventBridge().UntagResource(ctx, &eventbridge.UntagResourceInput{ResourceARN: aws.String(arn), TagKeys: []string{"team"}})
			return err
		}),
		// Another spelling of the same pattern is no drift.
		resource.TestStep{
			PreConfig: func() {
				putRule(t, env, func(in *eventbridge.PutRuleInput) {
					in.EventPattern = aws.String(`{ "detail": {"build": {"state": ["failed"]}}, ` + detail("")[1:])
				})
			},
			Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
		// A rule that is gone is made again.
		resource.TestStep{
			PreConfig: func() {
				if _, err := env.EventBridge().DeleteRule(ctx, &eventbridge.DeleteRuleInput{EventBusName: aws.String(partnerBus), Name: aws.String("test")}); err != nil {
					t.Fatal(err)
				}
			},
			Config: config, ConfigPlanChecks: plans(buildRule, plancheck.ResourceActionCreate),
		},
	)
}

func TestTypedRuleBusByARN(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	busARN := "arn:aws:events:" + acctest.Region + ":123456789012:event-bus/" + partnerBus
	byARN := env.Config(`resource "eventbridge_buildkite_build_rule" "test" {
  name           = "test"
  event_bus_name = "` + busARN + `"
}`)
	byName := env.Config(buildRuleConfig(""))
	other := func(region, account string) string {
		return env.Config(`resource "eventbridge_buildkite_build_rule" "other" {
  name           = "other"
  event_bus_name = "arn:aws:events:` + region + `:` + account + `:event-bus/` + partnerBus + `"
}`)
	}
	env.Test(t,
		resource.TestStep{Config: byARN, ConfigStateChecks: []statecheck.StateCheck{
			is(buildRule, "event_bus_name", knownvalue.StringExact(busARN)),
			is(buildRule, "id", knownvalue.StringExact(partnerBus+"/test")),
		}},
		emptyPlan(byARN),
		emptyPlan(byName),
		importBlock(buildRule, partnerBus+"/test"),
		resource.TestStep{Config: other(acctest.Region, "999999999999"), ExpectError: acctest.ErrorRegexp(
			"Event bus in another account", "belongs to account 999999999999, and the provider's credentials to account 123456789012. Nothing was changed."), PlanOnly: true},
	)
}
