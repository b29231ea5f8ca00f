package partner_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
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
	p := newProtocol(t, env)
	state, warnings := p.read()
	expectDiagnostics(t, warnings)
	expectDiagnostics(t, p.plan(state, state))
	expectDiagnostics(t, p.plan(state, p.with(state, map[string]tftypes.Value{"description": text("new")})))
	expectDiagnostics(t, p.plan(state, nil), loss)
	expectDiagnostics(t, p.plan(state, p.with(state, map[string]tftypes.Value{"event_source_name": text("aws.partner/buildkite.com/my-org/other")})), loss)

	kept := p.with(state, map[string]tftypes.Value{"skip_destroy": tftypes.NewValue(tftypes.Bool, true)})
	expectDiagnostics(t, p.plan(kept, nil))
	expectDiagnostics(t, p.destroy(kept), `Event bus kept: The event bus "`+sourceName+"\" and its rules still exist in region us-east-1, because `skip_destroy` is true. Terraform no longer manages them. "+
		"To manage the event bus again, import it:\n\n  terraform import eventbridge_partner_event_source_association.NAME \""+sourceName+`"`)
	expectDiagnostics(t, p.destroy(state))
	if bus(t, env) != nil {
		t.Error("the bus is still there")
	}
	expectDiagnostics(t, p.destroy(state))
}

func TestAssociationWarnsOfDeleted(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	deleteSource(t, env)
	p := newProtocol(t, env)
	state, warnings := p.read()
	expectDiagnostics(t, warnings, deletedByPartner)
	expectDiagnostics(t, p.plan(state, nil)) // There is nothing left to lose.
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
			_, warnings := newProtocol(t, env).read()
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
