package acctest_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// chain is everything from the rule to the log group, on the bus given as a
// Terraform expression, with the log group's policy as given.
func chain(bus, policy string) string {
	return fmt.Sprintf(`
resource "eventbridge_buildkite_build_rule" "test" {
  name           = "failed-builds"
  event_bus_name = %s
  description    = "Failed builds"
  detail_types   = ["Build Finished"]
  build          = { state = { equals = ["failed"] } }
}

resource "eventbridge_log_group" "test" {
  name              = "/aws/events/buildkite"
  retention_in_days = 7
  resource_policy   = %q
  force_destroy     = true
}

resource "eventbridge_log_target" "test" {
  rule_arn      = eventbridge_buildkite_build_rule.test.arn
  log_group_arn = eventbridge_log_group.test.arn
}
`, bus, policy)
}

const onPartnerBus = "eventbridge_partner_event_source_association.test.event_bus_name"

// TestMotoChain hears moto's opinion on the part that it knows: a rule on the
// default bus and on a custom one, and a log target with an account policy.
func TestMotoChain(t *testing.T) {
	t.Parallel()
	for _, bus := range []string{"default", "builds"} {
		t.Run(bus, func(t *testing.T) {
			t.Parallel()
			env := acctest.Moto(t)
			if bus != "default" {
				if _, err := env.EventBridge().CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String(bus)}); err != nil {
					t.Fatal(err)
				}
			}
			config := env.Config(chain(fmt.Sprintf("%q", bus), "account"))
			env.Test(t,
				resource.TestStep{Config: config},
				resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
				resource.TestStep{
					Config: config, ResourceName: "eventbridge_buildkite_build_rule.test", ImportState: true, ImportStateKind: resource.ImportBlockWithID,
				},
				resource.TestStep{
					Config: config, ResourceName: "eventbridge_log_target.test", ImportState: true, ImportStateKind: resource.ImportBlockWithID,
				},
			)
			left, err := env.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{EventBusName: aws.String(bus)})
			if err != nil || len(left.Rules) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

// fault makes the fault happen to one operation, such as "events:PutRule".
func fault(operation string, f emulator.Fault) emulator.Fault {
	parts := regexp.MustCompile(`^(.*):(.*)$`).FindStringSubmatch(operation)
	f.Service, f.Operation = parts[1], parts[2]
	return f
}

// killAt applies and kills Terraform when the fault holds a call up.
func killAt(t *testing.T, env *acctest.Env, w *acctest.Workspace, operation string, f emulator.Fault) {
	t.Helper()
	held := make(chan struct{}, 16)
	f.Match = func(emulator.Call) bool { held <- struct{}{}; return true }
	remove := env.Emulator.Inject(fault(operation, f))
	defer remove()
	var out bytes.Buffer
	cmd := w.Start(&out, "apply", "-auto-approve")
	select {
	case <-held:
		time.Sleep(20 * time.Millisecond) // for the effect to be there
		w.Kill(cmd)
	case <-time.After(2 * time.Minute):
		w.Kill(cmd)
		t.Fatalf("%s is not called:\n%s", operation, out.String())
	}
}

var importCommand = regexp.MustCompile(`terraform\s+import\s+(\S+)\s+['"]?([^\s'"]+)`)

// importAndApply does what the error says, and applies again.
func importAndApply(t *testing.T, w *acctest.Workspace, out string) {
	t.Helper()
	command := importCommand.FindStringSubmatch(regexp.MustCompile(`\n[│ ]*`).ReplaceAllString(out, " "))
	if command == nil {
		t.Fatalf("the error names no import command:\n%s", out)
	}
	w.Run("import", strings.Replace(command[1], ".NAME", ".test", 1), command[2])
	w.Run("apply", "-auto-approve")
}

// expectWhole wants everything there, once, and nothing to do.
func expectWhole(t *testing.T, env *acctest.Env, w *acctest.Workspace) {
	t.Helper()
	if !w.IsEmptyPlan() {
		t.Error("the next plan is not empty")
	}
	rules, err := env.EventBridge().ListRules(t.Context(), &eventbridge.ListRulesInput{EventBusName: aws.String(source)})
	if err != nil || len(rules.Rules) != 1 {
		t.Errorf("got rules %v, %v", rules, err)
	}
	targets, err := env.EventBridge().ListTargetsByRule(t.Context(), &eventbridge.ListTargetsByRuleInput{EventBusName: aws.String(source), Rule: aws.String("failed-builds")})
	if err != nil || len(targets.Targets) != 1 {
		t.Errorf("got targets %v, %v", targets, err)
	}
	groups, err := env.Logs().DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil || len(groups.LogGroups) != 1 || aws.ToInt32(groups.LogGroups[0].RetentionInDays) != 7 {
		t.Errorf("got log groups %v, %v", groups, err)
	}
	w.Run("destroy", "-auto-approve")
	groups, err = env.Logs().DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})
	if err != nil || len(groups.LogGroups) != 0 {
		t.Errorf("left behind: %v, %v", groups, err)
	}
}
