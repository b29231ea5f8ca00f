package catalog_test

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// TestSuggest has paths below detail as other APIs have them, misspelt, or at
// another place.
func TestSuggest(t *testing.T) {
	t.Parallel()

	tests := []struct{ family, path, want string }{
		{"buildkite_build_rule", "pipeline.name", "pipeline.slug"}, {"buildkite_build_rule", "organization.Name", "organization.slug"},
		{"buildkite_build_rule", "build.id", "build.uuid"}, {"buildkite_build_rule", "branch", "build.branch"},
		{"buildkite_build_rule", "build.pipeline.slug", "pipeline.slug"}, {"buildkite_build_rule", "pipeline.branch", "build.branch"},
		{"buildkite_build_rule", "build.metadata.release", "build.meta_data.release"}, {"buildkite_build_rule", "build.creator.name", ""},
		{"buildkite_job_rule", "job.queue", "job.agent_query_rules"}, {"buildkite_job_rule", "job.exitStatus", "job.exit_status"},
		{"buildkite_job_rule", "job.exit_code", "job.exit_status"}, {"buildkite_job_rule", "agent.name", ""}, {"buildkite_job_rule", "job.agent", "agent"},
		{"buildkite_job_rule", "job.unblocked_by.user", ""}, {"buildkite_agent_rule", "agent.state", "agent.connection_state"},
		{"devops_agent_investigation_rule", "data.agent_space_id", "metadata.agent_space_id"}, {"devops_agent_investigation_rule", "status", "data.status"},
	}
	for _, test := range tests {
		if got := catalog.Default().Family(test.family).Suggest(strings.Split(test.path, ".")...); got != test.want {
			t.Errorf("%s of %s: %q, want %q", test.path, test.family, got, test.want)
		}
	}
}

func TestOperators(t *testing.T) {
	t.Parallel()

	tests := map[catalog.Kind]struct{ has, hasNot string }{
		catalog.Text: {"wildcard", "numeric"}, catalog.ID: {"equals", "cidr"}, catalog.Enum: {"prefix", "numeric"}, catalog.Time: {"prefix", "equals_ignore_case"},
		catalog.IP: {"cidr", "numeric"}, catalog.Number: {"numeric", "prefix"}, catalog.Bool: {"is", "numeric"}, catalog.TextList: {"prefix", "cidr"},
		catalog.Map: {"not_equals", "numeric"}, catalog.Object: {"is", "equals"},
	}
	for kind, test := range tests {
		operators := map[string]bool{}
		for _, o := range kind.Operators() {
			if operators[o] {
				t.Errorf("%s has %s twice", kind, o)
			}
			operators[o] = true
		}
		if !operators[test.has] || operators[test.hasNot] {
			t.Errorf("%s has %v", kind, kind.Operators())
		}
	}
	// The lists are the caller's own.
	catalog.Text.Operators()[0] = "changed"
	if catalog.Text.Operators()[0] != catalog.OpEquals {
		t.Error("a caller can change the operators of all")
	}
}
