package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// shell runs scripts in one shell and returns their output. The first failure
// ends it. The test is skipped if bash or the AWS CLI is missing.
func shell(t *testing.T, dir string, env []string, scripts ...string) string {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("SKIP: bash not found")
	}
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("SKIP: the AWS CLI is not installed")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, bash, "-euo", "pipefail", "-c", strings.Join(scripts, "\n"))
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("the shell blocks fail: %s\n%s", err, out)
	}
	return string(out)
}

// TestGettingStartedOnOwnMachine follows the guide as a newcomer without an AWS
// account: it installs the provider, then runs the configuration and every
// command in order.
func TestGettingStartedOnOwnMachine(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts the AWS CLI several times")
	}
	text := guide(t, "getting-started.md")
	commands := blocks(t, section(text, "## Install the provider"), "shell")
	for _, b := range blocks(t, section(text, "## On your own machine"), "shell") {
		if !strings.Contains(b, "make ") { // the test starts its own emulator
			commands = append(commands, b)
		}
	}
	commands = append(commands, blocks(t, section(text, "## 6. Clean up"), "shell")...)
	if len(commands) != 5 {
		t.Fatalf("%d blocks of commands, not installation, settings, apply, event and destroy", len(commands))
	}
	env := acctest.New(t)
	commands[1] = strings.Replace(commands[1], "http://127.0.0.1:4577", env.URL, 1)

	w := env.WorkspaceOf(t.TempDir())
	w.Write("main.tf", blocks(t, text, "terraform")[0])
	environ := append(w.Command(t.Context()).Env, "TF_CLI_ARGS_apply=-auto-approve -no-color", "TF_CLI_ARGS_destroy=-auto-approve -no-color",
		"HOME="+t.TempDir(), "GOPATH="+t.TempDir(), "GOFLAGS=")
	// The checkout is here, and the provider is built.
	stubs := `git() { :; }
cd() { :; }
make() { mkdir -p "$GOPATH/bin" && cp "` + filepath.ToSlash(acctest.Binary(t)) + `" "$GOPATH/bin/"; }
terraform() { "` + filepath.ToSlash(w.Binary.Path) + `" "$@"; }`
	out := shell(t, w.Dir, environ, append([]string{stubs}, commands...)...)
	for _, want := range []string{
		"Provider development overrides are in effect", "Apply complete! Resources: 4 added", "Build Finished", `\"number\":`, "Destroy complete! Resources: 4 destroyed",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output has no %s:\n%s", want, out)
		}
	}
	if events := env.Emulator.CallCount("events:PutPartnerEvents"); events != 1 {
		t.Errorf("%d events were sent", events)
	}
}

// TestTroubleshootingCommands runs every command of the guide while all is well.
func TestTroubleshootingCommands(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts the AWS CLI ten times")
	}
	if out, err := exec.CommandContext(t.Context(), "date", "-u", "-d", "-1 hour", "+%FT%TZ").CombinedOutput(); err != nil {
		t.Skipf("SKIP: the guide's commands need GNU date: %s", out)
	}
	env := acctest.New(t)
	env.PartnerSource(busName)
	commands := blocks(t, guide(t, "troubleshooting.md"), "shell")
	config := env.Config(association("buildkite", busName) + `
resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
}

resource "eventbridge_log_group" "buildkite" {
  name = "/aws/events/buildkite"
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}
`)
	environ := append(os.Environ(), "AWS_ENDPOINT_URL="+env.URL, "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_PAGER=", "AWS_DEFAULT_OUTPUT=json",
		"STATE_MACHINE_ARN=arn:aws:states:us-east-1:123456789012:stateMachine:metric")
	env.Workspace(config).Run("apply", "-auto-approve")
	out := shell(t, t.TempDir(), environ, commands...)
	for _, want := range []string{`"ACTIVE"`, `"ENABLED"`, `"Datapoints"`, `"aws-events-buildkite"`, "delivery.logs.amazonaws.com"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output has no %s:\n%s", want, out)
		}
	}
}
