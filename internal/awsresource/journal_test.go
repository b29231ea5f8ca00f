package awsresource_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/smithy-go"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// TestJournal tells what a killed run left behind from what this run or a run
// that ended well created.
func TestJournal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	run := func(name string) (*awsresource.Meta, *awsresource.Finish) {
		finish := &awsresource.Finish{}
		return &awsresource.Meta{Journal: dir, Run: name, Finish: finish}, finish
	}
	const object, other = "rule us-east-1 default/a", "rule us-east-1 default/b"

	killed, _ := run("killed")
	killed.Creating(object)
	killed.Creating(other)
	if killed.Interrupted(object) {
		t.Error("a run takes its own creation for one that was left behind")
	}

	second, finish := run("second")
	if !second.Interrupted(object) {
		t.Error("what the killed run was creating is not recognised")
	}
	if second.Interrupted("rule us-east-1 default/c") {
		t.Error("an object that no run created is recognised")
	}
	second.Creating(object)
	finish.Run(t.Context())

	third, _ := run("third")
	if third.Interrupted(object) {
		t.Error("what a run created that ended well is taken for left behind")
	}
	if !third.Interrupted(other) {
		t.Error("what the second run never came to is forgotten")
	}
}

// TestJournalOfFailures keeps the note of a creation that may have been carried
// out although it failed, to the end of the next run, and no other.
func TestJournalOfFailures(t *testing.T) {
	dir := t.TempDir()
	const object = "rule us-east-1 default/a"
	for name, test := range map[string]struct {
		err  error
		kept bool
	}{
		"no answer":  {io.ErrUnexpectedEOF, true},
		"timeout":    {fmt.Errorf("calling: %w", context.DeadlineExceeded), true},
		"interrupt":  {context.Canceled, true},
		"AWS's own":  {&smithy.GenericAPIError{Code: "InternalException"}, true},
		"permission": {&smithy.GenericAPIError{Code: "AccessDeniedException"}, false},
	} {
		finish := &awsresource.Finish{}
		run := &awsresource.Meta{Journal: dir, Run: name, Finish: finish}
		run.Creating(object)
		run.CreationFailed(object, test.err)
		if run.Interrupted(object) {
			t.Errorf("%s: a run takes its own creation for one that was left behind", name)
		}
		finish.Run(t.Context())
		next := &awsresource.Meta{Journal: dir, Run: "next", Finish: finish}
		if next.Interrupted(object) != test.kept {
			t.Errorf("%s: the next run recognises it: %t", name, !test.kept)
		}
		next.Creating(object)
		finish.Run(t.Context())
		if (&awsresource.Meta{Journal: dir, Run: "last"}).Interrupted(object) {
			t.Errorf("%s: the note outlives the run that created the object", name)
		}
	}
	killed := &awsresource.Meta{Journal: dir, Run: "killed"}
	killed.Creating(object)
	later := &awsresource.Meta{Journal: dir, Run: "later"}
	later.Settled(object)
	if later.Interrupted(object) {
		t.Error("an object that the state had is taken for left behind")
	}
}

// TestJournalWithout creates where nothing can be noted.
func TestJournalWithout(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file} {
		meta := &awsresource.Meta{Journal: dir, Run: "run"}
		meta.Creating("object")
		meta.CreationFailed("object", io.ErrUnexpectedEOF)
		meta.Settled("object")
		if (&awsresource.Meta{Journal: dir, Run: "next"}).Interrupted("object") {
			t.Errorf("%q: recognised without a note", dir)
		}
	}
}
