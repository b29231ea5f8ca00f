package awsresource_test

import (
	"os"
	"path/filepath"
	"testing"

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

// TestJournalWithout creates where nothing can be noted.
func TestJournalWithout(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", file} {
		meta := &awsresource.Meta{Journal: dir, Run: "run"}
		meta.Creating("object")
		if (&awsresource.Meta{Journal: dir, Run: "next"}).Interrupted("object") {
			t.Errorf("%q: recognised without a note", dir)
		}
	}
}
