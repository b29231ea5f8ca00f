package acctest

import (
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

// CompletesAfter creates a resource with a fault, which may end it, and applies again
// without, as Terraform does: what is created in part is destroyed first. Then a plan
// changes nothing, and what a destroy with the fault leaves, another one removes.
func CompletesAfter(t *testing.T, fault emulator.Fault, typeName string, config map[string]any) {
	t.Helper()
	env := New(t)
	remove := env.Emulator.Inject(fault)
	created := &Resource{}
	p := env.Protocol(nil)
	planned, diags := p.Plan(typeName, nil, config)
	if !failed(diags) {
		created, diags = p.Apply(nil, planned, config)
	}
	remove()
	if p = env.Protocol(nil); !failed(diags) {
		created = p.update(created, config)
	} else {
		if created.State != nil {
			p.Must(p.Destroy(created))
		}
		created = env.Protocol(nil).Create(typeName, config)
	}
	p = env.Protocol(nil)
	created, diags = p.Read(created)
	p.Must(diags)
	planned, diags = p.Plan(typeName, created, config)
	p.Must(diags)
	if err := created.UnchangedBy(planned); err != nil {
		t.Error(err)
	}

	remove = env.Emulator.Inject(fault)
	planned, diags = p.Plan(typeName, created, nil)
	p.Must(diags)
	left, diags := p.Apply(created, planned, nil)
	if remove(); failed(diags) {
		p = env.Protocol(nil)
		p.Must(p.Destroy(left))
	}
	if left := env.Emulator.Inventory(); !left.IsEmpty() {
		t.Errorf("left behind: %+v", left)
	}
}

// update refreshes, plans and applies.
func (p *Protocol) update(of *Resource, config map[string]any) *Resource {
	p.t.Helper()
	read, diags := p.Read(of)
	p.Must(diags)
	planned, diags := p.Plan(of.typeName, read, config)
	p.Must(diags)
	updated, diags := p.Apply(read, planned, config)
	p.Must(diags)
	return updated
}
