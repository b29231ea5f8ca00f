package loggroup_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

func putRetentionPolicy(t *testing.T, env *acctest.Env, document string) {
	t.Helper()
	do(t, env.Logs().PutAccountPolicy, &cloudwatchlogs.PutAccountPolicyInput{
		PolicyName: aws.String("baseline"), PolicyType: logstypes.PolicyTypeRetentionPolicy, PolicyDocument: aws.String(document),
	})
}

// TestLogGroupAccountRetention keeps the configured retention in the state while
// a policy of the account overrides it.
func TestLogGroupAccountRetention(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	shows := func(own, policy, effective knownvalue.Check) []statecheck.StateCheck {
		return []statecheck.StateCheck{known("retention_in_days", own), known("retention_policy_name", policy), known("effective_retention_in_days", effective)}
	}
	null, baseline := knownvalue.Null(), knownvalue.StringExact("baseline")
	env.Test(t,
		resource.TestStep{
			Config:            env.Config(group("retention_in_days = 90")),
			ConfigStateChecks: shows(knownvalue.Int64Exact(90), null, knownvalue.Int64Exact(90)),
		},
		resource.TestStep{
			PreConfig:         func() { putRetentionPolicy(t, env, `{"retentionInDays":30,"enforcementMode":"RETROACTIVE"}`) },
			Config:            env.Config(group("retention_in_days = 90")),
			ConfigPlanChecks:  action(plancheck.ResourceActionNoop),
			ConfigStateChecks: shows(knownvalue.Int64Exact(90), baseline, knownvalue.Int64Exact(30)),
		},
		resource.TestStep{
			Config:            env.Config(group("retention_in_days = 60")),
			ConfigPlanChecks:  action(plancheck.ResourceActionUpdate),
			ConfigStateChecks: shows(knownvalue.Int64Exact(60), baseline, knownvalue.Int64Exact(30)),
		},
		resource.TestStep{
			Config:            env.Config(group("")),
			ConfigPlanChecks:  action(plancheck.ResourceActionUpdate),
			ConfigStateChecks: shows(null, baseline, knownvalue.Int64Exact(30)),
		},
		resource.TestStep{
			PreConfig: func() {
				putRetentionPolicy(t, env, `{"retentionInDays":"NEVER_EXPIRE","enforcementMode":"RETROACTIVE"}`)
			},
			Config:            env.Config(group("retention_in_days = 60")),
			ConfigStateChecks: shows(knownvalue.Int64Exact(60), baseline, null),
		},
		resource.TestStep{ // The policy goes: what was configured is what is there.
			PreConfig: func() {
				do(t, env.Logs().DeleteAccountPolicy, &cloudwatchlogs.DeleteAccountPolicyInput{PolicyName: aws.String("baseline"), PolicyType: logstypes.PolicyTypeRetentionPolicy})
			},
			Config:            env.Config(group("retention_in_days = 60")),
			ConfigPlanChecks:  action(plancheck.ResourceActionNoop),
			ConfigStateChecks: shows(knownvalue.Int64Exact(60), null, knownvalue.Int64Exact(60)),
		},
		resource.TestStep{
			Config:            env.Config(group("retention_in_days = 60\ntags = { a = \"b\" }")),
			ConfigPlanChecks:  action(plancheck.ResourceActionUpdate),
			ConfigStateChecks: shows(knownvalue.Int64Exact(60), null, knownvalue.Int64Exact(60)),
		},
	)
}

// TestLogGroupAccountRetentionFromTheStart creates and imports a log group under
// a policy of the account.
func TestLogGroupAccountRetentionFromTheStart(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	putRetentionPolicy(t, env, `{"retentionInDays":30,"enforcementMode":"RETROACTIVE"}`)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(group("retention_in_days = 90")),
			ConfigStateChecks: []statecheck.StateCheck{
				known("retention_in_days", knownvalue.Int64Exact(90)), known("retention_policy_name", knownvalue.StringExact("baseline")),
			},
		},
		resource.TestStep{Config: env.Config(group("retention_in_days = 90")), ConfigPlanChecks: action(plancheck.ResourceActionNoop)},
	)
	do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("elsewhere")})
	protocol := env.Protocol(nil)
	imported, diags := protocol.Import("eventbridge_log_group", "elsewhere")
	const said = `The account-level retention policy "baseline" overrides the retention of log group "elsewhere", so its events are kept for 30 days. ` +
		`The log group itself has no retention period of its own, which takes effect again once the policy is removed.`
	if len(diags) != 1 || diags[0].Summary != "Retention set by an account policy" || !strings.HasPrefix(diags[0].Detail, said) {
		t.Fatalf("got %+v", diags)
	}
	if _, diags = protocol.Read(imported); len(diags) != 0 {
		t.Errorf("said again: %+v", diags)
	}
}

// TestLogGroupClasses passes classes on that the provider does not know.
func TestLogGroupClasses(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{
			Config:            env.Config(group(`log_group_class = "ESSENTIALS"`)),
			ConfigStateChecks: []statecheck.StateCheck{known("log_group_class", knownvalue.StringExact("ESSENTIALS"))},
		},
		resource.TestStep{
			Config: env.Config(group(`log_group_class = "ESSENTIALS"`)), ConfigPlanChecks: action(plancheck.ResourceActionNoop),
		},
		resource.TestStep{
			Config: env.Config(group(`log_group_class = "ARCHIVE"`)), PlanOnly: true, ExpectNonEmptyPlan: true,
		},
	)
}
