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

// shell runs the shell blocks of a page one after the other in one shell, as a
// reader's terminal would: the first failure ends it. The test is skipped where
// bash or the AWS CLI is missing.
func shell(t *testing.T, dir string, env []string, scripts ...string) string {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("SKIP: no bash to run the shell blocks")
	}
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("SKIP: no AWS CLI to run the shell blocks")
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

// TestGettingStartedOnOwnMachine walks through the guide as a newcomer without
// an AWS account: the configuration and every command of it, in order.
func TestGettingStartedOnOwnMachine(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starting the AWS CLI several times is not short")
	}
	text := guide(t, "getting-started.md")
	var commands []string
	for _, b := range blocks(t, section(text, "## On your own machine"), "shell") {
		if !strings.Contains(b, "make ") { // the emulator is the test's
			commands = append(commands, b)
		}
	}
	if len(commands) != 3 {
		t.Fatalf("%d blocks of commands, not the settings, the apply and the event", len(commands))
	}
	env := acctest.New(t)
	commands[0] = strings.Replace(commands[0], "http://127.0.0.1:4577", env.URL, 1)

	w := env.Workspace(blocks(t, text, "terraform")[0])
	environ := append(w.Command(t.Context()).Env, "TF_CLI_ARGS_apply=-auto-approve -no-color", "TF_CLI_ARGS_destroy=-auto-approve -no-color", "HOME="+t.TempDir())
	commands = append([]string{`terraform() { "` + filepath.ToSlash(w.Binary.Path) + `" "$@"; }`}, commands...)
	commands = append(commands, blocks(t, section(text, "## 6. Clean up"), "shell")...)
	out := shell(t, w.Dir, environ, commands...)
	for _, want := range []string{"Apply complete! Resources: 4 added", "Build Finished", `\"number\":`, "Destroy complete! Resources: 4 destroyed"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output has no %s:\n%s", want, out)
		}
	}
	if events := env.Emulator.CallCount("events:PutPartnerEvents"); events != 1 {
		t.Errorf("%d events were sent", events)
	}
}

// TestTroubleshootingCommands runs every check of the decision path while all is well.
func TestTroubleshootingCommands(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starting the AWS CLI some ten times is not short")
	}
	if out, err := exec.CommandContext(t.Context(), "date", "-u", "-d", "-1 hour", "+%FT%TZ").CombinedOutput(); err != nil {
		t.Skipf("SKIP: the guide's commands are written for GNU date: %s", out)
	}
	env := acctest.New(t)
	env.PartnerSource(busName)
	commands := blocks(t, guide(t, "troubleshooting.md"), "shell")
	config := env.Config(association + `
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
