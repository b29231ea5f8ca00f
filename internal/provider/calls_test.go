package provider_test

import (
	"fmt"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// many are rules with a log target each, on one bus and one log group.
const many = `
resource "eventbridge_partner_event_source_association" "test" {
  event_source_name = "` + source + `"
}
resource "eventbridge_buildkite_build_rule" "test" {
  count          = %[1]d
  name           = "rule-${count.index}"
  event_bus_name = eventbridge_partner_event_source_association.test.event_bus_name
  detail_types   = ["Build Finished"]
  pipeline       = { slug = { equals = ["pipeline-${count.index}"] } }
}
resource "eventbridge_log_group" "test" {
  name          = "/aws/events/builds"
  force_destroy = true
}
resource "eventbridge_log_target" "test" {
  count         = %[1]d
  rule_arn      = eventbridge_buildkite_build_rule.test[count.index].arn
  log_group_arn = eventbridge_log_group.test.arn
}
`

// TestCallBudget counts what a life of 110 rules and their targets costs. The
// budgets are the design's; how many run at once must not change them.
func TestCallBudget(t *testing.T) {
	t.Parallel()
	const n = 110
	type step struct {
		command string
		budget  float64 // calls per rule
	}
	for name, test := range map[string]struct {
		provider    string
		parallelism string
		steps       []step
	}{
		"without tags":            {"", "10", []step{{"apply", 2.2}, {"plan", 1.2}, {"destroy", 3.3}}},
		"with tags, many at once": {`default_tags = { tags = { team = "builds" } }`, "110", []step{{"apply", 2.2}, {"plan", 2.2}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.PartnerSource(source)
			w := env.Workspace(env.ConfigWith(test.provider, fmt.Sprintf(many, n)))
			for _, step := range test.steps {
				env.Emulator.ResetCalls()
				arguments := []string{step.command, "-parallelism=" + test.parallelism}
				if step.command != "plan" {
					arguments = append(arguments, "-auto-approve")
				}
				w.Run(arguments...)
				calls := env.Emulator.CallCount("*")
				t.Logf("%s: %d calls, %.2f per rule: %v", step.command, calls, float64(calls)/n, env.Emulator.CallCounts())
				if float64(calls) > step.budget*n {
					t.Errorf("%s: %d calls, the budget is %.0f", step.command, calls, step.budget*n)
				}
			}
		})
	}
}
