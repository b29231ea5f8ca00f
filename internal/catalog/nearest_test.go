package catalog_test

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// TestSuggest has paths below detail as other APIs have them, misspelled, or at
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
