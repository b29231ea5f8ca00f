package acctest

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// EmptyPlan is a step that has nothing to do.
func EmptyPlan(config string) resource.TestStep {
	return resource.TestStep{Config: config, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}}
}

// ExpectError wants one error with these texts in order.
func ExpectError(t *testing.T, diags []*tfprotov6.Diagnostic, texts ...string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError {
		t.Fatalf("got %s, want one error", JSON(diags))
	}
	if text := diags[0].Summary + " " + diags[0].Detail; !ErrorRegexp(texts...).MatchString(text) {
		t.Errorf("got %s\nwant %q", text, texts)
	}
}

// ExpectJSON wants two values to be the same as JSON.
func ExpectJSON(t *testing.T, what string, got, want any) {
	t.Helper()
	if JSON(got) != JSON(want) {
		t.Errorf("%s\n got %s\nwant %s", what, JSON(got), JSON(want))
	}
}

// CompletesAfter applies a configuration with a fault, which may end the apply, and
// again without it. Then the plan is empty, and destroy leaves nothing.
func CompletesAfter(t *testing.T, fault emulator.Fault, config string) {
	t.Helper()
	env := New(t)
	remove := env.Emulator.Inject(fault)
	w := env.Workspace(env.Config(config))
	if out, err := w.Try("apply", "-auto-approve"); err != nil && strings.Contains(out, "panic") {
		t.Errorf("got %s", out)
	}
	remove()
	w.Run("apply", "-auto-approve")
	if !w.IsEmptyPlan() {
		t.Error("the plan after the next apply is not empty")
	}
	w.Run("destroy", "-auto-approve")
	if left := env.Emulator.Inventory(); !left.IsEmpty() {
		t.Errorf("left behind: %+v", left)
	}
}
