package acctest

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A recorder is a provider that notes how an apply configures it and each of its
// resources, which nothing but Terraform can find out, so that a test can plan and
// destroy the same once more without a process of Terraform.
type recorder struct {
	tfprotov6.ProviderServer

	mu       sync.Mutex
	provider *tfprotov6.DynamicValue
	settled  map[string][]configured // by type: what was created, updated, or right as it was
}

// configured is the configuration of a resource, and the state it led to.
type configured struct {
	config *tfprotov6.DynamicValue
	state  tftypes.Value
}

// serve makes a provider the one that is asked, and forgets what was noted before.
func (r *recorder) serve(provider tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	r.ProviderServer, r.provider, r.settled = provider, nil, map[string][]configured{}
	return r
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
