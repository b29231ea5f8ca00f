package summary_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	address = "eventbridge_devops_agent_summary.test"
	machine = "arn:aws:states:us-east-1:123456789012:stateMachine:devops-agent-summary"
	runs    = "devops-agent-summary-us-east-1-execution"
)

func summary(lines string) string {
	return fmt.Sprintf("resource \"eventbridge_devops_agent_summary\" \"test\" {\n%s\n}\n", lines)
}

func known(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

var emptyPlan = acctest.EmptyPlan

// try ends the test if a call behind the provider's back fails.
func try[O any](t *testing.T) func(O, error) {
	t.Helper()
	return func(_ O, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestSummary is the life of the resource: creation, updates, import, drift,
// destruction.
func TestSummary(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := context.Background()
	group := "resource \"eventbridge_log_group\" \"failures\" {\n  name = \"/aws/vendedlogs/failures\"\n  resource_policy = \"none\"\n}\n"
	first := env.Config(group + summary(""))
	all := env.Config(group + summary(`
  event_source          = "summaries"
  agent_space_ids       = ["s2", "s1"]
  failure_log_group_arn = eventbridge_log_group.failures.arn
  tags                  = { team = "ci" }
`))
	env.Test(t,
		resource.TestStep{
			Config: first, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				known("name", knownvalue.StringExact("devops-agent-summary")), known("state_machine_arn", knownvalue.StringExact(machine)),
				known("event_source", knownvalue.StringExact("devops-agent.summary")), known("changed_parts", knownvalue.ListExact(nil)),
			},
		},
		emptyPlan(first),
		resource.TestStep{
			Config: all, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: func(*terraform.State) error {
				out, err := iam.NewFromConfig(env.AWS()).GetRolePolicy(ctx, &iam.GetRolePolicyInput{RoleName: aws.String(runs), PolicyName: aws.String("eventbridge-devops-agent-summary")})
				if err != nil || !strings.Contains(aws.ToString(out.PolicyDocument), "agentspace%2Fs1") || !strings.Contains(aws.ToString(out.PolicyDocument), "summaries") {
					t.Errorf("got %v, %v", out, err)
				}
				return nil
			},
		},
		emptyPlan(all),
		resource.TestStep{Config: all, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{
			PreConfig: func() {
				machines := sfn.NewFromConfig(env.AWS())
				try[*sfn.UpdateStateMachineOutput](t)(machines.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machine), Definition: aws.String(
					`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`)}))
				try[*iam.UpdateRoleOutput](t)(iam.NewFromConfig(env.AWS()).UpdateRole(ctx, &iam.UpdateRoleInput{RoleName: aws.String(runs), MaxSessionDuration: aws.Int32(7200)}))
			},
			Config: all, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
		emptyPlan(all),
		resource.TestStep{Config: first, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		emptyPlan(first),
	)
	nothingLeft(t, env)
}

// TestSummaryEventsAreChecked checks rules and messages on the published events.
func TestSummaryEventsAreChecked(t *testing.T) {
	t.Parallel()
	rule := func(lines string) string {
		return "resource \"eventbridge_rule\" \"test\" {\n  name = \"test\"\n  event_bus_name = \"default\"\n  event_pattern = jsonencode({ source = [\"devops-agent.summary\"]" + lines + " })\n}\n"
	}
	typed := func(lines string) string {
		return "resource \"eventbridge_devops_agent_summary_rule\" \"test\" {\n  name = \"test\"\n" + lines + "\n}\n"
	}
	env := acctest.New(t)
	env.Refuses(map[string]acctest.Refusal{
		"field":       {Config: rule(`, detail = { summarytxt = ["a"] }`), Want: []string{"Unknown event field", "Did you mean `detail.summary_text`?"}},
		"detail-type": {Config: rule(`, "detail-type" = ["Investigation Completed"]`), Want: []string{"Detail-type of another source"}},
		"typed":       {Config: typed(`  data = { status = { equals = ["FAILED"] } }`), Want: []string{"Undocumented value", "The documented value is `COMPLETED`"}},
		"source":      {Config: typed(`  source = ["devops-agent.summry"]`), Want: []string{"Did you mean `devops-agent.summary`?"}},
	})
	target := func(message string) string {
		return typed("") + fmt.Sprintf("resource \"eventbridge_target\" \"test\" {\n  rule_arn = eventbridge_devops_agent_summary_rule.test.arn\n  arn = \"arn:aws:lambda:us-east-1:123456789012:function:report\"\n  message = %q\n}\n", message)
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(target("<$.detail.summarytxt>")), ExpectError: acctest.ErrorRegexp("Unknown event field", "detail.summary_text")},
	)
}

// TestSummaryList lists the state machines of summaries, and no others.
func TestSummaryList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	metric := "resource \"eventbridge_metric\" \"wait\" {\n  name = \"devops-agent-wait\"\n  preset = \"buildkite_job_wait\"\n}\n"
	env.Test(t, resource.TestStep{Config: env.Config(metric + summary("  event_source = \"summaries\"\n  tags = { team = \"ci\" }")), PostApplyFunc: func() {
		env.Protocol(nil).ListsLikeImported("eventbridge_devops_agent_summary", "devops-agent-summary", map[string]int{"devops-agent-": 1, "x": 0})
	}})
}

func TestSummaryRefused(t *testing.T) {
	t.Parallel()
	all := map[string]acctest.Refusal{}
	for lines, want := range map[string]string{
		`  event_source = "aws.x"`:                                                      "must not begin with aws.",
		`  event_bus_name = "aws.partner/buildkite.com/a/b"`:                            "must not be a partner event bus",
		`  name = "a.b"`:                                                                "may contain letters, digits, - and _ only",
		`  execution_role_name = "a"` + "\n" + `  invocation_role_name = "a"`:           "Duplicate role name",
		`  failure_log_group_arn = "arn:aws:s3:::a"`:                                    "Invalid log group ARN",
		`  agent_space_ids = []`:                                                        "at least 1",
		`  agent_space_ids = ["*"]`:                                                     "\"*\" is not the ID of an agent space",
		`  agent_space_ids = ["arn:aws:aidevops:us-east-1:123456789012:agentspace/s1"]`: "The ID of the agent space is \"s1\".",
		`  event_bus_name = "aws.partner/a.com/b"`:                                      "must not be a partner event bus",
		`  event_bus_name = "arn:aws:events:us-east-1:123456789012:event-bus/x"`:        "The name of the event bus is \"x\".",
	} {
		all[lines] = acctest.Refusal{Config: summary(lines), Want: []string{want}}
	}
	acctest.New(t).Refuses(all)
}
