package rule_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestRulesKilled kills an apply of many rules in the middle: when AWS has made
// some of which nobody has been told. The next apply goes on with them. After
// that they are as foreign as any.
func TestRulesKilled(t *testing.T) {
	t.Parallel()
	const n = 30
	config := fmt.Sprintf(`
resource "eventbridge_buildkite_build_rule" "test" {
  count          = %d
  name           = "rule-${count.index}"
  event_bus_name = %q
  build          = { branch = { equals = ["branch-${count.index}"] } }
}
`, n, partnerBus)
	for name, test := range map[string]struct {
		kill        func(*testing.T, *acctest.Workspace, *exec.Cmd)
		initialized bool
	}{
		"Terraform and provider":             {killAll, true},
		"Terraform and provider, never init": {killAll, false},
		"the provider alone":                 {killProvider, true},
		"the provider alone, without init":   {killProvider, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			w := env.Workspace(env.Config(config))
			if !test.initialized {
				uninitialize(t, w)
			}
			var calls atomic.Int32
			reached := make(chan struct{})
			remove := env.Emulator.Inject(emulator.Fault{
				Service: "events", Operation: "PutRule", After: 12, DelayAnswer: time.Minute,
				Match: func(emulator.Call) bool {
					if calls.Add(1) == 17 {
						close(reached)
					}
					return true
				},
			})
			var out bytes.Buffer
			cmd := w.Start(&out, "apply", "-auto-approve")
			select {
			case <-reached:
				time.Sleep(50 * time.Millisecond) // for the effect to be there
				test.kill(t, w, cmd)
			case <-time.After(2 * time.Minute):
				killAll(t, w, cmd)
				t.Fatalf("it never comes to the middle:\n%s", out.String())
			}
			remove()
			made := len(env.Emulator.Rules(acctest.Region, partnerBus))
			if made < 17 || made == n {
				t.Fatalf("%d rules are there when it is killed", made)
			}

			again := w.Run("apply", "-auto-approve")
			if !strings.Contains(again, "Rule left behind by an interrupted run") {
				t.Errorf("nothing says that rules were there:\n%s", again)
			}
			if rules := env.Emulator.Rules(acctest.Region, partnerBus); len(rules) != n {
				t.Errorf("%d rules are there", len(rules))
			}
			if resources := w.State().Values.RootModule.Resources; len(resources) != n {
				t.Errorf("%d rules are in the state", len(resources))
			}
			if !w.IsEmptyPlan() {
				t.Error("the next plan is not empty")
			}
			if notes, _ := filepath.Glob(filepath.Join(w.Dir, ".terraform", "terraform-provider-eventbridge", "*")); len(notes) != 0 {
				t.Errorf("%d notes are left", len(notes))
			}

			w.Run("destroy", "-auto-approve")
			put(t, env, acctest.Region, partnerBus, "rule-3", detail(`"build":{"branch":["branch-3"]}`))
			refused, err := w.Try("apply", "-auto-approve")
			if err == nil || !acctest.ErrorRegexp("Rule that exists already", "terraform import eventbridge_buildkite_build_rule.NAME '"+partnerBus+"/rule-3'").MatchString(refused) {
				t.Errorf("a rule of somebody else is not refused: %v\n%s", err, refused)
			}
		})
	}
}

func killAll(_ *testing.T, w *acctest.Workspace, cmd *exec.Cmd) { w.Kill(cmd) }

// killProvider kills the provider under Terraform, which ends by itself then.
func killProvider(t *testing.T, _ *acctest.Workspace, cmd *exec.Cmd) {
	t.Helper()
	listing, err := exec.CommandContext(t.Context(), "ps", "-A", "-o", "pid=,ppid=,comm=").Output()
	if err != nil {
		t.Skipf("SKIP: ps does not list processes: %s", err)
	}
	for line := range strings.Lines(string(listing)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[1] != strconv.Itoa(cmd.Process.Pid) {
			continue
		}
		pid, err := strconv.Atoi(fields[0])
		if err != nil {
			t.Fatal(err)
		}
		provider, err := os.FindProcess(pid)
		if err != nil {
			t.Fatal(err)
		}
		if err := provider.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		return
	}
	t.Fatalf("Terraform has no provider:\n%s", listing)
}

// uninitialize takes everything away that `terraform init` made, and offers the
// provider as its developers have it.
func uninitialize(t *testing.T, w *acctest.Workspace) {
	t.Helper()
	for _, name := range []string{".terraform", ".terraform.lock.hcl"} {
		if err := os.RemoveAll(filepath.Join(w.Dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	w.Write("dev.tfrc", fmt.Sprintf("provider_installation {\n  dev_overrides { \"typed-events/eventbridge\" = %q }\n  direct {}\n}\n", filepath.Dir(acctest.Binary(t))))
	w.Setenv("TF_CLI_CONFIG_FILE", filepath.Join(w.Dir, "dev.tfrc"))
}
