package partner_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const typeName = "eventbridge_partner_event_source_association"

// protocol drives the provider as Terraform does, because the test harness
// shows no warnings.
type protocol struct {
	t      *testing.T
	server tfprotov6.ProviderServer
	typ    tftypes.Type
}

func newProtocol(t *testing.T, env *acctest.Env) *protocol {
	t.Helper()
	server, err := env.Factories["eventbridge"]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	config := schemas.Provider.ValueType()
	endpoints, _ := config.(tftypes.Object).AttributeTypes["endpoints"].(tftypes.Object)
	value := object(config, map[string]tftypes.Value{
		"region":     text(acctest.Region),
		"access_key": text(acctest.AccessKey),
		"secret_key": text(acctest.SecretKey),
		"endpoints":  object(endpoints, map[string]tftypes.Value{"eventbridge": text(env.URL), "sts": text(env.URL)}),
	})
	dynamic, err := tfprotov6.NewDynamicValue(config, value)
	if err != nil {
		t.Fatal(err)
	}
	configured, err := server.ConfigureProvider(context.Background(), &tfprotov6.ConfigureProviderRequest{Config: &dynamic})
	p := &protocol{t: t, server: server, typ: schemas.ResourceSchemas[typeName].ValueType()}
	p.must(err, configured.Diagnostics)
	return p
}

func text(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

// object is a value of an object type with the attributes given and null for the rest.
func object(typ tftypes.Type, given map[string]tftypes.Value) tftypes.Value {
	values := map[string]tftypes.Value{}
	of, _ := typ.(tftypes.Object)
	for name, attribute := range of.AttributeTypes {
		values[name] = tftypes.NewValue(attribute, nil)
		if value, ok := given[name]; ok {
			values[name] = value
		}
	}
	return tftypes.NewValue(of, values)
}

func (p *protocol) must(err error, diags []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			p.t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
	}
}

// read imports the association and reads it: what a refresh does.
func (p *protocol) read() (*tfprotov6.DynamicValue, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	imported, err := p.server.ImportResourceState(context.Background(), &tfprotov6.ImportResourceStateRequest{TypeName: typeName, ID: sourceName})
	p.must(err, imported.Diagnostics)
	read, err := p.server.ReadResource(context.Background(), &tfprotov6.ReadResourceRequest{TypeName: typeName, CurrentState: imported.ImportedResources[0].State})
	p.must(err, read.Diagnostics)
	return read.NewState, read.Diagnostics
}

// with is a state with attributes changed.
func (p *protocol) with(state *tfprotov6.DynamicValue, changed map[string]tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	value, err := state.Unmarshal(p.typ)
	if err != nil {
		p.t.Fatal(err)
	}
	attributes := map[string]tftypes.Value{}
	if err := value.As(&attributes); err != nil {
		p.t.Fatal(err)
	}
	for name, attribute := range changed {
		attributes[name] = attribute
	}
	dynamic, err := tfprotov6.NewDynamicValue(p.typ, tftypes.NewValue(p.typ, attributes))
	if err != nil {
		p.t.Fatal(err)
	}
	return &dynamic
}

// plan plans from one state to another; nil is to destroy.
func (p *protocol) plan(from, to *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
	p.t.Helper()
	if to == nil {
		none, err := tfprotov6.NewDynamicValue(p.typ, tftypes.NewValue(p.typ, nil))
		if err != nil {
			p.t.Fatal(err)
		}
		to = &none
	}
	planned, err := p.server.PlanResourceChange(context.Background(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeName, PriorState: from, ProposedNewState: to, Config: to,
	})
	p.must(err, planned.Diagnostics)
	return planned.Diagnostics
}

// destroy applies the plan to destroy.
func (p *protocol) destroy(state *tfprotov6.DynamicValue) []*tfprotov6.Diagnostic {
	p.t.Helper()
	none, err := tfprotov6.NewDynamicValue(p.typ, tftypes.NewValue(p.typ, nil))
	if err != nil {
		p.t.Fatal(err)
	}
	applied, err := p.server.ApplyResourceChange(context.Background(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: typeName, PriorState: state, PlannedState: &none, Config: &none,
	})
	p.must(err, applied.Diagnostics)
	return applied.Diagnostics
}

// expectWarnings compares whole warnings: summary, attribute and detail.
func expectWarnings(t *testing.T, got []*tfprotov6.Diagnostic, want ...string) {
	t.Helper()
	var texts []string
	for _, d := range got {
		at := ""
		if d.Attribute != nil {
			at = " at " + d.Attribute.String()
		}
		texts = append(texts, d.Summary+at+": "+d.Detail)
	}
	if strings.Join(texts, "\n") != strings.Join(want, "\n") {
		t.Errorf("warnings\n got %s\nwant %s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
}

const (
	loss = `Expiry of the partner event source: Without its event bus, the partner event source "` + sourceName + `" expires after two weeks, for good. ` +
		"The integration must then be set up again at the partner, and the new event source has another name. " +
		"To keep the event bus, apply `skip_destroy = true` before destroying."
	deletedByPartner = `Partner event source deleted at AttributeName("event_source_name"): The partner has deleted the event source "` + sourceName + `". Its event bus and rules are still there. ` +
		"No more events come from it. Set the integration up again at the partner, and use the name of the new event source: " +
		"that replaces the event bus, and the rules that refer to it move with it. " +
		"If the partner integration is not needed any more, remove this resource and the rules on its event bus."
)

func TestAssociationWarnsOfLoss(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	p := newProtocol(t, env)
	state, warnings := p.read()
	expectWarnings(t, warnings)
	expectWarnings(t, p.plan(state, state))
	expectWarnings(t, p.plan(state, p.with(state, map[string]tftypes.Value{"description": text("new")})))
	expectWarnings(t, p.plan(state, nil), loss)
	expectWarnings(t, p.plan(state, p.with(state, map[string]tftypes.Value{"event_source_name": text("aws.partner/buildkite.com/my-org/other")})), loss)

	kept := p.with(state, map[string]tftypes.Value{"skip_destroy": tftypes.NewValue(tftypes.Bool, true)})
	expectWarnings(t, p.plan(kept, nil))
	expectWarnings(t, p.destroy(kept), `Partner event bus left in place: The event bus "`+sourceName+"\" and its rules stay in region us-east-1, because of `skip_destroy = true`. Terraform only forgets them. "+
		"To manage the event bus again, import it:\n\n  terraform import eventbridge_partner_event_source_association.NAME \""+sourceName+`"`)
	expectWarnings(t, p.destroy(state))
	if bus(t, env) != nil {
		t.Error("the bus is still there")
	}
	expectWarnings(t, p.destroy(state))
}

func TestAssociationWarnsOfDeleted(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	deleteSource(t, env)
	p := newProtocol(t, env)
	state, warnings := p.read()
	expectWarnings(t, warnings, deletedByPartner)
	expectWarnings(t, p.plan(state, nil)) // There is nothing left to lose.
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
					now.Add(14*24*time.Hour-test.deactivated).UTC().Format(time.RFC3339) + ", for good: the partner must then create a new one, under a new name. " +
					"Set `active = true` and apply before that to keep it."}
			}
			_, warnings := newProtocol(t, env).read()
			expectWarnings(t, warnings, want...)
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
