package acctest

import (
	"context"
	"encoding/json"
	"math/big"
	"strings"
	"sync"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A recorder is a provider that notes how a command configures it and each of its
// resources, which nothing but Terraform can find out, and what it plans, so that a
// test can look at the plan, and plan and destroy the same once more, without a
// process of Terraform.
type recorder struct {
	tfprotov6.ProviderServer

	mu       sync.Mutex
	provider *tfprotov6.DynamicValue
	settled  map[string][]configured // by type: what was created, updated, or right as it was
	planned  map[string]change       // by type: the first plan
}

// change is what is planned for a resource.
type change struct {
	before, after tftypes.Value
	replaces      bool // and is planned once more as a new one
}

// configured is the configuration of a resource, and the state it led to.
type configured struct {
	config *tfprotov6.DynamicValue
	state  tftypes.Value
}

func newRecorder(of tfprotov6.ProviderServer) *recorder {
	return &recorder{ProviderServer: of, settled: map[string][]configured{}, planned: map[string]change{}}
}

func (r *recorder) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	r.mu.Lock()
	r.provider = req.Config
	r.mu.Unlock()
	return r.ProviderServer.ConfigureProvider(ctx, req)
}

func (r *recorder) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := r.ProviderServer.PlanResourceChange(ctx, req)
	if err == nil && !failed(resp.Diagnostics) {
		r.note(req.TypeName, req.Config, resp.PlannedState)
		r.notePlan(req, resp)
	}
	return resp, err
}

func (r *recorder) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	resp, err := r.ProviderServer.ApplyResourceChange(ctx, req)
	if err == nil && !failed(resp.Diagnostics) {
		r.note(req.TypeName, req.Config, resp.NewState)
	}
	return resp, err
}

func (r *recorder) note(typeName string, config, state *tfprotov6.DynamicValue) {
	value, err := state.Unmarshal(types()["managed "+typeName])
	if err != nil || value.IsNull() || !value.IsFullyKnown() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.settled[typeName] = append(r.settled[typeName], configured{config, value})
}

func (r *recorder) notePlan(req *tfprotov6.PlanResourceChangeRequest, resp *tfprotov6.PlanResourceChangeResponse) {
	typ := types()["managed "+req.TypeName]
	before, errBefore := req.PriorState.Unmarshal(typ)
	after, errAfter := resp.PlannedState.Unmarshal(typ)
	if errBefore != nil || errAfter != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch first, planned := r.planned[req.TypeName]; {
	case !planned:
		r.planned[req.TypeName] = change{before, after, len(resp.RequiresReplace) > 0}
	case first.replaces && before.IsNull():
		r.planned[req.TypeName] = change{before: first.before, after: after}
	}
}

// fill adds the values to the changes of a plan. There must be no two resources
// of a type.
func (r *recorder) fill(plan *tfjson.Plan) {
	for _, of := range plan.ResourceChanges {
		change, planned := r.planned[typeOf(of.Address)]
		if !planned {
			continue
		}
		of.Change.Before, _ = asJSON(change.before)
		of.Change.After, of.Change.AfterUnknown = asJSON(change.after)
	}
}

func typeOf(address string) string {
	typeName, _, _ := strings.Cut(address, ".")
	return typeName
}

// asJSON is a value as a plan in JSON has it: what is known, and where something
// is unknown.
func asJSON(value tftypes.Value) (known, unknown any) {
	if !value.IsKnown() {
		return nil, true
	}
	if value.IsNull() {
		return nil, nil
	}
	switch value := opened(value).(type) {
	case *big.Float:
		return json.Number(value.Text('f', -1)), nil
	case map[string]tftypes.Value:
		is, isNot := map[string]any{}, map[string]any{}
		for name, attribute := range value {
			one, not := asJSON(attribute)
			if attribute.IsKnown() {
				is[name] = one
			}
			if not != nil {
				isNot[name] = not
			}
		}
		return is, isNot
	case []tftypes.Value:
		is, isNot := make([]any, len(value)), make([]any, len(value))
		for i, element := range value {
			is[i], isNot[i] = asJSON(element)
		}
		return is, isNot
	default:
		return value, nil
	}
}

// configOf is the configuration that led to a state; nil if none did.
func (r *recorder) configOf(typeName string, state tftypes.Value) *tfprotov6.DynamicValue {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.settled[typeName]) - 1; i >= 0; i-- {
		if one := r.settled[typeName][i]; one.state.Equal(state) {
			return one.config
		}
	}
	return nil
}
