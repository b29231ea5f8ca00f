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

func (s server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, cancel := awsresource.WithBound(ctx)
	defer cancel()
	return s.protocol.ReadResource(ctx, req)
}

func (s server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, cancel := awsresource.WithBound(ctx)
	defer cancel()
	return s.protocol.ImportResourceState(ctx, req)
}

func (s server) ListResource(ctx context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	ctx, cancel := awsresource.WithListBound(ctx)
	stream, err := s.protocol.ListResource(ctx, req)
	if err != nil || stream == nil {
		cancel()
		return stream, err
	}
	stream.Results = untilDone(stream.Results, cancel)
	return stream, nil
}

// untilDone calls done when nobody reads the results any more.
func untilDone[T any](results iter.Seq[T], done func()) iter.Seq[T] {
	return func(yield func(T) bool) {
		defer done()
		results(yield)
	}
}
