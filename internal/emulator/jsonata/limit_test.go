package jsonata

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestEndless holds that an expression without an end is stopped, and that the
// engine works on.
func TestEndless(t *testing.T) {
	t.Parallel()
	shared, err := Default()
	if errors.Is(err, ErrMissing) {
		t.Skip("SKIP: " + err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	e := &Engine{program: shared.program, limit: 50 * time.Millisecond, slots: make(chan struct{}, 1)}
	var failure *Error
	_, err = e.Evaluate(`( $f := function($n){ 1 + $f($n) }; $f(1) )`, Environment{})
	if !errors.As(err, &failure) || !strings.Contains(failure.Message, "takes too long") {
		t.Fatalf("got %v, want that it takes too long", err)
	}
	e.limit = maxTime
	if got, err := e.Evaluate(`1`, Environment{}); err != nil || got.Kind != "number" {
		t.Errorf("got %v, %v; want that the engine works on", got, err)
	}
}
