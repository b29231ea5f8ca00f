package auditlog_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestSecrets looks for the token in plans, in the state, in the definition, in
// what Terraform prints and in the logs.
func TestSecrets(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := func(version int, lines string) string {
		return env.Config("variable \"token\" {\n  ephemeral = true\n}\n" + strings.Replace(withToken("", version, lines), `api_token_wo = ""`, "api_token_wo = var.token", 1))
	}
	w := env.Workspace(config(1, ""))
	log := filepath.Join(t.TempDir(), "log")
	w.Setenv("TF_LOG", "TRACE")
	w.Setenv("TF_LOG_PATH", log)
	w.Setenv("TF_VAR_token", token)
	out := w.Run("plan", "-out", "p") + w.Run("show", "-json", "p") + w.Run("apply", "p")
	w.Setenv("TF_VAR_token", rotated)
	w.Write("main.tf", config(2, "  late_minutes = 20"))
	out += w.Run("apply", "-auto-approve")
	for _, wrong := range []string{rotated + "\n", "Bearer " + rotated} { // One that is refused is not repeated either.
		w.Setenv("TF_VAR_token", wrong)
		refused, err := w.Try("plan")
		if err == nil || !strings.Contains(refused, "Invalid secret") {
			t.Errorf("got %s", refused)
		}
		out += refused
	}
	w.Setenv("TF_VAR_token", rotated)
	out += w.Run("destroy", "-auto-approve")
	for _, file := range []string{log, filepath.Join(w.Dir, "terraform.tfstate"), filepath.Join(w.Dir, "terraform.tfstate.backup")} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		out += string(text)
	}
	if !strings.Contains(out, "Find the last run") {
		t.Error("the definition is not in what is searched")
	}
	for _, secret := range []string{"the-first-token", "the-second-token"} {
		if at := strings.Index(out, secret); at >= 0 {
			t.Errorf("%s is in %s", secret, out[max(at-200, 0):min(at+200, len(out))])
		}
	}
	nothingLeft(t, env)
}

// TestFaults fails at each call once: the next apply completes the resource, and
// destroy removes all of it.
func TestFaults(t *testing.T) {
	t.Parallel()
	denied := func(service, operation string) emulator.Fault {
		return emulator.Fault{Service: service, Operation: operation, Code: "AccessDeniedException", Status: 400, Times: 1}
	}
	empty := func(service, operation string) emulator.Fault {
		return emulator.Fault{Service: service, Operation: operation, Rewrite: func([]byte) []byte { return []byte("{}") }, Times: 1}
	}
	for name, fault := range map[string]emulator.Fault{
		"role":                denied("iam", "CreateRole"),
		"connection":          denied("events", "CreateConnection"),
		"connection, lost":    {Service: "events", Operation: "CreateConnection", CutAfter: true, Times: 1},
		"connection, empty":   empty("events", "CreateConnection"),
		"wait":                {Service: "events", Operation: "DescribeConnection", Code: "AccessDeniedException", Status: 400, After: 1, Times: 1},
		"state machine":       denied("states", "CreateStateMachine"),
		"state machine, lost": {Service: "states", Operation: "CreateStateMachine", CutAfter: true, Times: 1},
		"schedule":            denied("scheduler", "CreateSchedule"),
		"schedule, lost":      {Service: "scheduler", Operation: "CreateSchedule", CutAfter: true, Times: 1},
		"schedule, unread":    empty("scheduler", "GetSchedule"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			acctest.CompletesAfter(t, fault, "eventbridge_buildkite_audit_log", map[string]any{
				"organization": "my-org", "api_token_wo": token, "api_token_wo_version": 1,
			})
		})
	}
}

// TestRoleNotAssumable waits for a role that Scheduler does not know yet, and gives
// up at once if the role will never do.
func TestRoleNotAssumable(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	const answer = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
	env.Emulator.Inject(emulator.Fault{Service: "scheduler", Operation: "CreateSchedule", Code: "ValidationException", Status: 400, Message: answer, Times: 3})
	w := env.Workspace(env.Config(withToken(token, 1, "")))
	w.Run("apply", "-auto-approve")
	wrong := makeRole(c, "wrong", "lambda.amazonaws.com")
	w.Write("main.tf", env.Config(withToken(token, 1, "  invocation_role_arn = \""+wrong+"\"\n")))
	if out, err := w.Try("apply", "-auto-approve"); err == nil || !acctest.ErrorRegexp("Role cannot be assumed", "invocation_role_arn", "does not allow sts:AssumeRole for scheduler.amazonaws.com").MatchString(out) {
		t.Errorf("got %s", out)
	}
	w.Write("main.tf", env.Config(withToken(token, 1, "")))
	w.Run("apply", "-auto-approve")
	w.Run("destroy", "-auto-approve")
}

// TestForeign leaves a schedule of the name alone that somebody else created.
func TestForeign(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	starter := makeRole(c, "starter", "scheduler.amazonaws.com")
	must(c, c.scheduler.CreateSchedule, &scheduler.CreateScheduleInput{
		Name: aws.String(name), ScheduleExpression: aws.String("rate(1 hour)"), FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeOff},
		Target: &schedulertypes.Target{Arn: aws.String("arn:aws:states:us-east-1:123456789012:stateMachine:theirs"), RoleArn: aws.String(starter)},
	})
	w := env.Workspace(env.ConfigWith("  adopt_identical = true\n  default_tags = { tags = { team = \"ci\" } }", withToken(token, 1, "")))
	for range 2 {
		if out, err := w.Try("apply", "-auto-approve"); err == nil || !acctest.ErrorRegexp("Schedule already exists", "its interval, state, target", "terraform import eventbridge_buildkite_audit_log.NAME '"+name+"'").MatchString(out) {
			t.Errorf("got %s", out)
		}
	}
	w.Run("destroy", "-auto-approve")
	if left := env.Emulator.Inventory(); left.Schedules != 1 || left.Roles != 1 || left.StateMachines+left.Connections > 0 {
		t.Errorf("left: %+v", left)
	}
}

// TestDuplicate refuses two resources that would share their objects.
func TestDuplicate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	one := withToken(token, 1, "")
	w := env.Workspace(env.Config(one + strings.Replace(one, `"test"`, `"again"`, 1)))
	if out, err := w.Try("apply", "-auto-approve", "-parallelism=1"); err == nil || !acctest.ErrorRegexp("Duplicate state machine", "Another resource in this configuration").MatchString(out) {
		t.Errorf("got %s", out)
	}
	w.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}

// TestRunsNotChecked says in the plan that it does not know whether runs failed.
func TestRunsNotChecked(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(withToken(token, 1, "")))
	w.Run("apply", "-auto-approve")
	remove := env.Emulator.Inject(emulator.Fault{Service: "states", Operation: "ListExecutions", Code: "AccessDeniedException", Status: 400, Message: "Not allowed."})
	if out := w.Run("plan"); !acctest.ErrorRegexp("No changes", "Warning: Audit log runs not checked", "AccessDeniedException: Not allowed. Everything else was read.").MatchString(out) {
		t.Errorf("got %s", out)
	}
	remove()
	w.Run("destroy", "-auto-approve")
}

// TestLateReads has reads that do not show yet what there is: nothing changes.
func TestLateReads(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(withToken(token, 1, "  tags = { team = \"ci\" }\n")))
	w.Run("apply", "-auto-approve")
	for service, operation := range map[string]string{"scheduler": "GetSchedule", "events": "DescribeConnection", "states": "ListTagsForResource"} {
		env.Emulator.Inject(emulator.Fault{Service: service, Operation: operation, Code: "ResourceNotFoundException", Status: 404, Times: 2})
	}
	member := regexp.MustCompile("<member>[^<]*</member>")
	env.Emulator.Inject(emulator.Fault{Service: "iam", Operation: "ListRolePolicies", Times: 2, Rewrite: func(body []byte) []byte { return member.ReplaceAll(body, nil) }})
	if !w.IsEmptyPlan() {
		t.Error("the plan is not empty")
	}
	w.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}
