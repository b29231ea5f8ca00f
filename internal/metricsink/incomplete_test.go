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
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			for _, operation := range operations {
				service, action, _ := strings.Cut(operation, ":")
				inject := func() func() {
					return env.Emulator.Inject(emulator.Fault{Service: service, Operation: action, Rewrite: body})
				}
				w := env.Workspace(env.Config(wait("")))
				try := func(command string) {
					remove := inject()
					defer remove()
					out, err := w.Try(command, "-auto-approve")
					for _, bug := range []string{"panic", "plugin crashed", "inconsistent result", "bug in the provider"} {
						if strings.Contains(out, bug) {
							t.Errorf("%s of %s: %v\n%s", command, operation, err, out)
						}
					}
				}
				try("apply")
				w.Run("apply", "-auto-approve")
				if !w.IsEmptyPlan() {
					t.Errorf("%s: the plan after the next apply is not empty", operation)
				}
				try("destroy")
				w.Run("destroy", "-auto-approve")
				nothingLeft(t, env)
			}
		})
	}
}
