package acctest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A process of Terraform takes a tenth of a second of CPU time before it does
// anything. What Terraform adds nothing to is therefore asked of the provider in
// this process, with what Terraform has put into its state file and into its calls.

// again is a provider, configured as in the last apply, and the resources in the
// state after it.
type again struct {
	ctx       context.Context
	server    tfprotov6.ProviderServer
	recorded  *recorder
	resources []kept
}

// kept is a resource as the state file keeps it.
type kept struct {
	address, typeName string
	dependencies      []string
	config, state     *tfprotov6.DynamicValue // config is nil if nothing is known of it
	value             tftypes.Value
	identity          *tfprotov6.ResourceIdentityData
	private           []byte
}

// errNeedsTerraform is of what only Terraform can tell.
var errNeedsTerraform = errors.New("only Terraform can tell")

// inProcess are the resources in the state after the last apply. It is
// errNeedsTerraform if there are others than this provider's.
func (c *cases) inProcess() (*again, error) {
	if c.applied == nil || c.applied.provider == nil {
		return nil, errNeedsTerraform
	}
	a := &again{ctx: context.WithoutCancel(c.t.Context()), recorded: c.applied}
	var err error
	if a.server, err = c.commands.provider(); err != nil {
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
	return a, a.configure()
}

// configure configures the provider as in the last apply.
func (a *again) configure() error {
	configured, err := a.server.ConfigureProvider(a.ctx, &tfprotov6.ConfigureProviderRequest{Config: a.recorded.provider})
	if err != nil {
		return err
	}
	return ErrorsIn(configured.Diagnostics)
}

// keep is a resource as the protocol has it.
func (a *again) keep(resource stateResource, instance stateInstance) (one kept, err error) {
	one = kept{address: resource.address(), typeName: resource.Type, dependencies: instance.Dependencies, private: instance.Private}
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
	one.state = upgraded.UpgradedState
	if one.value, err = one.state.Unmarshal(types()["managed "+resource.Type]); err != nil {
		return one, err
	}
	one.config = a.recorded.configOf(one.typeName, one.value)
	one.identity, err = identityOf(resource.Type, instance.IdentityVersion, instance.Identity)
	return one, err
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
	valid, err := a.server.ValidateResourceConfig(a.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: one.typeName, Config: one.config,
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil || failed(valid.Diagnostics) {
		return false
	}
	read, err := a.server.ReadResource(a.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: one.typeName, CurrentState: one.state, CurrentIdentity: one.identity, Private: one.private,
	})
	if err != nil || failed(read.Diagnostics) || !a.isState(one, read.NewState) {
		return false
	}
	proposed, err := proposedState(one)
	if err != nil {
		return false
	}
	planned, err := a.server.PlanResourceChange(a.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: one.typeName, PriorState: read.NewState, PriorPrivate: read.Private, PriorIdentity: read.NewIdentity,
		Config: one.config, ProposedNewState: proposed,
	})
	return err == nil && !failed(planned.Diagnostics) && a.isState(one, planned.PlannedState)
}

func (a *again) isState(one kept, state *tfprotov6.DynamicValue) bool {
	value, err := state.Unmarshal(types()["managed "+one.typeName])
	return err == nil && value.Equal(one.value)
}

// proposedState is the state that Terraform proposes: what the configuration says, and
// what the state says of computed attributes of which it says nothing.
func proposedState(one kept) (*tfprotov6.DynamicValue, error) {
	typ := types()["managed "+one.typeName]
	value, err := one.config.Unmarshal(typ)
	if err != nil {
		return nil, err
	}
	if value, err = merge(Schemas().ResourceSchemas[one.typeName].Block.Attributes, value, one.value); err != nil {
		return nil, err
	}
	proposed, err := tfprotov6.NewDynamicValue(typ, value)
	return &proposed, err
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
		one := a.resources[i]
		typ := types()["managed "+one.typeName]
		null, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, nil))
		if err != nil {
			return err
		}
		planned, err := a.server.PlanResourceChange(a.ctx, &tfprotov6.PlanResourceChangeRequest{
			TypeName: one.typeName, PriorState: one.state, PriorPrivate: one.private, PriorIdentity: one.identity, Config: &null, ProposedNewState: &null,
		})
		if err == nil {
			err = ErrorsIn(planned.Diagnostics)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", one.address, err)
		}
		applied, err := a.server.ApplyResourceChange(a.ctx, &tfprotov6.ApplyResourceChangeRequest{
			TypeName: one.typeName, PriorState: one.state, PlannedState: &null, PlannedPrivate: planned.PlannedPrivate, PlannedIdentity: planned.PlannedIdentity, Config: &null,
		})
		if err == nil {
			err = ErrorsIn(applied.Diagnostics)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", one.address, err)
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
