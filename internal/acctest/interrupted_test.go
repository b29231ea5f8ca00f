package acctest

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	interruptedSource = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
	adopt             = "default_tags = { tags = { team = \"ci\" } }\n  adopt_identical = true"
	doNotAdopt        = "default_tags = { tags = { team = \"ci\" } }"
)

// oneOfEach has a resource of each type, all named "test".
const oneOfEach = `
resource "eventbridge_partner_event_source_association" "test" {
  event_source_name = "` + interruptedSource + `"
}

resource "eventbridge_buildkite_job_rule" "test" {
  name           = "jobs"
  event_bus_name = eventbridge_partner_event_source_association.test.event_bus_name
  detail_types   = ["Job Started"]
}

resource "eventbridge_rule" "test" {
  name          = "everything-failed"
  event_pattern = jsonencode({ source = ["my.app"] })
}

resource "eventbridge_log_group" "test" {
  name              = "/aws/events/jobs"
  retention_in_days = 7
  force_destroy     = true
}

resource "eventbridge_log_target" "test" {
  rule_arn      = eventbridge_rule.test.arn
  log_group_arn = eventbridge_log_group.test.arn
}

resource "eventbridge_log_metric" "test" {
  log_group_name = eventbridge_log_group.test.name
  namespace      = "Buildkite"
  metric_name    = "Events"
  detail_types   = ["Job Started"]
  count_events   = true
}

resource "eventbridge_logs_query" "test" {
  name            = "buildkite/failed"
  log_group_names = [eventbridge_log_group.test.name]
  preset          = "buildkite_failed_builds"
}

resource "eventbridge_metric" "test" {
  preset     = "buildkite_job_wait"
  dimensions = { Pipeline = "detail.pipeline.slug" }
}

resource "eventbridge_metric_target" "test" {
  rule_arn          = eventbridge_buildkite_job_rule.test.arn
  state_machine_arn = eventbridge_metric.test.state_machine_arn
  role_arn          = eventbridge_metric.test.invocation_role_arn
}
`

// others has a resource of each type that oneOfEach does not have, but for rules.
const others = webhookOnly + auditLogOnly + `
resource "eventbridge_rule" "test" {
  name          = "everything-failed"
  event_pattern = jsonencode({ source = ["my.app"] })
}

resource "eventbridge_target" "test" {
  rule_arn = eventbridge_rule.test.arn
  arn      = eventbridge_webhook.test.arn
  role_arn = eventbridge_webhook.test.invocation_role_arn
}

resource "eventbridge_devops_agent_summary" "test" {}

resource "eventbridge_dashboard" "test" {
  name      = "test"
  rule_arns = [eventbridge_rule.test.arn]
}
`

const webhookOnly = `
resource "eventbridge_webhook" "test" {
  name              = "chat"
  url               = "https://example.com/hooks"
  secret_wo         = "` + webhookSecret + `"
  secret_wo_version = 1
}
`

// namedRole is a webhook whose role does not have its default name.
var namedRole = strings.Replace(webhookOnly, "{\n", "{\n  invocation_role_name = \"sender\"\n", 1)

const auditLogOnly = `
resource "eventbridge_buildkite_audit_log" "test" {
  organization         = "my-org"
  api_token_wo         = "` + auditLogSecret + `"
  api_token_wo_version = 1
}
`

// What must never be in a state.
const (
	webhookSecret  = "Bearer of-the-webhook"
	auditLogSecret = "of-the-audit-log"
)

// interruptedEnv is an AWS with the partner event source.
func interruptedEnv(t *testing.T) *Env {
	t.Helper()
	env := New(t)
	env.PartnerSource(interruptedSource)
	return env
}

// folder is an empty working folder with the configuration.
func (e *Env) folder(t *testing.T, config string) commands {
	t.Helper()
	c := commands{t: t, dir: t.TempDir(), provider: e.Factories["eventbridge"]}
	c.write(config)
	return c
}

func isWrite(c emulator.Call) bool {
	for _, verb := range []string{"Describe", "List", "Get", "Filter", "Simulate", "Validate", "Test"} {
		if strings.HasPrefix(c.Operation, verb) {
			return false
		}
	}
	return true
}

// changes counts the calls of the provider that changed something.
func changes(env *Env) int {
	n := 0
	for _, call := range env.Emulator.Calls() {
		if isWrite(call) && call.Operation != "CreatePartnerEventSource" {
			n++
		}
	}
	return n
}

// interrupt creates the resources and lets AWS carry out only so many changes: what
// is left is what a run leaves that is killed then. The state is lost.
func interrupt(env *Env, whole *again, after int) error {
	mended := env.Emulator.Inject(emulator.Fault{Match: isWrite, After: after, CutConnection: true})
	defer mended()
	_, err := whole.recreate(env.Factories["eventbridge"])
	return err
}

// destroyed destroys and holds that nothing is left.
func destroyed(t *testing.T, env *Env, all *again) {
	t.Helper()
	if err := all.destroy(); err != nil {
		t.Fatal(err)
	}
	if left := env.Emulator.Inventory(); !left.IsEmpty() {
		t.Errorf("destroy leaves %+v", left)
	}
}

// TestInterruptedAdopted interrupts an apply at each of its changes, loses the
// state, and applies again with adopt_identical.
func TestInterruptedAdopted(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"one of each": oneOfEach, "others": others} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := interruptedEnv(t)
			whole, all := recreatable(t, env, env.ConfigWith(adopt, body))
			for after := range all + 1 {
				t.Run(fmt.Sprint(after), func(t *testing.T) {
					if err := interrupt(env, whole, after); (err != nil) != (after < all) {
						t.Errorf("interrupted: %v", err)
					}
					mine, err := whole.recreate(env.Factories["eventbridge"])
					if err != nil {
						t.Fatal(err)
					}
					if !mine.isSettled() {
						t.Error("something is left to do after the next apply")
					}
					destroyed(t, env, mine)
				})
			}
		})
	}
}

var importBlockInMessage = regexp.MustCompile(`import \{\s+to = (\w+)\.NAME\s+id = ("[^"]*")\s+\}`)

// TestInterruptedImported interrupts an apply, loses the state, and pastes the
// blocks of a plan's warnings into the configuration: the next apply completes it.
func TestInterruptedImported(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"one of each": oneOfEach, "audit log": auditLogOnly, "webhook": webhookOnly, "named role": namedRole} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := interruptedEnv(t)
			config := env.ConfigWith(doNotAdopt, body)
			whole, all := recreatable(t, env, config)
			for after := all; after > 0; after -= max(1, all/4) {
				if err := interrupt(env, whole, after); (err != nil) != (after < all) {
					t.Errorf("interrupted after %d changes: %v", after, err)
				}
				importInterrupted(t, env, config)
			}
		})
	}
}

// importInterrupted plans in an empty folder, imports what exists, applies, and
// destroys.
func importInterrupted(t *testing.T, env *Env, config string) {
	t.Helper()
	c := env.folder(t, config)
	planned, err := c.terraform("plan")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range importBlockInMessage.FindAllStringSubmatch(planned.warnings, -1) {
		config += fmt.Sprintf("\nimport {\n  to = %s.test\n  id = %s\n}\n", block[1], block[2])
	}
	c.write(config)
	read, err := c.terraform("apply", "-auto-approve")
	if err != nil {
		t.Fatal(err)
	}
	destroyed(t, env, inState(t, c, read))
}

// TestPlanOfReplacement plans to create what exists, because it is deleted before: no
// warning says that it exists.
func TestPlanOfReplacement(t *testing.T) {
	t.Parallel()
	env := interruptedEnv(t)
	c := env.folder(t, env.ConfigWith(doNotAdopt, oneOfEach))
	if _, err := c.terraform("apply", "-auto-approve"); err != nil {
		t.Fatal(err)
	}
	var replace []string
	for _, resource := range c.state().Values.RootModule.Resources {
		replace = append(replace, "-replace="+resource.Address)
	}
	for _, arguments := range [][]string{replace, append(replace, "-refresh=false")} {
		planned, err := c.terraform("plan", arguments...)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(planned.warnings, "already exists") {
			t.Error(planned.warnings)
		}
	}
	// A webhook of which a part could not be created.
	env = interruptedEnv(t)
	c = env.folder(t, env.ConfigWith(doNotAdopt, webhookOnly))
	env.Emulator.Inject(emulator.Fault{Operation: "CreateApiDestination", Code: "LimitExceededException"})
	if _, err := c.terraform("apply", "-auto-approve"); err == nil {
		t.Fatal("the webhook was created")
	}
	if planned, err := c.terraform("plan"); err != nil || strings.Contains(planned.warnings, "already exists") {
		t.Errorf("%v: %+v", err, planned)
	}
}

// TestDuplicatesInPlan plans two resources for one object of each kind.
func TestDuplicatesInPlan(t *testing.T) {
	t.Parallel()
	env := interruptedEnv(t)
	one := regexp.MustCompile(`(?ms)^resource "(\w+)" "test" (\{\}|\{$.*?^\})$`)
	for typeName, kind := range map[string]string{
		"eventbridge_partner_event_source_association": "partner event bus",
		"eventbridge_rule":                 "rule",
		"eventbridge_buildkite_job_rule":   "rule",
		"eventbridge_log_group":            "log group",
		"eventbridge_log_target":           "target",
		"eventbridge_log_metric":           "metric filter",
		"eventbridge_logs_query":           "saved query",
		"eventbridge_metric":               "state machine",
		"eventbridge_metric_target":        "target",
		"eventbridge_webhook":              "connection",
		"eventbridge_buildkite_audit_log":  "state machine",
		"eventbridge_target":               "target",
		"eventbridge_devops_agent_summary": "state machine",
		"eventbridge_dashboard":            "dashboard",
	} {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			body := ""
			for _, found := range one.FindAllStringSubmatch(oneOfEach+others, -1) {
				if found[1] == typeName {
					body = standAlone.Replace(found[0]) + "\n"
				}
			}
			_, err := env.folder(t, env.ConfigWith(doNotAdopt, body+strings.Replace(body, `"test"`, `"twin"`, 1))).terraform("plan")
			if err == nil || !strings.Contains(err.Error(), "Duplicate "+kind) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// standAlone replaces references by what they are.
var standAlone = strings.NewReplacer(
	"eventbridge_partner_event_source_association.test.event_bus_name", `"`+interruptedSource+`"`,
	"eventbridge_rule.test.arn", `"arn:aws:events:us-east-1:123456789012:rule/r"`,
	"eventbridge_buildkite_job_rule.test.arn", `"arn:aws:events:us-east-1:123456789012:rule/r"`,
	"eventbridge_log_group.test.arn", `"arn:aws:logs:us-east-1:123456789012:log-group:/a"`,
	"eventbridge_log_group.test.name", `"/a"`,
	"eventbridge_metric.test.state_machine_arn", `"arn:aws:states:us-east-1:123456789012:stateMachine:m"`,
	"eventbridge_metric.test.invocation_role_arn", `"arn:aws:iam::123456789012:role/r"`,
	"eventbridge_webhook.test.arn", `"arn:aws:events:us-east-1:123456789012:api-destination/a/6f6a6c3e-7d2c-4f9f-9d0a-0123456789ab"`,
	"eventbridge_webhook.test.invocation_role_arn", `"arn:aws:iam::123456789012:role/r"`,
)

// overwrites are the resources whose call on AWS cannot create alone.
var overwrites = map[string]bool{
	"eventbridge_rule": true, "eventbridge_buildkite_job_rule": true, "eventbridge_log_target": true, "eventbridge_metric_target": true,
	"eventbridge_log_metric": true, "eventbridge_logs_query": true,
}

// TestRace has two runs with states of their own apply the same configuration at
// the same time: no object is in both states. The call that creates a rule, a target,
// a metric filter or a query also overwrites one, so AWS itself lets both create it
// if both have looked for it just before.
func TestRace(t *testing.T) {
	t.Parallel()
	env := interruptedEnv(t)
	config := env.ConfigWith(doNotAdopt, oneOfEach)
	runs := []commands{env.folder(t, config), env.folder(t, config)}
	var both sync.WaitGroup
	for _, c := range runs {
		both.Go(func() { _, _ = c.terraform("apply", "-auto-approve") })
	}
	both.Wait()
	owner := map[string]string{}
	for _, c := range runs {
		for _, resource := range c.state().Values.RootModule.Resources {
			if owner[resource.Address] != "" && !overwrites[resource.Type] {
				t.Errorf("%s is in both states", resource.Address)
			}
			owner[resource.Address] = c.dir
		}
	}
	if len(owner) == 0 {
		t.Error("neither run made anything")
	}
	// A rule in both states may have its target in the state that is destroyed last,
	// and is kept until then.
	_, _ = runs[0].terraform("destroy", "-auto-approve")
	for _, c := range []commands{runs[1], runs[0]} {
		if _, err := c.terraform("destroy", "-auto-approve"); err != nil {
			t.Error(err)
		}
	}
	if left := env.Emulator.Inventory(); !left.IsEmpty() {
		t.Errorf("both destroyed, and there is %+v", left)
	}
}
