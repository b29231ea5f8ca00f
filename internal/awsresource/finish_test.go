package awsresource_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/aws/smithy-go"
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

// TestCreateMarked leaves the mark out where there is no room for it, or where
// the caller may create and not tag.
func TestCreateMarked(t *testing.T) {
	t.Parallel()
	denied := &smithy.GenericAPIError{Code: "AccessDeniedException"}
	full := map[string]string{}
	for i := range 50 {
		full[strconv.Itoa(i)] = ""
	}
	for name, test := range map[string]struct {
		tags    map[string]string
		answers []error // of one call after the other
		mark    string
		err     error
		sizes   []int // how many tags each call got
	}{
		"none":                 {answers: []error{nil}, mark: "m", sizes: []int{1}},
		"some":                 {tags: map[string]string{"a": "b"}, answers: []error{nil}, mark: "m", sizes: []int{2}},
		"no room":              {tags: full, answers: []error{nil}, sizes: []int{50}},
		"tagging denied":       {answers: []error{denied, nil}, sizes: []int{1, 0}},
		"creating denied":      {answers: []error{denied, denied}, err: denied, sizes: []int{1, 0}},
		"own tags denied":      {tags: map[string]string{"a": "b"}, answers: []error{denied}, mark: "m", err: denied, sizes: []int{2}},
		"something else fails": {answers: []error{context.Canceled}, mark: "m", err: context.Canceled, sizes: []int{1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var sizes []int
			mark, err := awsresource.CreateMarked(test.tags, "m", func(tags map[string]string) error {
				sizes = append(sizes, len(tags))
				return test.answers[len(sizes)-1]
			})
			if mark != test.mark || !errors.Is(err, test.err) || !slices.Equal(sizes, test.sizes) {
				t.Errorf("got %q, %v, calls with %v tags; want %q, %v, %v", mark, err, sizes, test.mark, test.err, test.sizes)
			}
			if _, marked := test.tags[awsresource.CreationMark]; marked {
				t.Error("the caller's tags were changed")
			}
		})
	}
}
