package rule_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

func TestRawRuleLifecycle(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := func(pattern string) string {
		return env.Config(`
resource "eventbridge_rule" "test" {
  name          = "test"
  event_pattern = ` + pattern + `
}
`)
	}
	onAWS := func(want string) resource.TestCheckFunc {
		return func(*terraformState) error {
			rules := env.Emulator.Rules(acctest.Region, "default")
			if len(rules) != 1 || rules[0].EventPattern != want {
				t.Errorf("AWS has %+v and not %s", rules, want)
			}
			return nil
		}
	}
	spaced := config("<<-EOT\n  {\n    \"source\" : [ \"my.app\" ],\n    \"detail\" : { \"n\": [ { \"numeric\": [ \"\\u003e\", 1.50 ] } ] }\n  }\n  EOT")
	encoded := config(`jsonencode({ source = ["my.app"], detail = { n = [{ numeric = [">", 1.5] }] } })`)
	env.Test(t,
		resource.TestStep{
			Config: spaced,
			ConfigStateChecks: []statecheck.StateCheck{
				is(rawRule, "event_bus_name", knownvalue.StringExact("default")),
				is(rawRule, "id", knownvalue.StringExact("default/test")),
				is(rawRule, "arn", knownvalue.StringExact("arn:aws:events:"+acctest.Region+":123456789012:rule/test")),
			},
			Check: onAWS(`{"source":["my.app"],"detail":{"n":[{"numeric":[">",1.50]}]}}`),
		},
		emptyPlan(spaced),
		// Key order, white space and escapes make no difference.
		emptyPlan(config(`"{\"detail\":{\"n\":[{\"numeric\":[\">\",1.50]}]},\"source\":[\"my.app\"]}"`)),
		importBlock(rawRule, "test"),
		resource.TestStep{
			Config:           config(`jsonencode({ source = ["my.app", "other"] })`),
			ConfigPlanChecks: plans(rawRule, plancheck.ResourceActionUpdate),
			Check:            onAWS(`{"source":["my.app","other"]}`),
		},
		resource.TestStep{
			PreConfig: func() {
				_, err := env.EventBridge().PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("test"), EventPattern: aws.String(`{"source":["x"]}`)})
				if err != nil {
					t.Fatal(err)
				}
			},
			Config:           encoded,
			ConfigPlanChecks: plans(rawRule, plancheck.ResourceActionUpdate),
			Check:            onAWS(`{"detail":{"n":[{"numeric":[">",1.5]}]},"source":["my.app"]}`),
		},
		emptyPlan(encoded),
	)
}

func TestRawRuleRefuses(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := func(pattern string) string {
		return env.Config("resource \"eventbridge_rule\" \"test\" {\n  name          = \"test\"\n  event_pattern = " + pattern + "\n}\n")
	}
	env.Test(t,
		refuses(config(`"{"`), "event_pattern", "line 1, column"),
		refuses(config(`jsonencode({ source = "my.app" })`), "on terraform_plugin_test.tf", "event_pattern = jsonencode", "At $.source of the event pattern (line 1, column"),
		// All problems at once.
		refuses(config(`jsonencode({ detail = { a = [], b = [{ prefx = "x" }] } })`), "$.detail.a", "$.detail.b[0]"),
		refuses(config(`jsonencode(jsonencode({ source = ["x"] }))`), "event_pattern", "jsonencode"),
	)
}

func TestRawRuleUnknown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(`
resource "terraform_data" "late" { input = "my.app" }
resource "eventbridge_rule" "test" {
  name          = "test"
  event_pattern = jsonencode({ source = [terraform_data.late.output] })
  must_match    = ["{\"source\":\"my.app\"}"]
}
`)
	env.Test(t,
		resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(rawRule, tfjsonpath.New("event_pattern")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{eventPattern(rawRule, `{"source":["my.app"]}`)},
		},
		emptyPlan(config),
	)
}
