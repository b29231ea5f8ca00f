package prose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

func TestNearest(t *testing.T) {
	t.Parallel()

	states := []string{"creating", "scheduled", "running", "passed", "failing", "failed", "blocked", "canceling", "canceled", "skipped", "not_run"}
	types := []string{"Build Created", "Build Started", "Build Failing", "Build Finished", "Job Started", "Agent Lost"}
	fields := []string{"slug", "repo", "uuid", "graphql_id", "exit_status", "signal_reason", "pid"}
	tests := []struct {
		word       string
		candidates []string
		want       string
	}{
		{"fialed", states, "failed"}, {"Failed", states, "failed"}, {"FAILED", states, "failed"}, {"faild", states, "failed"},
		{"cancelled", states, "canceled"}, {"notrun", states, "not_run"}, {"not-run", states, "not_run"}, {"passsed", states, "passed"},
		{"success", states, ""}, {"", states, ""}, {"x", states, ""}, {"failed", states, ""},
		{"build finished", types, "Build Finished"}, {"build_finished", types, "Build Finished"}, {"BuildFinished", types, "Build Finished"},
		{"Build Strated", types, "Build Started"}, {"Agent Losst", types, "Agent Lost"}, {"Deployment Created", types, ""},
		{"exitStatus", fields, "exit_status"}, {"exit-status", fields, "exit_status"}, {"slugs", fields, "slug"}, {"pit", fields, "pid"}, {"graphqlId", fields, "graphql_id"},
		{"fail", states, "failed"}, {"sched", states, "scheduled"}, {"canceling now", states, "canceling"}, {"blockedstate_of_it", states, ""},
		{"cancelled", []string{"agent_stop", "cancel", "stack_error"}, "cancel"}, {"run", states, ""},
		{"Cluster Token Blocked", []string{"Cluster Token Registration Blocked"}, "Cluster Token Registration Blocked"}, {"Blocked", types, ""},
		{"url", fields, ""}, {"name", fields, ""},
		{"a", nil, ""},
	}
	for _, test := range tests {
		got, near := prose.Nearest(test.word, test.candidates)
		if got != test.want || near != (test.want != "") {
			t.Errorf("prose.Nearest(%q): %q, %v; want %q", test.word, got, near, test.want)
		}
	}
}

// TestNearestOfHugeWord has words of a size that only a hostile configuration
// has: nothing is compared with them.
func TestNearestOfHugeWord(t *testing.T) {
	t.Parallel()

	candidates := []string{"Build Finished", "state", strings.Repeat("s", 1<<20)}
	huge := []string{strings.Repeat("a", 1<<20), strings.Repeat("s", 1<<20) + "x", strings.Repeat("Build ", 1<<18), strings.Repeat("ä", 1<<19)}
	began := time.Now()
	for _, word := range huge {
		if got, near := prose.Nearest(word, candidates); near {
			t.Errorf("a word of %d bytes is near to one of %d", len(word), len(got))
		}
		prose.Distance(word, huge[0])
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
}
