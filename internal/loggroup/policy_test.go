package loggroup_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// foreignPolicy lets another service write, and EventBridge not.
const foreignPolicy = `{"Version":"2012-10-17","Statement":[{"Sid":"Route53","Effect":"Allow","Principal":{"Service":"route53.amazonaws.com"},` +
	`"Action":"logs:PutLogEvents","Resource":"` + groupARN + `:*"}]}`

// wideStatement lets EventBridge write to all log groups of its console.
const wideStatement = `{"Sid":"TrustEventsToStoreLogEvent","Effect":"Allow","Principal":{"Service":["events.amazonaws.com","delivery.logs.amazonaws.com"]},` +
	`"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/*:*"}`

const widePolicy = `{"Version":"2012-10-17","Statement":[` + wideStatement + `]}`

const accountPolicyName = "EventBridgeToLogs-aws-events-buildkite-"

// policies lists documents by name: those of the account for "", else those of
// the log group.
func policies(t *testing.T, env *acctest.Env, arn string) map[string]logstypes.ResourcePolicy {
	t.Helper()
	input := &cloudwatchlogs.DescribeResourcePoliciesInput{}
	if arn != "" {
		input.ResourceArn, input.PolicyScope = aws.String(arn), logstypes.PolicyScopeResource
	}
	out, err := env.Logs().DescribeResourcePolicies(context.Background(), input)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]logstypes.ResourcePolicy{}
	for _, policy := range out.ResourcePolicies {
		byName[aws.ToString(policy.PolicyName)] = policy
	}
	return byName
}

func onlyPolicy(t *testing.T, env *acctest.Env, arn string) logstypes.ResourcePolicy {
	t.Helper()
	all := policies(t, env, arn)
	if len(all) != 1 {
		t.Fatalf("there are %d policies, want one: %v", len(all), all)
	}
	for _, policy := range all {
		return policy
	}
	panic("not reached")
}

func putGroupPolicy(t *testing.T, env *acctest.Env, document string) {
	t.Helper()
	input := &cloudwatchlogs.PutResourcePolicyInput{ResourceArn: aws.String(groupARN), PolicyDocument: aws.String(document)}
	for _, policy := range policies(t, env, groupARN) {
		input.ExpectedRevisionId = policy.RevisionId
	}
	do(t, env.Logs().PutResourcePolicy, input)
}

func removeGroupPolicy(t *testing.T, env *acctest.Env) {
	t.Helper()
	do(t, env.Logs().DeleteResourcePolicy, &cloudwatchlogs.DeleteResourcePolicyInput{
		ResourceArn: aws.String(groupARN), ExpectedRevisionId: onlyPolicy(t, env, groupARN).RevisionId,
	})
}

func putAccountPolicy(t *testing.T, env *acctest.Env, policyName, document string) {
	t.Helper()
	do(t, env.Logs().PutResourcePolicy, &cloudwatchlogs.PutResourcePolicyInput{PolicyName: aws.String(policyName), PolicyDocument: aws.String(document)})
}

func makeGroup(t *testing.T, env *acctest.Env) {
	t.Helper()
	do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name)})
}

// delivers evaluates the policies as they are on AWS.
func delivers(t *testing.T, env *acctest.Env) bool {
	t.Helper()
	var documents []awsclient.PolicyDocument
	for _, arn := range []string{"", groupARN} {
		for name, policy := range policies(t, env, arn) {
			documents = append(documents, awsclient.PolicyDocument{Name: name, Text: aws.ToString(policy.PolicyDocument)})
		}
	}
	return awsclient.MayDeliver(groupARN, documents).Allowed
}

func TestPolicyModes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	step := func(mode string, group, account int) resource.TestStep {
		return resource.TestStep{
			Config:            env.Config(testGroup(mode)),
			ConfigStateChecks: []statecheck.StateCheck{known("resource_policy", knownvalue.StringExact(mode))},
			Check: func(*terraform.State) error {
				if got := len(policies(t, env, groupARN)); got != group {
					t.Errorf("%s: the log group has %d policies, want %d", mode, got, group)
				}
				if got := len(policies(t, env, "")); got != account {
					t.Errorf("%s: the account has %d policies, want %d", mode, got, account)
				}
				if may := delivers(t, env); may != (mode != "none") {
					t.Errorf("%s: EventBridge may write: %t", mode, may)
				}
				return nil
			},
		}
	}
	env.Test(t, step("log_group", 1, 0), step("account", 0, 1), step("log_group", 1, 0), step("none", 0, 0), step("account", 0, 1), step("none", 0, 0))
	// The new policy is put before the old one is deleted.
	var order []string
	for _, call := range env.Emulator.Calls() {
		if call.Operation == "PutResourcePolicy" || call.Operation == "DeleteResourcePolicy" {
			order = append(order, strings.TrimSuffix(call.Operation, "ResourcePolicy"))
		}
	}
	if got, want := strings.Join(order, " "), "Put Put Delete Put Delete Delete Put Delete"; got != want {
		t.Errorf("the policies were written in the order %s, want %s", got, want)
	}
}

func testGroup(mode string) string { return group(fmt.Sprintf("resource_policy = %q", mode)) }

func TestPolicyName(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t, resource.TestStep{
		Config: env.Config(testGroup("account")),
		Check: func(*terraform.State) error {
			if got := aws.ToString(onlyPolicy(t, env, "").PolicyName); !strings.HasPrefix(got, accountPolicyName) {
				t.Errorf("the policy is named %s", got)
			}
			return nil
		},
	})
}

func TestPolicyDriftOfTheAccount(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	drift := func(shown string, change func()) resource.TestStep {
		return resource.TestStep{
			PreConfig: change, Config: env.Config(testGroup("account")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
				before("resource_policy", shown),
			}},
			Check: func(*terraform.State) error {
				if got := onlyPolicy(t, env, ""); strings.Contains(aws.ToString(got.PolicyDocument), "Route53") || !delivers(t, env) {
					t.Errorf("not repaired: %s", aws.ToString(got.PolicyDocument))
				}
				return nil
			},
		}
	}
	own := func() *string { return onlyPolicy(t, env, "").PolicyName }
	env.Test(t,
		resource.TestStep{Config: env.Config(testGroup("account"))},
		drift("none", func() {
			do(t, env.Logs().DeleteResourcePolicy, &cloudwatchlogs.DeleteResourcePolicyInput{PolicyName: own()})
		}),
		drift("changed", func() { putAccountPolicy(t, env, aws.ToString(own()), foreignPolicy) }),
		// From a changed policy straight to another mode leaves nothing behind.
		resource.TestStep{
			PreConfig: func() {
				changed := strings.Replace(aws.ToString(onlyPolicy(t, env, "").PolicyDocument), "Allow", "Deny", 1)
				putAccountPolicy(t, env, aws.ToString(own()), changed)
			},
			Config: env.Config(testGroup("log_group")),
			Check: func(*terraform.State) error {
				if left := policies(t, env, ""); len(left) != 0 {
					t.Errorf("left behind: %v", left)
				}
				return nil
			},
		},
	)
}

// beforeCheck holds what a plan shows as the value until now.
type beforeCheck struct{ attribute, want string }

func before(attribute, want string) plancheck.PlanCheck { return beforeCheck{attribute, want} }

func (c beforeCheck) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	for _, change := range req.Plan.ResourceChanges {
		if change.Address != address {
			continue
		}
		values, ok := change.Change.Before.(map[string]any)
		if !ok || values[c.attribute] != c.want {
			resp.Error = fmt.Errorf("the plan shows %v for %s, want %s", values[c.attribute], c.attribute, c.want)
		}
		return
	}
	resp.Error = fmt.Errorf("%s is not in the plan", address)
}

// TestRemovedStatementsAreShown shows in the plan what the apply removes from the
// provider's policy.
func TestRemovedStatementsAreShown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(group("")))
	w.Run("apply", "-auto-approve")
	document := aws.ToString(onlyPolicy(t, env, groupARN).PolicyDocument)
	putGroupPolicy(t, env, strings.Replace(document, `"Statement":[`, `"Statement":[`+wideStatement+`,`, 1))
	out := strings.Join(strings.Fields(strings.ReplaceAll(w.Run("plan", "-no-color"), "│", " ")), " ")
	for _, text := range []string{"Warning: Resource policy statements will be removed", `"Sid":"TrustEventsToStoreLogEvent"`, `resource_policy = "none"`} {
		if !strings.Contains(out, text) {
			t.Errorf("%q is not in\n%s", text, out)
		}
	}
	if strings.Contains(out, `"Sid":"EventBridgeToCloudWatchLogs"`) {
		t.Errorf("the provider's own statement is shown:\n%s", out)
	}
}

func TestPolicyDriftIsNamed(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	shows := func(want string, change func()) resource.TestStep {
		return resource.TestStep{
			PreConfig: change, Config: env.Config(group("")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{before("resource_policy", want)}},
		}
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(group(""))},
		shows("none", func() { removeGroupPolicy(t, env) }),
		shows("changed", func() { putGroupPolicy(t, env, foreignPolicy) }),
		shows("changed", func() { // wider than what was written
			document := aws.ToString(onlyPolicy(t, env, groupARN).PolicyDocument)
			putGroupPolicy(t, env, strings.Replace(document, `"Statement":[`, `"Statement":[`+wideStatement+`,`, 1))
		}),
		resource.TestStep{ // written anew by somebody in other words
			PreConfig: func() {
				document := aws.ToString(onlyPolicy(t, env, groupARN).PolicyDocument)
				putGroupPolicy(t, env, strings.ReplaceAll(document, ",", " ,\n  "))
			},
			Config:           env.Config(group("")),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
	)
}

func TestExistingGroup(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeGroup(t, env)
	do(t, env.Logs().PutRetentionPolicy, &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String(name), RetentionInDays: aws.Int32(5)})
	do(t, env.Logs().TagResource, &cloudwatchlogs.TagResourceInput{ResourceArn: aws.String(groupARN), Tags: map[string]string{"owner": "them"}})
	env.Test(t,
		resource.TestStep{
			Config: env.Config(group("")),
			ExpectError: acctest.ErrorRegexp(`Log group already exists`, `with eventbridge_log_group.test`,
				`Log group "/aws/events/buildkite" already exists`, `It was not changed.`,
				`terraform import eventbridge_log_group.NAME '/aws/events/buildkite'`, "set `create_log_group = false`"),
		},
		resource.TestStep{
			Config: env.Config(group("create_log_group = false")),
			ConfigStateChecks: []statecheck.StateCheck{
				known("create_log_group", knownvalue.Bool(false)),
				known("retention_in_days", knownvalue.Null()),
				known("arn", knownvalue.StringExact(groupARN)),
			},
			Check: func(*terraform.State) error {
				if !delivers(t, env) {
					t.Error("EventBridge may not write")
				}
				return nil
			},
		},
		resource.TestStep{
			Config: env.Config(group("")),
			ExpectError: acctest.ErrorRegexp(`Log group not created by this resource`, `The log group "/aws/events/buildkite" was not created by this resource`,
				`remove the resource from the state with`, `terraform state rm`, `Nothing was changed.`),
		},
		resource.TestStep{
			Config:           env.Config(group("create_log_group = false\n resource_policy = \"account\"")),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
	)
	group := look(t, env)
	if group == nil || aws.ToInt32(group.RetentionInDays) != 5 || groupTags(t, env)["owner"] != "them" {
		t.Errorf("the group did not stay as it was: %+v", group)
	}
	if left := len(policies(t, env, groupARN)) + len(policies(t, env, "")); left != 0 {
		t.Errorf("%d policies are left", left)
	}
}

func TestExistingGroupIsMissing(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t, resource.TestStep{
		Config:      env.Config(group("create_log_group = false")),
		ExpectError: acctest.ErrorRegexp(`Log group not found`, `there is no log group "/aws/events/buildkite" in us-east-1.`, `Nothing was changed.`),
	})
}

func TestLettingGoOfTheGroup(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(group("retention_in_days = 30"))},
		resource.TestStep{
			Config:           env.Config(group("create_log_group = false")),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
	)
	if group := look(t, env); group == nil || aws.ToInt32(group.RetentionInDays) != 30 {
		t.Errorf("the group did not stay: %+v", group)
	}
}

// A policy on the log group that somebody else made is left where it does the
// job, and never overwritten.
func TestForeignGroupPolicy(t *testing.T) {
	t.Parallel()
	t.Run("lets EventBridge write", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t)
		makeGroup(t, env)
		putGroupPolicy(t, env, widePolicy)
		revision := aws.ToString(onlyPolicy(t, env, groupARN).RevisionId)
		env.Test(t,
			resource.TestStep{
				Config:            env.Config(group("create_log_group = false")),
				ConfigStateChecks: []statecheck.StateCheck{known("resource_policy", knownvalue.StringExact("log_group"))},
			},
			resource.TestStep{ // it goes, and the provider's own takes its place
				PreConfig: func() { removeGroupPolicy(t, env) },
				Config:    env.Config(group("create_log_group = false")), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				Check: func(*terraform.State) error {
					if !delivers(t, env) {
						t.Error("EventBridge may not write")
					}
					removeGroupPolicy(t, env)
					putGroupPolicy(t, env, widePolicy)
					revision = aws.ToString(onlyPolicy(t, env, groupARN).RevisionId)
					return nil
				},
				ExpectNonEmptyPlan: true, // changed: it was the provider's before
			},
		)
		if got := onlyPolicy(t, env, groupARN); aws.ToString(got.RevisionId) != revision {
			t.Errorf("somebody else's policy was touched: %s", aws.ToString(got.PolicyDocument))
		}
	})
	t.Run("does not allow EventBridge to write", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t)
		makeGroup(t, env)
		putGroupPolicy(t, env, foreignPolicy)
		revision := aws.ToString(onlyPolicy(t, env, groupARN).RevisionId)
		env.Test(t,
			resource.TestStep{
				Config: env.Config(group("create_log_group = false")),
				ExpectError: acctest.ErrorRegexp(`Resource policy already exists`, `with eventbridge_log_group.test`,
					`already has a resource policy that does not allow EventBridge to write. A log group can have only one resource policy`,
					`resource_policy = "account"`, `"Sid":"EventBridgeToCloudWatchLogs"`, `No policy was changed.`),
			},
			resource.TestStep{Config: env.Config(group("create_log_group = false\nresource_policy = \"account\""))},
		)
		if got := onlyPolicy(t, env, groupARN); aws.ToString(got.RevisionId) != revision {
			t.Errorf("somebody else's policy was touched: %s", aws.ToString(got.PolicyDocument))
		}
	})
}

func TestForeignAccountPolicy(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var taken string
	env.Test(t,
		resource.TestStep{
			Config: env.Config(testGroup("account")),
			Check: func(*terraform.State) error {
				taken = aws.ToString(onlyPolicy(t, env, "").PolicyName)
				return nil
			},
		},
		resource.TestStep{Config: env.Config("")},
		resource.TestStep{
			PreConfig: func() { putAccountPolicy(t, env, taken, foreignPolicy) },
			Config:    env.Config(testGroup("account")),
			ExpectError: acctest.ErrorRegexp(`Resource policy already exists`, `The account already has a CloudWatch Logs resource policy named`,
				`which this provider did not create and does not overwrite.`),
		},
	)
	if got := aws.ToString(policies(t, env, "")[taken].PolicyDocument); got != foreignPolicy {
		t.Errorf("somebody else's policy was touched: %s", got)
	}
}

func TestAccountPoliciesUsedUp(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	names := make([]string, 10)
	for i := range names {
		names[i] = fmt.Sprintf("service-%02d", i)
		putAccountPolicy(t, env, names[i], foreignPolicy)
	}
	env.Test(t,
		resource.TestStep{
			Config: env.Config(testGroup("account")),
			ExpectError: acctest.ErrorRegexp(`Too many resource policies`,
				`AWS allows ten account-wide CloudWatch Logs resource policies`, `The 10 existing policies are `+strings.Join(names, ", ")+`.`, `Set resource_policy = "log_group"`,
				`AWS said: LimitExceededException: Resource limit exceeded (request ID `),
		},
		// Nothing could have arrived, so the group is simply made again.
		resource.TestStep{Config: env.Config(testGroup("log_group"))},
	)
	if got := policies(t, env, ""); len(got) != 10 || slices.ContainsFunc(names, func(name string) bool { _, ok := got[name]; return !ok }) {
		t.Errorf("the account's policies are %v", got)
	}
	if calls := env.Emulator.CallCount("logs:PutResourcePolicy"); calls > 13 {
		t.Errorf("PutResourcePolicy was called %d times: a quota is not retried", calls)
	}
}

// A policy that somebody added to is not deleted with the resource.
func TestPolicyWithAdditionsIsKept(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeGroup(t, env)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(group("create_log_group = false")),
			Check: func(*terraform.State) error {
				document := aws.ToString(onlyPolicy(t, env, groupARN).PolicyDocument)
				putGroupPolicy(t, env, strings.Replace(document, `"Statement":[`, `"Statement":[`+wideStatement+`,`, 1))
				return nil
			},
			ExpectNonEmptyPlan: true,
		},
	)
	if got := aws.ToString(onlyPolicy(t, env, groupARN).PolicyDocument); !strings.Contains(got, "TrustEventsToStoreLogEvent") {
		t.Errorf("the policy is %s", got)
	}
}
