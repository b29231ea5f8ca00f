package acctest

import (
	"context"
	"fmt"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Protocol drives the provider as Terraform does, without Terraform: for what
// the installed Terraform is too old for (identities, lists), or shows nothing of
// (warnings), and for what is done very often. Values are plain Go ones: strings,
// booleans, numbers, maps and slices.
type Protocol struct {
	server tfprotov6.ProviderServer // configured
	t      testing.TB
	ctx    context.Context
}

// Unknown is a value that is known after apply.
const Unknown = unknown("known after apply")

type unknown string

// Resource is a resource as it crosses the protocol.
type Resource struct {
	// State has nil for what is null or unknown. It is nil if there is no resource.
	State    map[string]any
	Identity map[string]any
	// Replace are the attributes because of which a plan replaces the resource.
	Replace []*tftypes.AttributePath

	typeName string
	value    tftypes.Value
	state    *tfprotov6.DynamicValue
	identity *tfprotov6.ResourceIdentityData
	private  []byte
}

// Protocol is a provider of its own that talks to this AWS. settings are more
// attributes of the provider's configuration.
func (e *Env) Protocol(settings map[string]any) *Protocol {
	e.t.Helper()
	p, diags := e.Connect(e.t.Context(), settings)
	p.Must(diags)
	return p
}

// Connect is Protocol for a provider that may not be configured. Its calls end with ctx.
func (e *Env) Connect(ctx context.Context, settings map[string]any) (*Protocol, []*tfprotov6.Diagnostic) {
	e.t.Helper()
	server, err := e.Factories["eventbridge"]()
	if err != nil {
		e.t.Fatal(err)
	}
	p := &Protocol{server: server, t: e.t, ctx: ctx}
	config := map[string]any{
		"region": Region, "access_key": AccessKey, "secret_key": SecretKey,
		"endpoints": map[string]any{"eventbridge": e.URL, "logs": e.URL, "sts": e.URL, "iam": e.URL, "stepfunctions": e.URL, "cloudwatch": e.URL, "sns": e.URL, "sqs": e.URL, "lambda": e.URL, "scheduler": e.URL},
	}
	maps.Copy(config, settings)
	configured, err := server.ConfigureProvider(ctx, &tfprotov6.ConfigureProviderRequest{Config: p.dynamic(types()["provider"], config)})
	if err != nil {
		e.t.Fatal(err)
	}
	return p, configured.Diagnostics
}

// Import imports by ID, and reads.
func (p *Protocol) Import(typeName, id string) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	return p.imports(&tfprotov6.ImportResourceStateRequest{TypeName: typeName, ID: id})
}

// ImportIdentity imports by identity, and reads.
func (p *Protocol) ImportIdentity(typeName string, identity map[string]any) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	data := &tfprotov6.ResourceIdentityData{IdentityData: p.dynamic(p.identityType(typeName), identity)}
	return p.imports(&tfprotov6.ImportResourceStateRequest{TypeName: typeName, Identity: data})
}

func (p *Protocol) imports(req *tfprotov6.ImportResourceStateRequest) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ImportResourceState(p.ctx, req)
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	read, diags := p.Read(&Resource{typeName: req.TypeName, state: imported.State, identity: imported.Identity, private: imported.Private})
	return read, append(resp.Diagnostics, diags...)
}

// Read refreshes a resource; its State is nil if it is gone.
func (p *Protocol) Read(of *Resource) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ReadResource(p.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: of.typeName, CurrentState: of.state, CurrentIdentity: of.identity, Private: of.private,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	return p.resource(of.typeName, resp.NewState, resp.NewIdentity, resp.Private), resp.Diagnostics
}

// resource is a resource as the provider answers with it.
func (p *Protocol) resource(typeName string, state *tfprotov6.DynamicValue, identity *tfprotov6.ResourceIdentityData, private []byte) *Resource {
	p.t.Helper()
	r := &Resource{typeName: typeName, value: p.decode(p.resourceType(typeName), state), state: state, identity: identity, private: private}
	r.State, _ = plain(r.value).(map[string]any)
	if identity != nil {
		r.Identity, _ = plain(p.decode(p.identityType(typeName), identity.IdentityData)).(map[string]any)
	}
	return r
}

// none is a resource that does not exist.
func (p *Protocol) none(typeName string) *Resource {
	p.t.Helper()
	value := tftypes.NewValue(p.resourceType(typeName), nil)
	return &Resource{typeName: typeName, value: value, state: p.encode(value)}
}

// config is a configuration of a resource, null to destroy it.
func (p *Protocol) config(typeName string, given map[string]any) tftypes.Value {
	p.t.Helper()
	if given == nil {
		return p.none(typeName).value
	}
	return p.value(p.resourceType(typeName), given)
}

// Plan plans a resource, which is new if prior is nil, and which is destroyed if config is
// nil.
func (p *Protocol) Plan(typeName string, prior *Resource, config map[string]any) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if prior == nil {
		prior = p.none(typeName)
	}
	configured := p.config(typeName, config)
	proposed, err := proposedState(prior, configured)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.plan(prior, configured, proposed)
}

func (p *Protocol) plan(prior *Resource, configured, proposed tftypes.Value) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.PlanResourceChange(p.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: prior.typeName, PriorState: prior.state, PriorPrivate: prior.private, PriorIdentity: prior.identity,
		Config: p.encode(configured), ProposedNewState: p.encode(proposed),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	planned := p.resource(prior.typeName, resp.PlannedState, resp.PlannedIdentity, resp.PlannedPrivate)
	planned.Replace = resp.RequiresReplace
	return planned, resp.Diagnostics
}

// Apply applies a plan. It returns what Terraform then has in its state, after an
// error too.
func (p *Protocol) Apply(prior, planned *Resource, config map[string]any) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if prior == nil {
		prior = p.none(planned.typeName)
	}
	return p.apply(prior, planned, p.config(planned.typeName, config))
}

func (p *Protocol) apply(prior, planned *Resource, configured tftypes.Value) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ApplyResourceChange(p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: prior.typeName, PriorState: prior.state, PlannedState: planned.state, PlannedPrivate: planned.private, PlannedIdentity: planned.identity,
		Config: p.encode(configured),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	applied := p.resource(prior.typeName, resp.NewState, resp.NewIdentity, resp.Private)
	if !failed(resp.Diagnostics) {
		p.isAsPlanned(planned, applied)
	}
	return applied, resp.Diagnostics
}

// isAsPlanned fails the test if the state after an apply is not what was planned, or
// not known. Terraform reports that as a bug in the provider.
func (p *Protocol) isAsPlanned(planned, applied *Resource) {
	p.t.Helper()
	after := attributes(applied.value)
	for name, want := range attributes(planned.value) {
		switch got := after[name]; {
		case !got.IsFullyKnown():
			p.t.Errorf("%s: %s is unknown after the apply", planned.typeName, name)
		case want.IsFullyKnown() && !want.Equal(got):
			p.t.Errorf("%s: %s was planned as %s and is %s after the apply", planned.typeName, name, want, got)
		}
	}
}

// UnchangedBy fails if a plan changes the resource.
func (r *Resource) UnchangedBy(planned *Resource) error {
	after := attributes(planned.value)
	for name, before := range attributes(r.value) {
		if !before.Equal(after[name]) {
			return fmt.Errorf("the plan changes %s of %s from %s to %s", name, r.typeName, before, after[name])
		}
	}
	return nil
}

// With is the resource with other attributes, and without an identity: as another
// version of the provider left it in a state.
func (p *Protocol) With(of *Resource, changed map[string]any) *Resource {
	p.t.Helper()
	state := maps.Clone(of.State)
	maps.Copy(state, changed)
	return p.resource(of.typeName, p.dynamic(p.resourceType(of.typeName), state), nil, of.private)
}

// Validate checks a configuration of a resource.
func (p *Protocol) Validate(typeName string, config map[string]any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	return p.validate(typeName, p.config(typeName, config))
}

func (p *Protocol) validate(typeName string, configured tftypes.Value) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateResourceConfig(p.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: typeName, Config: p.encode(configured),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// Create plans and applies a new resource.
func (p *Protocol) Create(typeName string, config map[string]any) *Resource {
	p.t.Helper()
	planned, diags := p.Plan(typeName, nil, config)
	p.Must(diags)
	created, diags := p.Apply(nil, planned, config)
	p.Must(diags)
	return created
}

// Destroy plans and applies the end of a resource. It returns what the apply says, or
// the plan if that fails.
func (p *Protocol) Destroy(of *Resource) []*tfprotov6.Diagnostic {
	p.t.Helper()
	planned, diags := p.Plan(of.typeName, of, nil)
	if !failed(diags) {
		_, diags = p.Apply(of, planned, nil)
	}
	return diags
}

// ReadData reads a data source.
func (p *Protocol) ReadData(typeName string, config map[string]any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	typ, found := types()["data "+typeName]
	if !found {
		p.t.Fatalf("the provider has no data source %s", typeName)
	}
	resp, err := p.server.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: p.dynamic(typ, config)})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// Move moves a resource of another type, and perhaps another provider, given by
// the JSON of its state, to typeName, and reads it.
func (p *Protocol) Move(provider, sourceType string, version int64, state, typeName string) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.MoveResourceState(p.ctx, &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: provider, SourceTypeName: sourceType, SourceSchemaVersion: version,
		SourceState: &tfprotov6.RawState{JSON: []byte(state)}, TargetTypeName: typeName,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	read, diags := p.Read(&Resource{typeName: typeName, state: resp.TargetState, identity: resp.TargetIdentity, private: resp.TargetPrivate})
	return read, append(resp.Diagnostics, diags...)
}

// MoveKeepingIdentity moves a resource as OpenTofu does: it keeps the identity
// of the old type, given as JSON, with version 0.
func (p *Protocol) MoveKeepingIdentity(provider, sourceType string, version int64, state, identity, typeName string) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	moved, err := p.server.MoveResourceState(p.ctx, &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: provider, SourceTypeName: sourceType, SourceSchemaVersion: version,
		SourceState: &tfprotov6.RawState{JSON: []byte(state)}, SourceIdentity: &tfprotov6.RawState{JSON: []byte(identity)}, TargetTypeName: typeName,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(moved.Diagnostics) {
		return nil, moved.Diagnostics
	}
	upgraded, err := p.server.UpgradeResourceIdentity(p.ctx, &tfprotov6.UpgradeResourceIdentityRequest{
		TypeName: typeName, Version: 0, RawIdentity: &tfprotov6.RawState{JSON: []byte(identity)},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(upgraded.Diagnostics) {
		return nil, upgraded.Diagnostics
	}
	return p.Read(&Resource{typeName: typeName, state: moved.TargetState, identity: upgraded.UpgradedIdentity, private: moved.TargetPrivate})
}

// Must fails the test if one of the diagnostics is an error.
func (p *Protocol) Must(diags []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if err := ErrorsIn(diags); err != nil {
		p.t.Fatal(err)
	}
}

func failed(diags []*tfprotov6.Diagnostic) bool { return ErrorsIn(diags) != nil }
