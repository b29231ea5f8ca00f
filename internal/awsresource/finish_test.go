package awsresource_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func TestUnmark(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	var done atomic.Int32
	remove := func(context.Context) error { done.Add(1); return broken }

	sooner := &awsresource.Meta{}
	if later, err := sooner.Unmark(t.Context(), remove); later || !errors.Is(err, broken) || done.Load() != 1 {
		t.Errorf("at once: %v, %v, done %d times", later, err, done.Load())
	}
	var finish awsresource.Finish
	later := &awsresource.Meta{Finish: &finish}
	for range 2 {
		if later, err := later.Unmark(t.Context(), remove); !later || err != nil || done.Load() != 1 {
			t.Errorf("later: %v, %v, done %d times", later, err, done.Load())
		}
	}
	finish.Run(t.Context())
	finish.Run(t.Context())
	if done.Load() != 3 {
		t.Errorf("done %d times, want 3", done.Load())
	}
}

func TestLeftBehind(t *testing.T) {
	t.Parallel()
	first, second := &awsresource.Meta{Run: "A"}, &awsresource.Meta{Run: "AB"}
	if a, b := first.NewMark(), first.NewMark(); a == b {
		t.Errorf("two marks are both %q", a)
	}
	if mark := first.NewMark(); first.LeftBehind(mark) || !second.LeftBehind(mark) {
		t.Errorf("%q is left behind for the wrong run", mark)
	}
	if mark := second.NewMark(); !first.LeftBehind(mark) || second.LeftBehind(mark) {
		t.Errorf("%q is left behind for the wrong run", mark)
	}
	if first.LeftBehind("") {
		t.Error("an object without a mark was made elsewhere")
	}
}

type private map[string][]byte

func (p private) GetKey(_ context.Context, key string) ([]byte, diag.Diagnostics) { return p[key], nil }

func (p private) SetKey(_ context.Context, key string, value []byte) diag.Diagnostics {
	p[key] = value
	return nil
}

func TestNoteMark(t *testing.T) {
	t.Parallel()
	state := private{}
	if marked, _ := awsresource.MayBeMarked(t.Context(), state); marked {
		t.Error("nothing was noted")
	}
	for _, want := range []bool{true, false} {
		awsresource.NoteMark(t.Context(), state, want)
		if marked, _ := awsresource.MayBeMarked(t.Context(), state); marked != want {
			t.Errorf("got %v, want %v", marked, want)
		}
	}
}
