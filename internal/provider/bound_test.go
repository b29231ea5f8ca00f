package provider

import (
	"context"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// watched notes the bound of the operation that it was asked for.
type watched struct {
	protocol
	bounded bool
}

func (w *watched) note(ctx context.Context) { _, w.bounded = ctx.Deadline() }

func (w *watched) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	schema := func(names ...string) *tfprotov6.Schema {
		block := &tfprotov6.SchemaBlock{}
		for _, name := range names {
			block.Attributes = append(block.Attributes, &tfprotov6.SchemaAttribute{Name: name})
		}
		return &tfprotov6.Schema{Block: block}
	}
	types := map[string]*tfprotov6.Schema{"timed": schema("name", "timeouts"), "plain": schema("name")}
	return &tfprotov6.GetProviderSchemaResponse{ResourceSchemas: types, DataSourceSchemas: types}, nil
}

func (w *watched) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	w.note(ctx)
	return nil, nil
}

func (w *watched) ImportResourceState(ctx context.Context, _ *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	w.note(ctx)
	return nil, nil
}

func (w *watched) PlanResourceChange(ctx context.Context, _ *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	w.note(ctx)
	return nil, nil
}

func (w *watched) ApplyResourceChange(ctx context.Context, _ *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	w.note(ctx)
	return nil, nil
}

func (w *watched) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	w.note(ctx)
	return nil, nil
}

func (w *watched) ListResource(ctx context.Context, _ *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	return &tfprotov6.ListResourceServerStream{Results: func(func(tfprotov6.ListResourceResult) bool) {
		w.note(ctx)
		w.bounded = w.bounded && ctx.Err() == nil
	}}, nil
}

// TestEveryOperationIsBounded leaves to `timeouts` what it bounds.
func TestEveryOperationIsBounded(t *testing.T) {
	t.Parallel()
	w := &watched{}
	s := server{protocol: w, timed: func() timed { return timedTypes(w) }, invented: &sync.Map{}}
	ctx := context.Background()
	for name, test := range map[string]struct {
		call    func(typ string) error
		bounded map[string]bool
	}{
		"read": {func(typ string) error {
			_, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: typ})
			return err
		}, map[string]bool{"timed": true, "plain": true}},
		"import": {func(typ string) error {
			_, err := s.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: typ})
			return err
		}, map[string]bool{"timed": true, "plain": true}},
		"plan": {func(typ string) error {
			_, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: typ})
			return err
		}, map[string]bool{"timed": true, "plain": true}},
		"apply": {func(typ string) error {
			_, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: typ})
			return err
		}, map[string]bool{"timed": false, "plain": true}},
		"data": {func(typ string) error {
			_, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: typ})
			return err
		}, map[string]bool{"timed": false, "plain": true}},
		"list": {func(typ string) error {
			stream, err := s.ListResource(ctx, &tfprotov6.ListResourceRequest{TypeName: typ})
			if err == nil {
				stream.Results(nil)
			}
			return err
		}, map[string]bool{"timed": true, "plain": true}},
	} {
		for typ, want := range test.bounded {
			w.bounded = false
			if err := test.call(typ); err != nil || w.bounded != want {
				t.Errorf("%s of %s: bounded %t, %v", name, typ, w.bounded, err)
			}
		}
	}
}
