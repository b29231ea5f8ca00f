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
	e := &Engine{program: shared.program, slots: make(chan struct{}, 1)}
	for _, test := range []struct {
		expression, want string
		limit            time.Duration
	}{
		{`( $f := function($n){ $f($n) }; $f(1) )`, "takes too long", 50 * time.Millisecond}, // a tail call needs no stack
		{`( $f := function($n){ 1 + $f($n) }; $f(1) )`, "calls itself too often", time.Minute},
	} {
		e.limit = test.limit
		var failure *Error
		_, err = e.Evaluate(test.expression, Environment{})
		if !errors.As(err, &failure) || !strings.Contains(failure.Message, test.want) {
			t.Fatalf("%s: got %v, want that it %s", test.expression, err, test.want)
		}
	}
	e.limit = maxTime
	if got, err := e.Evaluate(`1`, Environment{}); err != nil || got.Kind != "number" {
		t.Errorf("got %v, %v; want that the engine works on", got, err)
	}
}
