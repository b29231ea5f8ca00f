package auditlog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// makeConnection makes a connection behind the provider's back.
func makeConnection(c clients, of string) string {
	c.t.Helper()
	return aws.ToString(must(c, c.events.CreateConnection, &eventbridge.CreateConnectionInput{
		Name: aws.String(of), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey, AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{
			ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("Bearer theirs")}},
	}).ConnectionArn)
}

// makeRole makes a role behind the provider's back.
func makeRole(c clients, of, service string) string {
	c.t.Helper()
	return aws.ToString(must(c, c.iam.CreateRole, &iam.CreateRoleInput{RoleName: aws.String(of), AssumeRolePolicyDocument: aws.String(fmt.Sprintf(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":%q},"Action":"sts:AssumeRole"}]}`, service))}).Role.Arn)
}

// TestGiven goes from what the resource creates to a connection and roles that are
// given, and back. What is given is never changed or deleted.
func TestGiven(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	theirs := makeConnection(c, "theirs")
	runner, starter := makeRole(c, "runner", "states.amazonaws.com"), makeRole(c, "starter", "scheduler.amazonaws.com")
	own := env.Config(withToken(token, 1, "  backfill_start_time = \"2026-01-01T00:00:00Z\"\n"))
	given := env.Config(auditLog(fmt.Sprintf("  backfill_start_time = \"2026-01-01T00:00:00Z\"\n  connection_arn = %q\n  execution_role_arn = %q\n  invocation_role_arn = %q\n", theirs, runner, starter)))
	isGiven := []statecheck.StateCheck{
		known("connection_arn", knownvalue.StringExact(theirs)), known("connection_name", knownvalue.Null()), known("execution_role_name", knownvalue.Null()), known("invocation_role_arn", knownvalue.StringExact(starter)),
	}
	owns := func(connections, roles int) func(*terraform.State) error {
		return func(*terraform.State) error {
			if left := env.Emulator.Inventory(); left.Connections != connections || left.Roles != roles {
				t.Errorf("there are %+v, and should be %d connections and %d roles", left, connections, roles)
			}
			return nil
		}
	}
	env.Test(t,
		resource.TestStep{Config: own, Check: owns(2, 4)},
		resource.TestStep{Config: given, ConfigPlanChecks: action(plancheck.ResourceActionUpdate), ConfigStateChecks: isGiven, Check: owns(1, 2)},
		emptyPlan(given),
		resource.TestStep{Config: given, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{Config: own, ConfigPlanChecks: action(plancheck.ResourceActionUpdate), Check: owns(2, 4)},
		emptyPlan(own),
	)
	if left := env.Emulator.Inventory(); left.Connections != 1 || left.Roles != 2 || left.StateMachines+left.Schedules > 0 {
		t.Errorf("left behind: %+v", left)
	}
}

// TestGivenMissing refuses to start with a connection that does not exist, and warns
// of one that has disappeared or is not authorized.
func TestGivenMissing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	theirs := makeConnection(c, "theirs")
	w := env.Workspace(env.Config(auditLog(fmt.Sprintf("  connection_arn = %q\n", theirs+"x"))))
	if out, err := w.Try("apply", "-auto-approve"); err == nil || !acctest.ErrorRegexp("Connection not found", "connection_arn", "There is no connection").MatchString(out) {
		t.Errorf("got %s", out)
	}
	w.Write("main.tf", env.Config(auditLog(fmt.Sprintf("  connection_arn = %q\n", theirs))))
	w.Run("apply", "-auto-approve")
	env.Emulator.SetConnectionState("us-east-1", "theirs", "DEAUTHORIZED", "The secret is gone.")
	if out := w.Run("plan"); !acctest.ErrorRegexp("No changes", "Warning: Connection not authorized", "DEAUTHORIZED: The secret is gone").MatchString(out) {
		t.Errorf("got %s", out)
	}
	must(c, c.events.DeleteConnection, &eventbridge.DeleteConnectionInput{Name: aws.String("theirs")})
	if out := w.Run("plan"); !acctest.ErrorRegexp("No changes", "Warning: Connection not found").MatchString(out) {
		t.Errorf("got %s", out)
	}
	w.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}

// TestGenerated imports with the configuration that Terraform writes: it has the ARN
// of the connection, which stays the resource's own.
func TestGenerated(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(withToken(token, 1, "  backfill_start_time = \"2026-01-01T00:00:00Z\"\n")))
	w.Run("apply", "-auto-approve")
	to := env.Workspace(env.Config(fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, name)))
	to.Run("plan", "-generate-config-out=generated.tf")
	if out := to.Run("apply", "-auto-approve"); !strings.Contains(out, "0 added, 0 changed, 0 destroyed") {
		t.Errorf("the import changes something: %s", out)
	}
	if !to.IsEmptyPlan() {
		t.Error("the plan after the import is not empty")
	}
	to.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}

// TestList lists the resources and imports one by identity.
func TestList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	w := env.Workspace(env.Config(withToken(token, 1, "")))
	w.Run("apply", "-auto-approve")
	must(c, c.states.CreateStateMachine, &sfn.CreateStateMachineInput{
		Name: aws.String(name + "-2"), Type: "STANDARD", RoleArn: aws.String(makeRole(c, "theirs", "states.amazonaws.com")), Definition: aws.String(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`)})
	p := env.Protocol(nil)
	listed, diags := p.List("eventbridge_buildkite_audit_log", map[string]any{"name_prefix": "buildkite"}, true, 10)
	p.Must(diags)
	if len(listed) != 1 || listed[0].Identity["name"] != name || listed[0].State["organization"] != "my-org" || listed[0].State["connection_name"] != name {
		t.Errorf("listed %+v", listed)
	}
	imported, diags := p.ImportIdentity("eventbridge_buildkite_audit_log", map[string]any{"name": name})
	p.Must(diags)
	if imported == nil || imported.State["schedule_name"] != name || imported.State["api_token_wo_version"] != nil {
		t.Errorf("imported %+v", imported)
	}
	for id, want := range map[string]string{"a b": "Invalid import ID", name + "-2": "State machine not created by this resource"} {
		if _, diags := p.Import("eventbridge_buildkite_audit_log", id); len(diags) == 0 || diags[0].Summary != want {
			t.Errorf("%s: got %+v", id, diags)
		}
	}
}

// TestUnknown applies with every argument known only then.
func TestUnknown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(`
resource "terraform_data" "late" {
  input = { organization = "my-org", start = "2026-01-01T00:00:00Z", bus = "default", type = "SSO_PROVIDER_UPDATED", minutes = 7 }
}

resource "eventbridge_buildkite_audit_log" "test" {
  organization         = terraform_data.late.output.organization
  backfill_start_time  = terraform_data.late.output.start
  event_bus_name       = terraform_data.late.output.bus
  event_types          = [terraform_data.late.output.type]
  interval_minutes     = terraform_data.late.output.minutes
  api_token_wo         = "bkua_a"
  api_token_wo_version = terraform_data.late.output.minutes
}
`)
	env.Test(t,
		resource.TestStep{Config: config, ConfigPlanChecks: action(plancheck.ResourceActionCreate), ConfigStateChecks: []statecheck.StateCheck{
			known("name", knownvalue.StringExact(name)), known("start_time", knownvalue.StringExact("2026-01-01T00:00:00Z")), known("event_source", knownvalue.StringExact("buildkite.audit-log/my-org")),
		}},
		emptyPlan(config),
	)
	nothingLeft(t, env)
}

// TestReplaced has everything created anew, beginning at the time of the creation,
// if the organization changes.
func TestReplaced(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	first := env.Config(withToken(token, 1, ""))
	other := strings.Replace(first, `"my-org"`, `"other-org"`, 1)
	env.Test(t,
		resource.TestStep{Config: first},
		resource.TestStep{
			Config: other, ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{known("name", knownvalue.StringExact("buildkite-audit-log-other-org")), known("event_source", knownvalue.StringExact("buildkite.audit-log/other-org"))},
			Check: func(*terraform.State) error {
				must(c, c.scheduler.GetSchedule, &scheduler.GetScheduleInput{Name: aws.String("buildkite-audit-log-other-org")})
				if left := env.Emulator.Inventory(); left.Schedules != 1 || left.Connections != 1 || left.StateMachines != 1 {
					t.Errorf("there are %+v", left)
				}
				return nil
			},
		},
		emptyPlan(other),
	)
	nothingLeft(t, env)
}

// TestGone creates everything anew if nothing of it is left.
func TestGone(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	config := env.Config(withToken(token, 1, ""))
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				must(c, c.scheduler.DeleteSchedule, &scheduler.DeleteScheduleInput{Name: aws.String(name)})
				must(c, c.states.DeleteStateMachine, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(machine)})
				must(c, c.events.DeleteConnection, &eventbridge.DeleteConnectionInput{Name: aws.String(name)})
				for _, role := range []string{runs, starts} {
					must(c, c.iam.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("eventbridge-buildkite-audit-log")})
					must(c, c.iam.DeleteRole, &iam.DeleteRoleInput{RoleName: aws.String(role)})
				}
			},
			Config: config, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
		},
		emptyPlan(config),
	)
	nothingLeft(t, env)
}

// TestElsewhere has an audit log in another region than the provider's.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(withToken(token, 1, "  region = \"eu-west-1\"\n  role_path = \"/audit/\"\n"))
	env.Test(t,
		resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
			known("state_machine_arn", knownvalue.StringExact("arn:aws:states:eu-west-1:123456789012:stateMachine:"+name)),
			known("execution_role_arn", knownvalue.StringExact("arn:aws:iam::123456789012:role/audit/"+name+"-eu-west-1-execution")),
		}},
		emptyPlan(config),
		resource.TestStep{Config: config, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportCommandWithID, ImportStateId: name + "@eu-west-1", ImportStateVerify: true, ImportStateVerifyIgnore: []string{"api_token_wo_version"}},
	)
	nothingLeft(t, env)
}
