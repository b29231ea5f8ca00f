package auditlog_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	schedulertypes "github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

const (
	address = "eventbridge_buildkite_audit_log.test"
	name    = "buildkite-audit-log-my-org"
	machine = "arn:aws:states:us-east-1:123456789012:stateMachine:" + name
	runs    = name + "-us-east-1-execution"
	starts  = name + "-us-east-1-invocation"
	token   = "bkua_the-first-token"
	rotated = "bkua_the-second-token"
)

// auditLog is the resource with these lines.
func auditLog(lines string) string {
	return fmt.Sprintf("resource \"eventbridge_buildkite_audit_log\" \"test\" {\n  organization = \"my-org\"\n%s\n}\n", lines)
}

// withToken is the resource with a token and these lines.
func withToken(token string, version int, lines string) string {
	return auditLog(fmt.Sprintf("  api_token_wo = %q\n  api_token_wo_version = %d\n%s", token, version, lines))
}

func known(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

var emptyPlan = acctest.EmptyPlan

// aws are clients of the test's AWS.
type clients struct {
	t         *testing.T
	events    *eventbridge.Client
	scheduler *scheduler.Client
	states    *sfn.Client
	iam       *iam.Client
}

func clientsOf(t *testing.T, env *acctest.Env) clients {
	t.Helper()
	return clients{t, env.EventBridge(), scheduler.NewFromConfig(env.AWS()), sfn.NewFromConfig(env.AWS()), iam.NewFromConfig(env.AWS())}
}

// must ends the test if a call behind the provider's back fails.
func must[In, Out, Option any](c clients, call func(context.Context, *In, ...func(*Option)) (*Out, error), in *In) *Out {
	c.t.Helper()
	out, err := call(context.Background(), in)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func nothingLeft(t *testing.T, env *acctest.Env) {
	t.Helper()
	left := env.Emulator.Inventory()
	if left.Connections+left.Roles+left.StateMachines+left.Schedules > 0 {
		t.Errorf("left behind: %+v", left)
	}
}

// TestAuditLog is the life of the resource: creation, updates, import, drift of
// each part, destruction.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	c := clientsOf(t, env)
	group := "resource \"eventbridge_log_group\" \"failures\" {\n  name = \"/aws/vendedlogs/failures\"\n  resource_policy = \"none\"\n}\n"
	first := env.Config(group + withToken(token, 1, ""))
	all := env.Config(group + withToken(rotated, 2, `
  backfill_start_time   = "2026-01-01T01:00:00+01:00"
  event_source          = "audit"
  event_types           = ["SSO_PROVIDER_UPDATED", "API_ACCESS_TOKEN_CREATED"]
  interval_minutes      = 60
  late_minutes          = 30
  enabled               = false
  failure_log_group_arn = eventbridge_log_group.failures.arn
  dead_letter_arn       = "arn:aws:sqs:us-east-1:123456789012:dead"
  kms_key_arn           = "arn:aws:kms:us-east-1:123456789012:key/a"
  tags                  = { team = "ci" }
`))
	portal := env.Config(group + withToken(rotated, 2, "  portal = \"audit\"\n  event_bus_name = \"arn:aws:events:us-east-1:123456789012:event-bus/audit\"\n"))
	steps := []resource.TestStep{
		{
			Config: first, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				known("id", knownvalue.StringExact(name)), known("state_machine_arn", knownvalue.StringExact(machine)), known("schedule_name", knownvalue.StringExact(name)),
				known("event_source", knownvalue.StringExact("buildkite.audit-log/my-org")), known("api_token_wo", knownvalue.Null()), known("connection_name", knownvalue.StringExact(name)),
				known("interval_minutes", knownvalue.Int64Exact(5)), known("changed_parts", knownvalue.ListExact(nil)), known("backfill_start_time", knownvalue.Null()),
			},
			Check: func(*terraform.State) error {
				s := must(c, c.scheduler.GetSchedule, &scheduler.GetScheduleInput{Name: aws.String(name)})
				if *s.ScheduleExpression != "rate(5 minutes)" || *s.Target.RetryPolicy.MaximumEventAgeInSeconds != 300 || *s.Target.Arn != machine {
					t.Errorf("the schedule is %+v", s)
				}
				m := must(c, c.states.DescribeStateMachine, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(machine)})
				if m.Type != sfntypes.StateMachineTypeStandard {
					t.Errorf("the state machine is %s", m.Type)
				}
				return nil
			},
		},
		emptyPlan(first),
		{
			Config: all, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{known("start_time", knownvalue.StringExact("2026-01-01T00:00:00Z"))},
			Check: func(*terraform.State) error {
				policy := must(c, c.iam.GetRolePolicy, &iam.GetRolePolicyInput{RoleName: aws.String(runs), PolicyName: aws.String("eventbridge-buildkite-audit-log")})
				for _, want := range []string{"kms%3AEncryptionContext%3Aaws%3Astates%3AstateMachineArn", "kms%3AEncryptionContext%3ASourceArn", "%22events%3Asource%22%3A%22audit%22", "graphql.buildkite.com"} {
					if !strings.Contains(aws.ToString(policy.PolicyDocument), want) {
						t.Errorf("%s is missing in %s", want, aws.ToString(policy.PolicyDocument))
					}
				}
				return nil
			},
		},
		emptyPlan(all),
		{Config: all, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportCommandWithID, ImportStateId: name, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"api_token_wo_version", "backfill_start_time"}},
		{Config: portal, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		emptyPlan(portal),
		{Config: first, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		emptyPlan(first),
	}
	for _, spoil := range []func(){
		func() {
			must(c, c.states.UpdateStateMachine, &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machine), Definition: aws.String(
				`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`)})
			must(c, c.iam.UpdateRole, &iam.UpdateRoleInput{RoleName: aws.String(starts), MaxSessionDuration: aws.Int32(7200)})
		},
		func() {
			must(c, c.scheduler.UpdateSchedule, &scheduler.UpdateScheduleInput{
				Name: aws.String(name), ScheduleExpression: aws.String("rate(1 hour)"), State: schedulertypes.ScheduleStateDisabled,
				FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeFlexible, MaximumWindowInMinutes: aws.Int32(5)},
				Target:             &schedulertypes.Target{Arn: aws.String(machine), RoleArn: aws.String("arn:aws:iam::123456789012:role/" + starts), Input: aws.String(`{"a":1}`)},
			})
		},
		func() {
			must(c, c.scheduler.UpdateSchedule, &scheduler.UpdateScheduleInput{
				Name: aws.String(name), ScheduleExpression: aws.String("cron(0 * * * ? *)"), StartDate: aws.Time(time.Now()),
				FlexibleTimeWindow: &schedulertypes.FlexibleTimeWindow{Mode: schedulertypes.FlexibleTimeWindowModeOff},
				Target:             &schedulertypes.Target{Arn: aws.String(machine), RoleArn: aws.String("arn:aws:iam::123456789012:role/" + starts)},
			})
		},
		func() {
			must(c, c.events.UpdateConnection, &eventbridge.UpdateConnectionInput{Name: aws.String(name), AuthParameters: &ebtypes.UpdateConnectionAuthRequestParameters{
				ApiKeyAuthParameters: &ebtypes.UpdateConnectionApiKeyAuthRequestParameters{ApiKeyName: aws.String("X-Other")},
			}})
		},
		func() { // Somebody has set up another audit log in its place.
			now := must(c, c.states.DescribeStateMachine, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(machine)})
			source := catalog.Default().Source("buildkiteauditlog")
			spec, _, intact := pull.SpecOf(aws.ToString(now.Definition), source, "aws")
			if !intact {
				t.Error("the definition is not intact")
			}
			spec.Portal, spec.EventTypes, spec.LateMinutes, spec.EventBus, spec.EventSource = "p", []string{"SSO_PROVIDER_UPDATED"}, 99, "audit", "audit"
			must(c, c.states.UpdateStateMachine, &sfn.UpdateStateMachineInput{
				StateMachineArn: aws.String(machine), Definition: aws.String(spec.Definition(source, "aws")),
				EncryptionConfiguration: &sfntypes.EncryptionConfiguration{Type: sfntypes.EncryptionTypeCustomerManagedKmsKey, KmsKeyId: aws.String("arn:aws:kms:us-east-1:123456789012:key/b")},
			})
		},
		func() { must(c, c.scheduler.DeleteSchedule, &scheduler.DeleteScheduleInput{Name: aws.String(name)}) },
		func() {
			must(c, c.states.DeleteStateMachine, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(machine)})
		},
		func() {
			must(c, c.iam.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: aws.String(runs), PolicyName: aws.String("eventbridge-buildkite-audit-log")})
			must(c, c.iam.DeleteRole, &iam.DeleteRoleInput{RoleName: aws.String(runs)})
		},
		func() { must(c, c.events.DeleteConnection, &eventbridge.DeleteConnectionInput{Name: aws.String(name)}) },
		func() {
			env.Emulator.SetConnectionState("us-east-1", name, "DEAUTHORIZED", "The key is not accessible.")
		},
	} {
		steps = append(steps,
			resource.TestStep{
				PreConfig: spoil, Config: first, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{known("changed_parts", knownvalue.ListExact(nil)), known("interval_minutes", knownvalue.Int64Exact(5)), known("enabled", knownvalue.Bool(true)), known("late_minutes", knownvalue.Int64Exact(10)), known("kms_key_arn", knownvalue.Null())},
			},
			emptyPlan(first))
	}
	env.Test(t, steps...)
	nothingLeft(t, env)
}
