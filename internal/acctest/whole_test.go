package acctest_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
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
