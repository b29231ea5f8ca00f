package partner_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	loss = `Partner event source will expire: Without its event bus, the partner event source "` + sourceName + `" expires after two weeks. This cannot be undone: ` +
		"the integration must then be set up again at the partner, and the new event source has another name. " +
		"To keep the event bus, apply `skip_destroy = true` before you destroy."
	deletedByPartner = `Partner event source deleted at AttributeName("event_source_name"): The partner has deleted the event source "` + sourceName + `". Its event bus and rules still exist. ` +
		"It sends no more events. Set up the integration at the partner again, and use the name of the new event source: " +
		"this replaces the event bus and the rules that refer to it. " +
		"If you no longer need the integration, remove this resource and the rules on its event bus."
)

func TestAssociationWarnsOfLoss(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	p := env.Protocol(nil)
	state, warnings := p.Import(typeName, sourceName)
	expectDiagnostics(t, warnings)
	plans := func(from *acctest.Resource, to map[string]any, want ...string) {
		t.Helper()
		_, diags := p.Plan(typeName, from, to)
		expectDiagnostics(t, diags, want...)
	}
	plans(state, map[string]any{"event_source_name": sourceName})
	plans(state, map[string]any{"event_source_name": sourceName, "description": "new"})
	plans(state, nil, loss)
	plans(state, map[string]any{"event_source_name": "aws.partner/buildkite.com/my-org/other"}, loss)

	kept := p.With(state, map[string]any{"skip_destroy": true})
	plans(kept, nil)
	expectDiagnostics(t, p.Destroy(kept), `Event bus kept: The event bus "`+sourceName+"\" and its rules still exist in region us-east-1, because `skip_destroy` is true. Terraform no longer manages them. "+
		"To manage the event bus again, import it:\n\n  terraform import eventbridge_partner_event_source_association.NAME \""+sourceName+`"`)
	expectDiagnostics(t, p.Destroy(state))
	if bus(t, env) != nil {
		t.Error("the bus is still there")
	}
	expectDiagnostics(t, p.Destroy(state))
}

func TestAssociationWarnsOfDeleted(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	deleteSource(t, env)
	p := env.Protocol(nil)
	state, warnings := p.Import(typeName, sourceName)
	expectDiagnostics(t, warnings, deletedByPartner)
	_, diags := p.Plan(typeName, state, nil)
	expectDiagnostics(t, diags) // There is nothing left to lose.
}

func TestAssociationWarnsOfExpiry(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		deactivated time.Duration
		warns       bool
	}{
		"long before": {6*24*time.Hour + 23*time.Hour, false},
		"soon":        {7*24*time.Hour + time.Minute, true},
		"tomorrow":    {13 * 24 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			associateByHand(t, env)
			now := time.Now().Truncate(time.Second)
			env.Emulator.SetNow(now.Add(-test.deactivated))
			deactivate(t, env)
			var want []string
			if test.warns {
				want = []string{`Partner event source expires soon at AttributeName("active"): The event source "` + sourceName + `" is deactivated and expires on ` +
					now.Add(14*24*time.Hour-test.deactivated).UTC().Format(time.RFC3339) + ". This cannot be undone: the partner must then create a new one with a new name. " +
					"To keep it, set `active = true` and apply before that date."}
			}
			_, warnings := env.Protocol(nil).Import(typeName, sourceName)
			expectDiagnostics(t, warnings, want...)
		})
	}
}

// Terraform itself goes through the warnings unharmed.
func TestAssociationExpiryInTerraform(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	config := env.Config(association(`active = false`))
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{PreConfig: func() { env.Emulator.Advance(13 * 24 * time.Hour) }, Config: config, ConfigPlanChecks: noChange()},
	)
}
