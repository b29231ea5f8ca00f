package provider

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// The calls that Terraform makes for every resource leave nothing of their
// contexts in the provider.
func TestContextsAreReleased(t *testing.T) {
	server, ok := NewServer(New("test")()).(protocol)
	if !ok {
		t.Fatal("the server does not serve the whole protocol")
	}
	const name = "eventbridge_unknown" // the framework answers at once, and keeps the context first
	for call, run := range map[string]func(context.Context) error{
		"ValidateResourceConfig": func(ctx context.Context) error {
			_, err := server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: name})
			return err
		},
		"UpgradeResourceState": func(ctx context.Context) error {
			_, err := server.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{TypeName: name})
			return err
		},
		"UpgradeResourceIdentity": func(ctx context.Context) error {
			_, err := server.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{TypeName: name})
			return err
		},
		"ReadResource": func(ctx context.Context) error {
			_, err := server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: name})
			return err
		},
		"PlanResourceChange": func(ctx context.Context) error {
			_, err := server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: name})
			return err
		},
		"ApplyResourceChange": func(ctx context.Context) error {
			_, err := server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: name})
			return err
		},
	} {
		t.Run(call, func(t *testing.T) {
			ctx, left := loaded(t.Context())
			if err := run(ctx); err != nil {
				t.Fatal(err)
			}
			for range 3 { // what is in a sync.Pool survives one collection
				runtime.GC()
			}
			if left.Value() != nil {
				t.Error("the provider keeps the context of a call that is over")
			}
		})
	}
	runtime.KeepAlive(server)
}

type loggers struct{ _ [64]byte }

// loaded makes a context that carries something, and a pointer that does not keep it.
func loaded(ctx context.Context) (context.Context, weak.Pointer[loggers]) {
	carried := &loggers{}
	return context.WithValue(ctx, loggers{}, carried), weak.Make(carried)
}

func TestLentContext(t *testing.T) {
	type key struct{}
	parent, cancel := context.WithTimeoutCause(context.WithValue(t.Context(), key{}, "value"), time.Hour, errors.New("too long"))
	defer cancel()
	ctx, takeBack := lend(parent, cancel)
	child, stop := context.WithCancel(ctx)
	defer stop()
	if _, bounded := child.Deadline(); !bounded || child.Value(key{}) != "value" || child.Err() != nil {
		t.Errorf("a lent context is not its parent: %v", child)
	}
	takeBack()
	<-child.Done()
	<-ctx.Done()
	if _, bounded := ctx.Deadline(); bounded || ctx.Value(key{}) != nil || !errors.Is(ctx.Err(), context.Canceled) || !errors.Is(child.Err(), context.Canceled) {
		t.Errorf("a context that was taken back is not over: %v", ctx)
	}
}
