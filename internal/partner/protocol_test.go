package partner_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const typeName = "eventbridge_partner_event_source_association"

// protocol drives the provider as Terraform does, without Terraform: the test harness
// shows no warnings, and a validation takes no process this way.
type protocol struct {
	t      *testing.T
	server tfprotov6.ProviderServer
	// schemas are the provider's; typ is the association's.
	schemas *tfprotov6.GetProviderSchemaResponse
	typ     tftypes.Type
}

func newProtocol(t *testing.T, env *acctest.Env) *protocol {
	t.Helper()
	return newProtocolIn(t, env, acctest.Region)
}

// newProtocolIn is a provider whose region is another one.
func newProtocolIn(t *testing.T, env *acctest.Env, region string) *protocol {
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
	endpoints := tftypes.Map{ElementType: tftypes.String}
	value := object(config, map[string]tftypes.Value{
		"region":     text(region),
		"access_key": text(acctest.AccessKey),
		"secret_key": text(acctest.SecretKey),
		"endpoints":  tftypes.NewValue(endpoints, map[string]tftypes.Value{"eventbridge": text(env.URL), "sts": text(env.URL)}),
	})
	dynamic, err := tfprotov6.NewDynamicValue(config, value)
	if err != nil {
		t.Fatal(err)
	}
	configured, err := server.ConfigureProvider(context.Background(), &tfprotov6.ConfigureProviderRequest{Config: &dynamic})
	p := &protocol{t: t, server: server, schemas: schemas, typ: schemas.ResourceSchemas[typeName].ValueType()}
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

// validate checks a configuration of the association.
func (p *protocol) validate(given map[string]tftypes.Value) []*tfprotov6.Diagnostic {
	p.t.Helper()
	config, err := tfprotov6.NewDynamicValue(p.typ, object(p.typ, given))
	if err != nil {
		p.t.Fatal(err)
	}
	validated, err := p.server.ValidateResourceConfig(context.Background(), &tfprotov6.ValidateResourceConfigRequest{TypeName: typeName, Config: &config})
	if err != nil {
		p.t.Fatal(err)
	}
	return validated.Diagnostics
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

// attribute is a text in a state; "" for null.
func (p *protocol) attribute(state *tfprotov6.DynamicValue, name string) string {
	p.t.Helper()
	value, err := state.Unmarshal(p.typ)
	if err != nil {
		p.t.Fatal(err)
	}
	attributes := map[string]tftypes.Value{}
	if err := value.As(&attributes); err != nil {
		p.t.Fatal(err)
	}
	var text string
	if attributes[name].IsNull() {
		return ""
	}
	if err := attributes[name].As(&text); err != nil {
		p.t.Fatal(err)
	}
	return text
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

// update plans and applies a change in place of what a configuration says that
// was otherwise equal to the state.
func (p *protocol) update(state *tfprotov6.DynamicValue, changed map[string]tftypes.Value) {
	p.t.Helper()
	attributes := map[string]tftypes.Value{}
	for _, attribute := range p.schemas.ResourceSchemas[typeName].Block.Attributes {
		if attribute.Computed {
			attributes[attribute.Name] = tftypes.NewValue(attribute.ValueType(), nil)
		}
	}
	for name, value := range changed {
		attributes[name] = value
	}
	config, proposed := p.with(state, attributes), p.with(state, changed)
	planned, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeName, PriorState: state, ProposedNewState: proposed, Config: config,
	})
	p.must(err, planned.Diagnostics)
	if len(planned.RequiresReplace) != 0 {
		p.t.Errorf("the plan replaces for %v", planned.RequiresReplace)
	}
	applied, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: typeName, PriorState: state, PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate, Config: config,
	})
	p.must(err, applied.Diagnostics)
}

// identity is an identity's texts.
func (p *protocol) identity(data *tfprotov6.ResourceIdentityData) map[string]string {
	p.t.Helper()
	schemas, err := p.server.GetResourceIdentitySchemas(p.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		p.t.Fatal(err)
	}
	value, err := data.IdentityData.Unmarshal(schemas.IdentitySchemas[typeName].ValueType())
	if err != nil {
		p.t.Fatal(err)
	}
	attributes := map[string]tftypes.Value{}
	if err := value.As(&attributes); err != nil {
		p.t.Fatal(err)
	}
	texts := map[string]string{}
	for name, attribute := range attributes {
		var text string
		if err := attribute.As(&text); err != nil {
			p.t.Fatal(err)
		}
		texts[name] = text
	}
	return texts
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

// expectDiagnostics compares whole diagnostics: summary, attribute and detail.
func expectDiagnostics(t *testing.T, got []*tfprotov6.Diagnostic, want ...string) {
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
		t.Errorf("diagnostics\n got %s\nwant %s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
}
