package acctest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A process of Terraform takes a tenth of a second of CPU time before it does
// anything. What Terraform adds nothing to is therefore asked of the provider in
// this process, with what Terraform has put into its state file and into its calls.

// again is a provider, configured as in the last apply, and the resources in the
// state after it.
type again struct {
	*Protocol

	recorded  *recorder
	resources []kept
}

// kept is a resource as the state file keeps it.
type kept struct {
	*Resource

	address      string
	dependencies []string
	config       *tftypes.Value // nil if nothing is known of it
}

// errNeedsTerraform is of what only Terraform can tell.
var errNeedsTerraform = errors.New("only Terraform can tell")

// inProcess are the resources in the state after the last apply. It is
// errNeedsTerraform if there are others than this provider's.
func (c *cases) inProcess() (*again, error) {
	if c.applied == nil || c.applied.provider == nil {
		return nil, errNeedsTerraform
	}
	a, err := configuredAs(c.t, c.commands.provider, c.applied)
	if err != nil {
		return nil, err
	}
	for _, resource := range c.commands.document().Resources {
		if resource.Type == "terraform_data" {
			continue // it does nothing
		}
		if resource.Mode != "managed" || !strings.HasPrefix(resource.Type, "eventbridge_") {
			return nil, errNeedsTerraform
		}
		for _, instance := range resource.Instances {
			if instance.Status != "" || instance.Deposed != "" {
				return nil, errNeedsTerraform
			}
			one, err := a.keep(resource, instance)
			if err != nil {
				return nil, err
			}
			a.resources = append(a.resources, one)
		}
	}
	return a, nil
}

// configuredAs is a new provider, configured as the recorded one.
func configuredAs(t testing.TB, factory providerFactory, recorded *recorder) (*again, error) {
	server, err := factory()
	if err != nil {
		return nil, err
	}
	a := &again{Protocol: &Protocol{server: server, t: t, ctx: context.WithoutCancel(t.Context())}, recorded: recorded}
	configured, err := server.ConfigureProvider(a.ctx, &tfprotov6.ConfigureProviderRequest{Config: recorded.provider})
	if err != nil {
		return nil, err
	}
	return a, ErrorsIn(configured.Diagnostics)
}

// keep is a resource as the protocol has it.
func (a *again) keep(resource stateResource, instance stateInstance) (kept, error) {
	one := kept{address: resource.address(), dependencies: instance.Dependencies}
	attributes, err := json.Marshal(instance.Attributes)
	if err != nil {
		return one, err
	}
	upgraded, err := a.server.UpgradeResourceState(a.ctx, &tfprotov6.UpgradeResourceStateRequest{
		TypeName: resource.Type, Version: instance.SchemaVersion, RawState: &tfprotov6.RawState{JSON: attributes},
	})
	if err == nil {
		err = ErrorsIn(upgraded.Diagnostics)
	}
	if err != nil {
		return one, err
	}
	identity, err := identityOf(resource.Type, instance.IdentityVersion, instance.Identity)
	if err != nil {
		return one, err
	}
	one.Resource = a.resource(resource.Type, upgraded.UpgradedState, identity, instance.Private)
	if config := a.recorded.configOf(resource.Type, one.value); config != nil {
		configured := a.decode(a.resourceType(resource.Type), config)
		one.config = &configured
	}
	return one, nil
}

// identityOf is the identity in a state file. Terraform before version 1.12 keeps none.
func identityOf(typeName string, version int64, identity json.RawMessage) (*tfprotov6.ResourceIdentityData, error) {
	if len(identity) == 0 || string(identity) == "null" {
		return nil, nil //nolint:nilnil // there is none
	}
	schema := identities().IdentitySchemas[typeName]
	if version != schema.Version {
		return nil, errNeedsTerraform
	}
	value, err := tfprotov6.RawState{JSON: identity}.Unmarshal(schema.ValueType())
	if err != nil {
		return nil, err
	}
	data, err := tfprotov6.NewDynamicValue(schema.ValueType(), value)
	return &tfprotov6.ResourceIdentityData{IdentityData: &data}, err
}

// isSettled reports whether a refresh leaves every resource as it is, and a plan
// finds nothing to do.
func (a *again) isSettled() bool {
	for _, one := range a.resources {
		if one.config == nil || !a.isUnchanged(one) {
			return false
		}
	}
	return true
}

func (a *again) isUnchanged(one kept) bool {
	proposed, err := proposedState(one.Resource, *one.config)
	if err != nil || failed(a.validate(one.typeName, *one.config)) {
		return false
	}
	read, diags := a.Read(one.Resource)
	if failed(diags) || !read.value.Equal(one.value) {
		return false
	}
	planned, diags := a.plan(read, *one.config, proposed)
	return !failed(diags) && planned.value.Equal(one.value)
}

// proposedState is the state that Terraform proposes: what the configuration says, and
// what the state before says of computed attributes of which it says nothing.
func proposedState(prior *Resource, configured tftypes.Value) (tftypes.Value, error) {
	before := prior.value
	if configured.IsNull() {
		return configured, nil
	}
	if before.IsNull() {
		before = nothing(configured.Type())
	}
	return merge(Schemas().ResourceSchemas[prior.typeName].Block.Attributes, configured, before)
}

// nothing is an object of which each attribute is null.
func nothing(typ tftypes.Type) tftypes.Value {
	null := map[string]tftypes.Value{}
	if object, ok := typ.(tftypes.Object); ok {
		for name, of := range object.AttributeTypes {
			null[name] = tftypes.NewValue(of, nil)
		}
	}
	return tftypes.NewValue(typ, null)
}

// merge takes computed attributes that an object's configuration leaves out from
// its state.
func merge(attributes []*tfprotov6.SchemaAttribute, config, state tftypes.Value) (tftypes.Value, error) {
	var given, prior map[string]tftypes.Value
	if err := errors.Join(config.As(&given), state.As(&prior)); err != nil {
		return config, err
	}
	given = maps.Clone(given)
	for _, attribute := range attributes {
		name, nested := attribute.Name, attribute.NestedType
		switch {
		case attribute.WriteOnly, attribute.Computed && given[name].IsNull():
			given[name] = prior[name]
		case nested == nil || !given[name].IsKnown() || given[name].IsNull() || prior[name].IsNull():
		case nested.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			var err error
			if given[name], err = merge(nested.Attributes, given[name], prior[name]); err != nil {
				return config, err
			}
		case slices.ContainsFunc(nested.Attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Computed }):
			return config, errNeedsTerraform
		}
	}
	return tftypes.NewValue(config.Type(), given), nil
}

// destroy destroys the resources, those first that others do not depend on.
func (a *again) destroy() error {
	for len(a.resources) > 0 {
		i := slices.IndexFunc(a.resources, func(one kept) bool {
			return !slices.ContainsFunc(a.resources, func(other kept) bool { return slices.Contains(other.dependencies, one.address) })
		})
		if i < 0 {
			return errNeedsTerraform
		}
		if err := ErrorsIn(a.Destroy(a.resources[i].Resource)); err != nil {
			return fmt.Errorf("%s: %w", a.resources[i].address, err)
		}
		a.resources = slices.Delete(a.resources, i, i+1)
	}
	return nil
}

// ErrorsIn are the errors among diagnostics.
func ErrorsIn(diagnostics []*tfprotov6.Diagnostic) error {
	var all []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			all = append(all, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(all...)
}
