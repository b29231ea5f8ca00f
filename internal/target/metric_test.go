package target_test

import (
	"context"
	"fmt"
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
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const metricTargetAddress = "eventbridge_metric_target.test"

// metricTargetConfig is a rule for these detail-types with a metric of job waits as
// its target, which has these lines in it.
func metricTargetConfig(detailTypes, lines string) string {
	return fmt.Sprintf(`
resource "eventbridge_rule" "test" {
  name           = "starts"
  event_bus_name = "default"
  event_pattern  = jsonencode({ "detail-type" = %s })
  catalog_check  = "off"
}

resource "eventbridge_metric" "test" {
  name   = "wait"
  preset = "buildkite_job_wait"
}

resource "eventbridge_metric_target" "test" {
  rule_arn          = eventbridge_rule.test.arn
  state_machine_arn = eventbridge_metric.test.state_machine_arn
  role_arn          = eventbridge_metric.test.invocation_role_arn
%s
}
`, detailTypes, lines)
}

func metricTargetAction(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(metricTargetAddress, of)}}
}

func TestMetricTarget(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Emulator.SetRolePropagation(emulator.RolePropagation{Uses: 4})
	first := env.Config(metricTargetConfig(`["Job Started"]`, ""))
	second := env.Config(metricTargetConfig(`["Job Started"]`, "  retry_policy = { maximum_retry_attempts = 3 }\n  dead_letter_arn = \"arn:aws:sqs:us-east-1:123456789012:undelivered\""))
	known := func(attribute, value string) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(metricTargetAddress, tfjsonpath.New(attribute), knownvalue.StringExact(value))
	}
	look := func() ebtypes.Target {
		out, err := env.EventBridge().ListTargetsByRule(context.Background(), &eventbridge.ListTargetsByRuleInput{Rule: aws.String("starts")})
		if err != nil || len(out.Targets) != 1 {
			t.Fatalf("got %v, %v", out, err)
		}
		return out.Targets[0]
	}
	put := func(change func(*ebtypes.Target)) func() {
		return func() {
			target := look()
			change(&target)
			if _, err := env.EventBridge().PutTargets(context.Background(), &eventbridge.PutTargetsInput{Rule: aws.String("starts"), Targets: []ebtypes.Target{target}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	env.Test(t,
		resource.TestStep{
			Config: first, ConfigPlanChecks: metricTargetAction(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				known("id", "default/starts/wait"), known("target_id", "wait"),
				known("state_machine_arn", "arn:aws:states:us-east-1:123456789012:stateMachine:wait"),
			},
			Check: func(*terraform.State) error {
				if got := look(); got.RetryPolicy != nil || got.DeadLetterConfig != nil || aws.ToString(got.RoleArn) != "arn:aws:iam::123456789012:role/wait-us-east-1-invocation" {
					t.Errorf("got %+v", got)
				}
				return nil
			},
		},
		acctest.EmptyPlan(first),
		resource.TestStep{Config: first, ResourceName: metricTargetAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{Config: second, ConfigPlanChecks: metricTargetAction(plancheck.ResourceActionUpdate)},
		acctest.EmptyPlan(second),
		resource.TestStep{Config: first, ConfigPlanChecks: metricTargetAction(plancheck.ResourceActionUpdate)},
		resource.TestStep{
			PreConfig: put(func(target *ebtypes.Target) { target.Input = aws.String(`{"a":1}`) }),
			Config:    first, ConfigPlanChecks: metricTargetAction(plancheck.ResourceActionUpdate),
		},
		acctest.EmptyPlan(first),
		resource.TestStep{
			PreConfig: put(func(target *ebtypes.Target) {
				target.RoleArn = aws.String("arn:aws:iam::123456789012:role/wait-us-east-1-invocation")
				target.DeadLetterConfig = &ebtypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:undelivered")}
			}),
			Config: first, ConfigPlanChecks: metricTargetAction(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{
			PreConfig: func() {
				if _, err := env.EventBridge().RemoveTargets(context.Background(), &eventbridge.RemoveTargetsInput{Rule: aws.String("starts"), Ids: []string{"wait"}}); err != nil {
					t.Fatal(err)
				}
			},
			Config: first, ConfigPlanChecks: metricTargetAction(plancheck.ResourceActionCreate),
		},
	)
	if left := env.Emulator.Inventory(); !left.IsEmpty() {
		t.Errorf("left behind: %+v", left)
	}
}

// TestMetricTargetOfAnotherRule refuses a rule that matches nothing the metric
// counts.
func TestMetricTargetOfAnotherRule(t *testing.T) {
	t.Parallel()
	const text = `The rule "starts" on event bus "default" matches no event with the detail-type "Job Started". The metric "JobWaitTime" counts no other events, so it would stay empty.`
	env := acctest.New(t)
	bad := metricTargetConfig(`["Job Finished", { prefix = "Build" }]`, "")
	env.Test(t,
		resource.TestStep{Config: env.Config(bad), ExpectError: acctest.ErrorRegexp(text)},
		resource.TestStep{Config: env.Config(metricTargetConfig(`["Job Finished", { prefix = "Build" }]`, `  catalog_check = "warn"`))},
	)
	for _, pattern := range []string{`[{ prefix = "Job" }]`, `[{ "anything-but" = "Job Finished" }]`, `["Job Started", "Job Finished"]`} {
		t.Run(pattern, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Test(t, resource.TestStep{Config: env.Config(metricTargetConfig(pattern, ""))})
		})
	}
}

// TestMetricTargetOfChangedRule adds a target together with the change that makes
// its rule fit. While planning, AWS still has the rule as it was.
func TestMetricTargetOfChangedRule(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	whole := metricTargetConfig(`["Job Started"]`, "")
	alone, _, _ := strings.Cut(metricTargetConfig(`["Job Finished"]`, ""), "resource \"eventbridge_metric_target\"")
	env.Test(t,
		resource.TestStep{Config: env.Config(alone)},
		resource.TestStep{Config: env.Config(whole)},
		resource.TestStep{Config: env.Config(alone)},
		resource.TestStep{
			Config:      env.Config(metricTargetConfig(`["Job Finished"]`, "")),
			ExpectError: acctest.ErrorRegexp("Rule does not match the metric", "The target was not written."),
		},
	)
}

func TestMetricTargetBadInput(t *testing.T) {
	t.Parallel()
	const ruleARN = "arn:aws:events:us-east-1:123456789012:rule/a"
	for name, test := range map[string]struct{ machine, role, want string }{
		"no machine":      {"arn:aws:lambda:us-east-1:123456789012:function:a", "arn:aws:iam::123456789012:role/a", `belongs to the service "lambda", not "states"`},
		"an execution":    {"arn:aws:states:us-east-1:123456789012:execution:a:b", "arn:aws:iam::123456789012:role/a", `which is not "stateMachine:" followed by a name`},
		"no role":         {"arn:aws:states:us-east-1:123456789012:stateMachine:a", "arn:aws:iam::123456789012:user/a", `which is not "role/" followed by a name`},
		"another region":  {"arn:aws:states:eu-west-1:123456789012:stateMachine:a", "arn:aws:iam::123456789012:role/a", "Create the metric in the rule's account and region."},
		"another account": {"arn:aws:states:us-east-1:210987654321:stateMachine:a", "arn:aws:iam::123456789012:role/a", "Create the metric in the rule's account and region."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Test(t, resource.TestStep{PlanOnly: true, ExpectError: acctest.ErrorRegexp(test.want), Config: env.Config(fmt.Sprintf(
				"resource \"eventbridge_metric_target\" \"test\" {\n  rule_arn = %q\n  state_machine_arn = %q\n  role_arn = %q\n}\n", ruleARN, test.machine, test.role))})
		})
	}
}
