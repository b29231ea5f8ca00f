package auditlog_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

// start is when the runs of a test begin.
var start = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// organization is a fake Buildkite that the state machines of the test call.
type organization struct {
	*buildkite.Fake

	t   *testing.T
	env *acctest.Env
	now time.Time
}

// withBuildkite has an organization with a token. The test is skipped without
// JSONata, in which the state machine is written.
func withBuildkite(t *testing.T) (*acctest.Env, *organization) {
	t.Helper()
	if _, err := jsonata.Locate(); err != nil {
		t.Skipf("SKIP: %s", err)
	}
	// What is created before the first run is known to AWS by then.
	env := acctest.New(t, emulator.WithClock(func() time.Time { return start.Add(-time.Hour) }))
	o := &organization{t: t, env: env, now: start}
	o.Fake = buildkite.New("my-org", token, func() time.Time { return o.now })
	env.Emulator.HandleHTTPS(buildkite.Host, o)
	env.Emulator.HandleHTTPS(buildkite.PortalHost, o)
	return env, o
}

// run fires the schedule that many minutes after start, and returns the status and
// the error of the run.
func (o *organization) run(minutes int) string {
	o.t.Helper()
	o.now = start.Add(time.Duration(minutes) * time.Minute)
	done, err := o.env.Emulator.RunSchedule(acctest.Region, name, o.now)
	if err != nil {
		o.t.Fatal(err)
	}
	return strings.TrimSpace(done.Status + " " + done.Error)
}

// TestPulled reads events on the default bus and selects them with a typed rule, a
// metric and a saved query, while `event_source` is not known yet. No check is
// switched off.
func TestPulled(t *testing.T) {
	t.Parallel()
	env, o := withBuildkite(t)
	o.Add(buildkite.Invent(30, start.Add(-time.Hour), start)...)
	w := env.Workspace(env.Config(strings.Replace(withToken(token, 1, "  backfill_start_time = \"2026-11-20T00:00:00Z\""), `"my-org"`, "terraform_data.late.output", 1) + `
resource "terraform_data" "late" {
  input = "my-org"
}

resource "eventbridge_buildkite_audit_rule" "tokens" {
  name           = "tokens"
  event_bus_name = "default"
  source         = [eventbridge_buildkite_audit_log.test.event_source]
  event          = { type = { prefix = ["API_ACCESS_TOKEN_"] } }
}

resource "eventbridge_log_group" "audit" {
  name          = "/buildkite/audit"
  force_destroy = true
}

resource "eventbridge_log_target" "audit" {
  rule_arn      = eventbridge_buildkite_audit_rule.tokens.arn
  log_group_arn = eventbridge_log_group.audit.arn
}

resource "eventbridge_metric" "audit" {
  name         = "audit"
  namespace    = "Buildkite"
  metric_name  = "TokenChanges"
  detail_types = ["Audit Event Logged"]
  count_events = true
  dimensions   = { Type = "detail.event.type" }
  where        = { "detail.event.type" = { prefix = ["API_ACCESS_TOKEN_"] } }
}

resource "eventbridge_metric_target" "audit" {
  rule_arn          = eventbridge_buildkite_audit_rule.tokens.arn
  state_machine_arn = eventbridge_metric.audit.state_machine_arn
  role_arn          = eventbridge_metric.audit.invocation_role_arn
}

resource "eventbridge_log_metric" "audit" {
  log_group_name = eventbridge_log_group.audit.name
  namespace      = "Buildkite"
  metric_name    = "Tokens"
  detail_types   = ["Audit Event Logged"]
  count_events   = true
}

resource "eventbridge_logs_query" "audit" {
  name            = "buildkite/audit"
  log_group_names = [eventbridge_log_group.audit.name]
  preset          = "buildkite_token_and_sso_changes"
}
`))
	if out := w.Run("apply", "-auto-approve"); strings.Contains(out, "Warning") {
		t.Errorf("the apply warns: %s", out)
	}
	if !w.IsEmptyPlan() {
		t.Error("the second plan is not empty")
	}
	for _, minutes := range []int{0, 5, 10} {
		if got := o.run(minutes); got != "SUCCEEDED" {
			t.Fatalf("after %d minutes: %s", minutes, got)
		}
	}
	var uuids []string
	for _, logged := range env.Emulator.LogEvents(acctest.Region, "/buildkite/audit") {
		var event struct {
			Source    string
			Resources []string
			Detail    struct{ Event struct{ UUID, Type string } }
		}
		if err := json.Unmarshal([]byte(logged.Message), &event); err != nil {
			t.Fatal(err)
		}
		if event.Source != "buildkite.audit-log/my-org" || len(event.Resources) != 2 || !strings.HasPrefix(event.Detail.Event.Type, "API_ACCESS_TOKEN_") {
			t.Errorf("logged %s", logged.Message)
		}
		uuids = append(uuids, event.Detail.Event.UUID)
	}
	slices.Sort(uuids)
	if n := len(uuids); n == 0 || n != len(slices.Compact(uuids)) {
		t.Errorf("logged %q", uuids)
	}
	points := 0
	for _, point := range env.Emulator.Metrics() {
		if point.Metric == "TokenChanges" && point.Dimensions["Type"] == "API_ACCESS_TOKEN_CREATED" {
			points++
		}
	}
	if points != len(uuids) {
		t.Errorf("%d events are %d points of the metric", len(uuids), points)
	}
	w.Run("destroy", "-auto-approve")
}

// TestPulledFromPortal reads with the token of a portal, on a bus of its own.
func TestPulledFromPortal(t *testing.T) {
	t.Parallel()
	env, o := withBuildkite(t)
	o.Add(buildkite.Invent(5, start.Add(-time.Hour), start)...)
	if err := o.AddPortal("audit", "portal-token", pullQuery(), true); err != nil {
		t.Fatal(err)
	}
	w := env.Workspace(env.Config(withToken("portal-token", 1, "  portal = \"audit\"\n  backfill_start_time = \"2026-11-20T00:00:00Z\"\n")))
	w.Run("apply", "-auto-approve")
	if got := o.run(0); got != "SUCCEEDED" {
		t.Error(got)
	}
	if _, events := o.Requests(); events != 5 {
		t.Errorf("%d events were read", events)
	}
	w.Run("destroy", "-auto-approve")
}

// TestRulesOnWrongSource has rules that would never see a pulled event.
func TestRulesOnWrongSource(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	rule := func(kind, lines string) string {
		return fmt.Sprintf("resource \"eventbridge_buildkite_%s_rule\" \"test\" {\n  name = \"a\"\n%s\n}\n", kind, lines)
	}
	const pulled, pushed = "buildkite.audit-log/my-org", "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
	all := map[string]acctest.Refusal{}
	for name, refusal := range map[string]acctest.Refusal{
		"pulled on the partner bus": {Config: rule("audit", fmt.Sprintf("  event_bus_name = %q\n  source = [%q]", pushed, pulled)), Want: []string{"Source never on this event bus", "source = "}},
		"misspelled":                {Config: rule("audit", "  event_bus_name = \"default\"\n  source = [\"buildkite.audit-logs/my-org\"]"), Want: []string{"Source never on this event bus", "source = ", "Did you mean `buildkite.audit-log/my-org`?"}},
		"builds":                    {Config: rule("build", fmt.Sprintf("  event_bus_name = \"default\"\n  source = [%q]", pulled)), Want: []string{"Source never on this event bus", "source = "}},
	} {
		all[name] = refusal
	}
	env.Refuses(all)

	planned := func(lines, want string) {
		t.Helper()
		w := env.Workspace(env.Config(withToken(token, 1, "") + rule("audit", lines)))
		if out, _ := w.Try("plan"); !acctest.ErrorRegexp(want).MatchString(out) {
			t.Errorf("%s: got %s", lines, out)
		}
	}
	planned(fmt.Sprintf("  event_bus_name = \"default\"\n  source = [%q]", pushed), "Warning: Source unlikely on this event bus")
	planned(fmt.Sprintf("  event_bus_name = %q\n  source = [eventbridge_buildkite_audit_log.test.event_source]", pushed), "Error: Source never on this event bus")
}

// TestRunsFailed warns in the plan of runs that fail, says why, and stops after one
// that succeeds.
func TestRunsFailed(t *testing.T) {
	t.Parallel()
	env, o := withBuildkite(t)
	o.Add(buildkite.Invent(5, start.Add(-time.Hour), start)...)
	w := env.Workspace(env.Config(withToken("wrong", 1, "  backfill_start_time = \"2026-11-20T00:00:00Z\"\n")))
	w.Run("apply", "-auto-approve")
	plan := func() string {
		t.Helper()
		out := w.Run("plan")
		if !strings.Contains(out, "No changes") {
			t.Errorf("the plan changes something: %s", out)
		}
		return out
	}
	if out := plan(); strings.Contains(out, "Warning") {
		t.Errorf("without runs: %s", out)
	}
	if got := o.run(0); got != "FAILED States.Http.StatusCode.401" {
		t.Errorf("with the wrong token: %s", got)
	}
	if out := plan(); !acctest.ErrorRegexp("Warning: Audit log runs failed", "The newest run of the state machine", "on 2026-11-20T10:00:00Z", "`States.Http.StatusCode.401`", "Buildkite does not accept the token").MatchString(out) {
		t.Errorf("got %s", out)
	}
	for i, failure := range []struct {
		answer    buildkite.Answer
		run, warn string
	}{
		{buildkite.NoOrganization, "FAILED Buildkite.Refused", "or the token may not read it"},
		{buildkite.RateLimited, "FAILED Buildkite.RateLimited", "Use the token of a portal"},
		{buildkite.Unavailable, "FAILED States.Http.StatusCode.503", "This is usually temporary"},
		{buildkite.Failed, "FAILED Buildkite.Refused", "Something went wrong"},
	} {
		o.SetAnswer(func() *buildkite.Answer { return &failure.answer })
		if got := o.run(5 + 5*i); got != failure.run {
			t.Errorf("%s: %s", failure.run, got)
		}
		if out := plan(); !acctest.ErrorRegexp("Warning: Audit log runs failed", failure.warn).MatchString(out) {
			t.Errorf("%s: got %s", failure.run, out)
		}
	}
	before := len(env.Emulator.Calls())
	if out := plan(); !strings.Contains(out, "At least the newest 5 runs") {
		t.Errorf("got %s", out)
	}
	looks := map[string]int{}
	for _, call := range env.Emulator.Calls()[before:] {
		looks[call.Operation]++
	}
	if looks["ListExecutions"] != 1 || looks["DescribeExecution"] != 1 || looks["GetSchedule"] != 1 {
		t.Errorf("a refresh calls %v", looks)
	}
	o.SetAnswer(nil)
	w.Write("main.tf", env.Config(withToken(token, 2, "  backfill_start_time = \"2026-11-20T00:00:00Z\"\n")))
	w.Run("apply", "-auto-approve")
	if got := o.run(30); got != "SUCCEEDED" {
		t.Error(got)
	}
	if out := plan(); strings.Contains(out, "Warning") {
		t.Errorf("after a run that succeeded: %s", out)
	}
	w.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}

// TestRotated replaces the token in place: the next run uses the new one.
func TestRotated(t *testing.T) {
	t.Parallel()
	env, o := withBuildkite(t)
	config := func(token string, version int) string {
		return env.Config(withToken(token, version, "  backfill_start_time = \"2026-11-20T00:00:00Z\"\n"))
	}
	w := env.Workspace(config(token, 1))
	for i, step := range []struct {
		token   string
		version int
		run     string
	}{{token, 1, "SUCCEEDED"}, {"other", 1, "SUCCEEDED"}, {"other", 2, "FAILED States.Http.StatusCode.401"}, {token, 3, "SUCCEEDED"}} {
		w.Write("main.tf", config(step.token, step.version))
		w.Run("apply", "-auto-approve")
		if got := o.run(5 * i); got != step.run {
			t.Errorf("with version %d: %s", step.version, got)
		}
	}
	w.Run("destroy", "-auto-approve")
}

// pullQuery is the query to save in a portal, as the documentation shows it.
func pullQuery() string {
	source := catalog.Default().Source("buildkiteauditlog")
	return pull.Spec{}.Query(source)
}
