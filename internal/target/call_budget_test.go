package target_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// The calls to AWS that a command of Terraform may make for each rule together
// with its target.
const (
	budgetRules   = 300
	applyBudget   = 2.2
	planBudget    = 1.2
	destroyBudget = 3.3
)

// TestCallBudget counts the calls for 300 rules on one bus, with one log target
// each on one shared log group. Counts do not depend on the machine.
func TestCallBudget(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("SKIP: 300 rules take half a minute")
	}
	env := acctest.New(t)
	env.PartnerSource(partner)
	workspace := env.Workspace(env.Config(fmt.Sprintf(`
resource "eventbridge_partner_event_source_association" "test" {
  event_source_name = %q
}

resource "eventbridge_log_group" "test" {
  name = "/aws/events/buildkite"
}

resource "eventbridge_buildkite_build_rule" "test" {
  count          = %d
  name           = "rule-${count.index}"
  event_bus_name = eventbridge_partner_event_source_association.test.event_bus_name
  pipeline       = { slug = { equals = ["pipeline-${count.index}"] } }
}

resource "eventbridge_log_target" "test" {
  count         = %[2]d
  rule_arn      = eventbridge_buildkite_build_rule.test[count.index].arn
  log_group_arn = eventbridge_log_group.test.arn
}
`, partner, budgetRules)))

	for _, command := range []struct {
		args   []string
		budget float64
	}{
		{[]string{"apply", "-auto-approve"}, applyBudget},
		{[]string{"plan", "-detailed-exitcode"}, planBudget},
		{[]string{"destroy", "-auto-approve"}, destroyBudget},
	} {
		env.Emulator.ResetCalls()
		workspace.Run(command.args...)
		counts := env.Emulator.CallCounts()
		total := 0
		lines := make([]string, 0, len(counts))
		for _, operation := range slices.Sorted(maps.Keys(counts)) {
			total += counts[operation]
			lines = append(lines, fmt.Sprintf("%s %d", operation, counts[operation]))
		}
		each := float64(total) / budgetRules
		t.Logf("%s: %d calls, %.2f for each rule: %s", command.args[0], total, each, strings.Join(lines, ", "))
		if each > command.budget {
			t.Errorf("%s made %.2f calls for each rule, the budget is %.1f", command.args[0], each, command.budget)
		}
	}
	if left := env.Emulator.Rules(acctest.Region, partner); len(left) != 0 {
		t.Errorf("%d rules are left", len(left))
	}
}
