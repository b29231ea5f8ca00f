package sink_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestMetricKilled kills Terraform and the provider in the middle of a
// creation, before and after a call took effect. The next apply goes on, and
// destroying leaves nothing.
func TestMetricKilled(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"iam:CreateRole", "iam:PutRolePolicy", "states:CreateStateMachine", "states:UntagResource"} {
		for name, fault := range map[string]emulator.Fault{"before": {Delay: time.Minute}, "after": {DelayAnswer: time.Minute}} {
			t.Run(name+" "+operation, func(t *testing.T) {
				t.Parallel()
				env := acctest.New(t)
				w := env.Workspace(env.Config(wait("")))
				held := make(chan struct{}, 16)
				fault.Service, fault.Operation, _ = strings.Cut(operation, ":")
				fault.Match = func(emulator.Call) bool { held <- struct{}{}; return true }
				remove := env.Emulator.Inject(fault)
				var out bytes.Buffer
				cmd := w.Start(&out, "apply", "-auto-approve")
				select {
				case <-held:
					time.Sleep(20 * time.Millisecond) // for the effect to be there
					w.Kill(cmd)
				case <-time.After(2 * time.Minute):
					w.Kill(cmd)
					t.Fatalf("%s is not called:\n%s", operation, out.String())
				}
				remove()
				w.Run("apply", "-auto-approve")
				if !w.IsEmptyPlan() {
					t.Error("the next plan is not empty")
				}
				if now := env.Emulator.Inventory(); now.Roles != 2 || now.StateMachines != 1 {
					t.Errorf("there are %+v", now)
				}
				w.Run("destroy", "-auto-approve")
				nothingLeft(t, env)
			})
		}
	}
}
