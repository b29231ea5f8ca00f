package provider

import (
	"context"
	"iter"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// A call that hangs, or a list without an end, must not hold up a run: the server
// bounds every operation that the user cannot bound with `timeouts`.

// timed is the set of types that have the attribute `timeouts`.
type timed struct{ resources, dataSources map[string]bool }

// offered are those of this provider, of which the first server that needs them
// asks: they are the same for every server of a process, because the types that a
// catalog adds are rules, which have no timeouts.
var offered struct {
	once  sync.Once
	types timed
}

func offeredBy(p tfprotov6.ProviderServer) func() timed {
	return func() timed {
		offered.once.Do(func() { offered.types = timedTypes(p) })
		return offered.types
	}
}

func timedTypes(p tfprotov6.ProviderServer) timed {
	types := timed{map[string]bool{}, map[string]bool{}}
	all, err := p.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return types
	}
	for _, group := range []struct {
		schemas map[string]*tfprotov6.Schema
		into    map[string]bool
	}{{all.ResourceSchemas, types.resources}, {all.DataSourceSchemas, types.dataSources}} {
		for name, schema := range group.schemas {
			for _, attribute := range schema.Block.Attributes {
				group.into[name] = group.into[name] || attribute.Name == awsresource.TimeoutsName
			}
		}
	}
	return types
}

// withBoundUnless bounds an operation that is not timed: one whose type has no
// `timeouts`.
func withBoundUnless(ctx context.Context, timed bool) (context.Context, context.CancelFunc) {
	if timed {
		return context.WithCancel(ctx)
	}
	return awsresource.WithBound(ctx)
}

func (s server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, end := lend(awsresource.WithBound(ctx))
	defer end()
	return s.protocol.ReadResource(ctx, req)
}

func (s server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, end := lend(awsresource.WithBound(ctx))
	defer end()
	return s.protocol.ImportResourceState(ctx, req)
}

func (s server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	ctx, end := lend(context.WithCancel(ctx))
	defer end()
	return s.protocol.UpgradeResourceState(ctx, req)
}

func (s server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	ctx, end := lend(context.WithCancel(ctx))
	defer end()
	return s.protocol.UpgradeResourceIdentity(ctx, req)
}

func (s server) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	ctx, end := lend(awsresource.WithListBound(ctx))
	stream, err := s.protocol.ListResource(ctx, req)
	if err != nil || stream == nil {
		end()
		return stream, err
	}
	stream.Results = untilDone(stream.Results, end)
	return stream, nil
}

// untilDone calls done when nobody reads the results any more.
func untilDone[T any](results iter.Seq[T], done func()) iter.Seq[T] {
	return func(yield func(T) bool) {
		defer done()
		results(yield)
	}
}
