package provider

import (
	"context"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// NewServer serves the provider. Its diagnostics are at the lines that they are
// about, as far as Terraform can show it.
func NewServer(p provider.Provider) tfprotov6.ProviderServer {
	whole := providerserver.NewProtocol6(p)()
	if all, ok := whole.(protocol); ok {
		return server{protocol: all, timed: offeredBy(all), invented: &sync.Map{}}
	}
	return whole
}

// server moves diagnostics to where Terraform can mark a line: to an attribute,
// or one index below it. At any deeper place, and at an attribute of a nested
// object, Terraform marks the first line of the resource instead, or an attribute
// of the resource that happens to have the name of the deepest one. It also
// bounds what operations may take.
type server struct {
	protocol
	timed func() timed
	// invented are the types of resources in which validation accepted strings that
	// may be invented.
	invented *sync.Map
}

// protocol is all of the protocol that the provider serves.
type protocol interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
}

func (s server) ValidateProviderConfig(ctx context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	resp, err := s.protocol.ValidateProviderConfig(ctx, req)
	if resp != nil {
		mark(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	resp, err := s.protocol.ConfigureProvider(ctx, req)
	if resp != nil {
		mark(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	ctx, end := lend(context.WithCancel(ctx))
	defer end()
	ctx, accepted := awsresource.AcceptInvented(ctx)
	resp, err := s.protocol.ValidateResourceConfig(ctx, req)
	if accepted() {
		s.invented.Store(req.TypeName, true)
	}
	if resp != nil {
		mark(resp.Diagnostics)
	}
	return resp, err
}

func (s server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	ctx, end := lend(awsresource.WithBound(ctx))
	defer end()
	if resp := s.checkInvented(ctx, req); resp != nil {
		return resp, nil
	}
	resp, err := s.protocol.PlanResourceChange(ctx, req)
	if resp != nil {
		mark(resp.Diagnostics)
	}
	return resp, err
}

// checkInvented reports what validation accepted because it may have been
// invented. Terraform plans no mocked resource, so it is not.
func (s server) checkInvented(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) *tfprotov6.PlanResourceChangeResponse {
	if _, accepted := s.invented.Load(req.TypeName); !accepted {
		return nil
	}
	if destroys, err := req.Config.IsNull(); destroys || err != nil {
		return nil
	}
	valid, err := s.protocol.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: req.TypeName, Config: req.Config})
	if err != nil || len(valid.Diagnostics) == 0 {
		return nil
	}
	mark(valid.Diagnostics)
	return &tfprotov6.PlanResourceChangeResponse{Diagnostics: valid.Diagnostics}
}

func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, end := lend(withBoundUnless(ctx, s.timed().resources[req.TypeName]))
	defer end()
	resp, err := s.protocol.ApplyResourceChange(ctx, req)
	if resp != nil {
		mark(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	resp, err := s.protocol.ValidateDataResourceConfig(ctx, req)
	if resp != nil {
		mark(resp.Diagnostics)
	}
	return resp, err
}

func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, end := lend(withBoundUnless(ctx, s.timed().dataSources[req.TypeName]))
	defer end()
	resp, err := s.protocol.ReadDataSource(ctx, req)
	if resp != nil {
		mark(resp.Diagnostics)
	}
	return resp, err
}

func mark(diagnostics []*tfprotov6.Diagnostic) {
	for _, d := range diagnostics {
		d.Attribute = markable(d.Attribute)
	}
}

// markable is the nearest place around another one that Terraform can mark. The
// attribute of an object is marked as its index: `build["state"]`. An element of
// a set has no index.
func markable(at *tftypes.AttributePath) *tftypes.AttributePath {
	steps := at.Steps()
	if len(steps) < 2 {
		return at
	}
	place := tftypes.NewAttributePathWithSteps(steps[:1])
	switch step := steps[1].(type) {
	case tftypes.AttributeName:
		return place.WithElementKeyString(string(step))
	case tftypes.ElementKeyString:
		return place.WithElementKeyString(string(step))
	case tftypes.ElementKeyInt:
		return place.WithElementKeyInt(int(step))
	}
	return place
}
