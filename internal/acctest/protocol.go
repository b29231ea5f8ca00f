package acctest

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Protocol drives the provider as Terraform does, without Terraform: for what
// the installed Terraform is too old for (identities, lists), or shows nothing of
// (warnings). Values are plain Go ones: text, bool, float64, maps and slices.
type Protocol struct {
	// Server is the configured provider.
	Server tfprotov6.ProviderServer

	t          testing.TB
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities *tfprotov6.GetResourceIdentitySchemasResponse
}

// Unknown is a value that is known after apply.
const Unknown = unknown("known after apply")

type unknown string

// Resource is a resource as it crosses the protocol.
type Resource struct {
	State    map[string]any
	Identity map[string]any

	typeName string
	state    *tfprotov6.DynamicValue
	identity *tfprotov6.ResourceIdentityData
	private  []byte
}

// Protocol is a provider of its own that talks to this AWS. settings are more
// attributes of the provider's configuration.
func (e *Env) Protocol(settings map[string]any) *Protocol {
	e.t.Helper()
	server, err := e.Factories["eventbridge"]()
	if err != nil {
		e.t.Fatal(err)
	}
	p := &Protocol{Server: server, t: e.t}
	p.schemas, err = server.GetProviderSchema(e.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err == nil {
		p.identities, err = server.GetResourceIdentitySchemas(e.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	}
	if err != nil {
		e.t.Fatal(err)
	}
	config := map[string]any{
		"region": Region, "access_key": AccessKey, "secret_key": SecretKey,
		"endpoints": map[string]any{"eventbridge": e.URL, "logs": e.URL, "sts": e.URL, "iam": e.URL, "stepfunctions": e.URL, "cloudwatch": e.URL, "sns": e.URL, "sqs": e.URL, "lambda": e.URL, "scheduler": e.URL},
	}
	for name, value := range settings {
		config[name] = value
	}
	configured, err := server.ConfigureProvider(e.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: p.dynamic(p.schemas.Provider.ValueType(), config)})
	p.must(err, configured.Diagnostics)
	return p
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
	resp, err := p.Server.ImportResourceState(p.t.Context(), req)
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	read, diags := p.read(&Resource{typeName: req.TypeName, state: imported.State, identity: imported.Identity, private: imported.Private})
	return read, append(resp.Diagnostics, diags...)
}

// Read refreshes a resource; its State is nil if it is gone.
func (p *Protocol) Read(of *Resource) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	return p.read(of)
}

func (p *Protocol) read(of *Resource) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.Server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: of.typeName, CurrentState: of.state, CurrentIdentity: of.identity, Private: of.private,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	read := &Resource{typeName: of.typeName, state: resp.NewState, identity: resp.NewIdentity, private: resp.Private}
	read.State = p.values(p.resourceType(of.typeName), read.state)
	if read.identity != nil {
		read.Identity = p.values(p.identityType(of.typeName), read.identity.IdentityData)
	}
	return read, resp.Diagnostics
}

// Plan plans a resource, which is new if prior is nil. The planned resource has
// no value for what is unknown.
func (p *Protocol) Plan(typeName string, prior *Resource, config map[string]any) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	typ := p.resourceType(typeName)
	proposed := maps.Clone(config)
	if prior == nil {
		null, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, nil))
		if err != nil {
			p.t.Fatal(err)
		}
		prior = &Resource{typeName: typeName, state: &null}
	}
	for _, attribute := range p.schemas.ResourceSchemas[typeName].Block.Attributes {
		if attribute.Computed && config[attribute.Name] == nil && prior.State != nil {
			proposed[attribute.Name] = prior.State[attribute.Name]
		}
	}
	resp, err := p.Server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: typeName, PriorState: prior.state, PriorPrivate: prior.private, PriorIdentity: prior.identity,
		Config: p.dynamic(typ, config), ProposedNewState: p.dynamic(typ, proposed),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	planned := &Resource{typeName: typeName, state: resp.PlannedState, identity: resp.PlannedIdentity, private: resp.PlannedPrivate}
	planned.State = p.values(typ, planned.state)
	return planned, resp.Diagnostics
}

// Create plans and applies a new resource.
func (p *Protocol) Create(typeName string, config map[string]any) *Resource {
	p.t.Helper()
	planned, diags := p.Plan(typeName, nil, config)
	p.must(nil, diags)
	typ := p.resourceType(typeName)
	null, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, nil))
	if err != nil {
		p.t.Fatal(err)
	}
	resp, err := p.Server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: typeName, PriorState: &null, PlannedState: planned.state, PlannedPrivate: planned.private, PlannedIdentity: planned.identity, Config: p.dynamic(typ, config),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.must(nil, resp.Diagnostics)
	return &Resource{typeName: typeName, state: resp.NewState, identity: resp.NewIdentity, private: resp.Private, State: p.values(typ, resp.NewState)}
}

// Move moves a resource of another type, and perhaps another provider, given by
// the JSON of its state, to typeName, and reads it.
func (p *Protocol) Move(provider, sourceType string, version int64, state, typeName string) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.Server.MoveResourceState(p.t.Context(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: provider, SourceTypeName: sourceType, SourceSchemaVersion: version,
		SourceState: &tfprotov6.RawState{JSON: []byte(state)}, TargetTypeName: typeName,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(resp.Diagnostics) {
		return nil, resp.Diagnostics
	}
	read, diags := p.read(&Resource{typeName: typeName, state: resp.TargetState, identity: resp.TargetIdentity, private: resp.TargetPrivate})
	return read, append(resp.Diagnostics, diags...)
}

// MoveKeepingIdentity moves a resource as OpenTofu does: it keeps the identity
// of the old type, given as JSON, with version 0.
func (p *Protocol) MoveKeepingIdentity(provider, sourceType string, version int64, state, identity, typeName string) (*Resource, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	moved, err := p.Server.MoveResourceState(p.t.Context(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: provider, SourceTypeName: sourceType, SourceSchemaVersion: version,
		SourceState: &tfprotov6.RawState{JSON: []byte(state)}, SourceIdentity: &tfprotov6.RawState{JSON: []byte(identity)}, TargetTypeName: typeName,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(moved.Diagnostics) {
		return nil, moved.Diagnostics
	}
	upgraded, err := p.Server.UpgradeResourceIdentity(p.t.Context(), &tfprotov6.UpgradeResourceIdentityRequest{
		TypeName: typeName, Version: 0, RawIdentity: &tfprotov6.RawState{JSON: []byte(identity)},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed(upgraded.Diagnostics) {
		return nil, upgraded.Diagnostics
	}
	return p.read(&Resource{typeName: typeName, state: moved.TargetState, identity: upgraded.UpgradedIdentity, private: moved.TargetPrivate})
}

// Listed is a result of a list.
type Listed struct {
	DisplayName string
	Identity    map[string]any
	// State is nil if the list was asked for identities alone.
	State map[string]any
}

// List lists resources. limit 0 is none.
func (p *Protocol) List(typeName string, config map[string]any, whole bool, limit int64) ([]Listed, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	schema, found := p.schemas.ListResourceSchemas[typeName]
	if !found {
		p.t.Fatalf("the provider lists no %s", typeName)
	}
	server, ok := p.Server.(tfprotov6.ListResourceServer)
	if !ok {
		p.t.Fatal("the provider serves no lists")
	}
	if limit == 0 {
		limit = 1 << 30
	}
	stream, err := server.ListResource(p.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: typeName, Config: p.dynamic(schema.ValueType(), config), IncludeResource: whole, Limit: limit,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	var out []Listed
	var diags []*tfprotov6.Diagnostic
	for result := range stream.Results {
		diags = append(diags, result.Diagnostics...)
		if result.Identity == nil {
			continue
		}
		one := Listed{DisplayName: result.DisplayName, Identity: p.values(p.identityType(typeName), result.Identity.IdentityData)}
		if result.Resource != nil {
			one.State = p.values(p.resourceType(typeName), result.Resource)
		}
		out = append(out, one)
	}
	return out, diags
}

// Must fails the test where one of the diagnostics is an error.
func (p *Protocol) Must(diags []*tfprotov6.Diagnostic) {
	p.t.Helper()
	p.must(nil, diags)
}

func (p *Protocol) must(err error, diags []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if err = cmp.Or(err, errorsIn(diags)); err != nil {
		p.t.Fatal(err)
	}
}

func failed(diags []*tfprotov6.Diagnostic) bool { return errorsIn(diags) != nil }

func (p *Protocol) resourceType(name string) tftypes.Type {
	schema, found := p.schemas.ResourceSchemas[name]
	if !found {
		p.t.Fatalf("the provider has no resource %s", name)
	}
	return schema.ValueType()
}

func (p *Protocol) identityType(name string) tftypes.Type {
	schema, found := p.identities.IdentitySchemas[name]
	if !found {
		p.t.Fatalf("%s has no identity", name)
	}
	return schema.ValueType()
}

// dynamic is an object with the attributes given and null for the rest.
func (p *Protocol) dynamic(typ tftypes.Type, given map[string]any) *tfprotov6.DynamicValue {
	p.t.Helper()
	value, err := tfprotov6.NewDynamicValue(typ, p.value(typ, given))
	if err != nil {
		p.t.Fatal(err)
	}
	return &value
}

func (p *Protocol) value(typ tftypes.Type, given any) tftypes.Value {
	p.t.Helper()
	switch given {
	case nil:
		return tftypes.NewValue(typ, nil)
	case Unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	}
	switch of := typ.(type) {
	case tftypes.Object:
		attributes, ok := given.(map[string]any)
		if !ok {
			p.t.Fatalf("%v is no object", given)
		}
		values := map[string]tftypes.Value{}
		for name, attribute := range of.AttributeTypes {
			values[name] = p.value(attribute, attributes[name])
		}
		return tftypes.NewValue(typ, values)
	case tftypes.Map:
		elements, ok := given.(map[string]any)
		if !ok {
			p.t.Fatalf("%v is no map", given)
		}
		values := map[string]tftypes.Value{}
		for key, element := range elements {
			values[key] = p.value(of.ElementType, element)
		}
		return tftypes.NewValue(typ, values)
	case tftypes.List:
		return tftypes.NewValue(typ, p.list(of.ElementType, given))
	case tftypes.Set:
		return tftypes.NewValue(typ, p.list(of.ElementType, given))
	}
	return tftypes.NewValue(typ, given)
}

func (p *Protocol) list(element tftypes.Type, given any) []tftypes.Value {
	p.t.Helper()
	elements, ok := given.([]any)
	if !ok {
		p.t.Fatalf("%v is no list", given)
	}
	values := make([]tftypes.Value, len(elements))
	for i, one := range elements {
		values[i] = p.value(element, one)
	}
	return values
}

// values are an object's attributes; nil for null.
func (p *Protocol) values(typ tftypes.Type, dynamic *tfprotov6.DynamicValue) map[string]any {
	p.t.Helper()
	value, err := dynamic.Unmarshal(typ)
	if err != nil {
		p.t.Fatal(err)
	}
	plain, _ := p.plain(value).(map[string]any)
	return plain
}

func (p *Protocol) plain(value tftypes.Value) any {
	p.t.Helper()
	if value.IsNull() || !value.IsKnown() {
		return nil
	}
	switch value := opened(value).(type) {
	case *big.Float:
		number, _ := value.Float64()
		return number
	case map[string]tftypes.Value:
		plain := map[string]any{}
		for name, attribute := range value {
			plain[name] = p.plain(attribute)
		}
		return plain
	case []tftypes.Value:
		plain := make([]any, len(value))
		for i, element := range value {
			plain[i] = p.plain(element)
		}
		return plain
	default:
		return value
	}
}

// opened is what is in a value that is known and not null: a string, a bool, a
// *big.Float, or a map or a slice of values.
func opened(value tftypes.Value) any {
	switch typ := value.Type(); {
	case typ.Is(tftypes.String):
		return as[string](value)
	case typ.Is(tftypes.Bool):
		return as[bool](value)
	case typ.Is(tftypes.Number):
		number := as[big.Float](value)
		return &number
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		return as[map[string]tftypes.Value](value)
	default:
		return as[[]tftypes.Value](value)
	}
}

func as[T any](value tftypes.Value) T {
	var into T
	must(value.As(&into))
	return into
}

// JSON is a value as JSON, to compare and to show.
func JSON(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
