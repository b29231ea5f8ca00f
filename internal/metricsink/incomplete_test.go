package metricsink_test

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestMetricIncompleteAnswers answers each operation with success and without
// what the answer must have: nothing crashes, and the next apply completes the
// metric.
func TestMetricIncompleteAnswers(t *testing.T) {
	t.Parallel()
	bodies := map[string]func([]byte) []byte{
		"no body": func([]byte) []byte { return nil },
		"empty answer": func(body []byte) []byte {
			if !strings.HasPrefix(string(body), "<") {
				return []byte("{}")
			}
			return []byte(`<Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Result/></Response>`)
		},
	}
	operations := []string{
		"iam:GetRole", "iam:GetRolePolicy", "iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRole",
		"states:CreateStateMachine", "states:DescribeStateMachine", "states:UpdateStateMachine", "states:DeleteStateMachine",
	}
	for name, body := range bodies {
		for _, operation := range operations {
			t.Run(name+" of "+operation, func(t *testing.T) {
				t.Parallel()
				service, action, _ := strings.Cut(operation, ":")
				acctest.CompletesAfter(t, emulator.Fault{Service: service, Operation: action, Rewrite: body},
					"eventbridge_metric", map[string]any{"name": "wait", "preset": "buildkite_job_wait"})
			})
		}
	}
}
