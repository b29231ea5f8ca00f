package acctest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// withBackend is an empty folder whose state is in an HTTP backend.
func (e *Env) withBackend(url, body string) *Workspace {
	e.t.Helper()
	return e.Process(e.ConfigWith(adopt, fmt.Sprintf(`
terraform {
  backend "http" {
    address        = %[1]q
    lock_address   = %[1]q
    unlock_address = %[1]q
    retry_max      = 0
  }
}
`, url)+body))
}

// TestKilled kills Terraform and the provider with an apply under way, and goes on
// in an empty folder with the state in an HTTP backend. The time is another one in
// each run; TestInterruptedAdopted has them all. A webhook is killed when its
// connection is there and its API destination is not, an audit log when its state
// machine is there and its schedule is not.
func TestKilled(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  string
		after int
	}{
		"one of each": {oneOfEach, 1 + rand.IntN(10)}, //nolint:gosec // any will do
		"webhook":     {webhookOnly, 3},
		"audit log":   {auditLogOnly, 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			t.Logf("killed after %d changes", test.after)
			env := interruptedEnv(t)
			store := &terraform.StateStore{}
			server := httptest.NewServer(store)
			defer server.Close()

			var out bytes.Buffer
			done := env.Emulator.Inject(emulator.Fault{Match: isWrite, After: test.after, Delay: time.Minute})
			w := env.withBackend(server.URL, test.body)
			cmd := w.Start(&out, "apply", "-auto-approve")
			for waited := 0; changes(env) < test.after; waited++ {
				if waited > 6000 {
					t.Fatalf("the apply does not get so far: %s", out.String())
				}
				time.Sleep(10 * time.Millisecond)
			}
			w.Kill(cmd)
			done()
			unlock(store)
			left := env.Emulator.Inventory()
			if name == "webhook" && (left.Connections != 1 || left.APIDestinations != 0) || name == "audit log" && (left.StateMachines != 1 || left.Schedules != 0) {
				t.Fatalf("killed at another moment: %+v", left)
			}

			w = env.withBackend(server.URL, test.body)
			w.Run("apply", "-auto-approve")
			if strings.Contains(store.State(), webhookSecret) || strings.Contains(store.State(), auditLogSecret) {
				t.Error("the secret is in the state")
			}
			if !w.IsEmptyPlan() {
				t.Error("the plan after the next apply is not empty")
			}
			w.Run("destroy", "-auto-approve")
			if left := env.Emulator.Inventory(); !left.IsEmpty() {
				t.Errorf("destroy leaves %+v", left)
			}
		})
	}
}

// unlock is what `terraform force-unlock` does after a killed run.
func unlock(store *terraform.StateStore) {
	store.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("UNLOCK", "/", nil))
}

// TestStateNotWritten has a backend that refuses the state after an apply.
func TestStateNotWritten(t *testing.T) {
	t.Parallel()
	env := interruptedEnv(t)
	store := &terraform.StateStore{}
	server := httptest.NewServer(store)
	defer server.Close()
	w := env.withBackend(server.URL, oneOfEach)
	store.ReadOnly.Store(true)
	if out, err := w.Try("apply", "-auto-approve"); err == nil || !strings.Contains(out, "errored.tfstate") {
		t.Fatalf("the state was written: %v\n%s", err, out)
	}
	store.ReadOnly.Store(false)
	unlock(store)

	w = env.withBackend(server.URL, oneOfEach)
	// Terraform shows one of several warnings with the same title.
	if out := w.Run("apply", "-auto-approve"); !strings.Contains(out, "adopted") || strings.Contains(out, "similar warning") {
		t.Errorf("nothing was adopted, or not everything is named:\n%s", out)
	}
	w.Run("destroy", "-auto-approve")
	if left := env.Emulator.Inventory(); !left.IsEmpty() {
		t.Errorf("destroy leaves %+v", left)
	}
}
