package metricsink_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// TestMetricDefaultTags has the provider's tags on all three objects, up to as
// many as AWS allows.
func TestMetricDefaultTags(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	var fifty strings.Builder
	for i := range 49 {
		fmt.Fprintf(&fifty, "k%d = \"v\"\n", i)
	}
	config := func(tags string) string {
		return env.ConfigWith("  default_tags = { tags = {\n"+tags+"} }", wait(`  tags = { team = "ci" }`))
	}
	counted := func(want int) resource.TestCheckFunc {
		return func(*terraform.State) error {
			for _, role := range []string{waitExecution, waitInvocation} {
				out := must[*iam.GetRoleOutput](t)(iamOf(env).GetRole(context.Background(), &iam.GetRoleInput{RoleName: &role}))
				if len(out.Role.Tags) != want {
					t.Errorf("%s has %d tags, want %d", role, len(out.Role.Tags), want)
				}
			}
			out := must[*sfn.ListTagsForResourceOutput](t)(sfnOf(env).ListTagsForResource(context.Background(), &sfn.ListTagsForResourceInput{ResourceArn: aws.String(waitMachine)}))
			if len(out.Tags) != want {
				t.Errorf("the state machine has %d tags, want %d", len(out.Tags), want)
			}
			return nil
		}
	}
	env.Test(t,
		resource.TestStep{Config: config(fifty.String()), Check: counted(50)},
		emptyPlan(config(fifty.String())),
		resource.TestStep{Config: config("stage = \"a\"\n"), ConfigPlanChecks: metricAction(plancheck.ResourceActionUpdate), Check: counted(2)},
		emptyPlan(config("stage = \"a\"\n")),
		resource.TestStep{Config: config(strings.Replace(fifty.String(), "k0 ", "k0 = \"v\"\nk50 ", 1)), ExpectError: acctest.ErrorRegexp("50")},
	)
	nothingLeft(t, env)
}

// TestMetricLoggingRoleNotKnown waits until the policy that lets the role log is
// known to Step Functions, while creating and while changing.
func TestMetricLoggingRoleNotKnown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const group = "resource \"eventbridge_log_group\" \"failures\" {\n  name = \"" + failureLogGroup + "\"\n  resource_policy = \"none\"\n}\n"
	logging := env.Config(group + wait("  failure_log_group_arn = eventbridge_log_group.failures.arn"))
	late := func(operation string) func() {
		return func() {
			env.Emulator.Inject(emulator.Fault{
				Service: "states", Operation: operation, Times: 3, Status: 400, Code: "AccessDeniedException",
				Message: "The state machine IAM Role is not authorized to access the Log Destination",
			})
		}
	}
	env.Test(t,
		resource.TestStep{PreConfig: late("CreateStateMachine"), Config: logging},
		resource.TestStep{Config: env.Config(group + wait(""))},
		resource.TestStep{PreConfig: late("UpdateStateMachine"), Config: logging},
		emptyPlan(logging),
	)
	nothingLeft(t, env)
}

// TestMetricTwice refuses two resources that mean one state machine.
func TestMetricTwice(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	body := wait("") + strings.Replace(wait(""), `"test"`, `"again"`, 1)
	env.Test(t, resource.TestStep{Config: env.Config(body), ExpectError: acctest.ErrorRegexp(`Duplicate state machine`)})
	nothingLeft(t, env)
}

// TestMetricReplaced makes the metric anew under another name, and under the
// same name with another path while the old state machine is being deleted.
func TestMetricReplaced(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Emulator.SetMachineDeletion(emulator.MachineDeletion{Describes: 3})
	renamed := env.Config(strings.Replace(wait(""), `name = "wait"`, `name = "other"`, 1))
	moved := env.Config(strings.Replace(wait(`  role_path = "/metrics/"`), `name = "wait"`, `name = "other"`, 1))
	derived := env.Config(strings.Replace(wait(""), `name = "wait"`, "", 1))
	env.Test(t,
		resource.TestStep{Config: env.Config(wait(""))},
		resource.TestStep{Config: renamed, ConfigPlanChecks: metricAction(plancheck.ResourceActionDestroyBeforeCreate)},
		emptyPlan(renamed),
		resource.TestStep{
			Config: moved, ConfigPlanChecks: metricAction(plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{knownMetric("execution_role_arn", knownvalue.StringExact("arn:aws:iam::123456789012:role/metrics/other-us-east-1-execution"))},
		},
		emptyPlan(moved),
		// Without a name the one there is stays.
		resource.TestStep{Config: env.Config(strings.Replace(wait(`  role_path = "/metrics/"`), `name = "wait"`, "", 1)), ConfigPlanChecks: metricAction(plancheck.ResourceActionNoop)},
		resource.TestStep{Config: derived, Destroy: true},
		resource.TestStep{Config: derived, ConfigStateChecks: []statecheck.StateCheck{knownMetric("name", knownvalue.StringRegexp(derivedName))}},
		emptyPlan(derived),
	)
	nothingLeft(t, env)
}

// TestMetricRoleInUse says what to do where others put policies on a role.
func TestMetricRoleInUse(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(wait(""))
	other := &iam.PutRolePolicyInput{RoleName: aws.String(waitExecution), PolicyName: aws.String("other"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}`)}
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { must[*iam.PutRolePolicyOutput](t)(iamOf(env).PutRolePolicy(context.Background(), other)) },
			Config:    config, Destroy: true, ExpectError: acctest.ErrorRegexp(`The role "wait-us-east-1-execution" was not deleted, because policies were added to it outside of Terraform. AWS returned: Cannot delete entity, must delete policies first. Remove the policies`),
		},
		resource.TestStep{
			PreConfig: func() {
				must[*iam.DeleteRolePolicyOutput](t)(iamOf(env).DeleteRolePolicy(context.Background(), &iam.DeleteRolePolicyInput{RoleName: other.RoleName, PolicyName: other.PolicyName}))
			},
			Config: config, Destroy: true,
		},
	)
	nothingLeft(t, env)
}

var derivedName = regexp.MustCompile(`^Buildkite-JobWaitTime-[0-9a-f]{8}$`)

// TestMetricWithoutAccount works where the provider may not ask for the account:
// the first role tells it.
func TestMetricWithoutAccount(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.ConfigWith("  skip_requesting_account_id = true", wait(""))
	env.Test(t,
		resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
			knownMetric("state_machine_arn", knownvalue.StringExact(waitMachine)), knownMetric("changed_parts", knownvalue.ListExact(nil)),
		}},
		emptyPlan(config),
	)
	nothingLeft(t, env)
}

// TestMetricRoleOfOthers says what is wrong with a given role that Step Functions
// may not assume.
func TestMetricRoleOfOthers(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	made := must[*iam.CreateRoleOutput](t)(iamOf(env).CreateRole(context.Background(), &iam.CreateRoleInput{RoleName: aws.String("own"), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)}))
	env.Test(t, resource.TestStep{
		Config:      env.Config(wait(fmt.Sprintf("  execution_role_arn = %q", aws.ToString(made.Role.Arn)))),
		ExpectError: acctest.ErrorRegexp("Role cannot be assumed", "execution_role_arn = ", "The trust policy of the role does not allow sts:AssumeRole for states.amazonaws.com."),
	})
	if left := env.Emulator.Inventory(); left.Roles != 1 {
		t.Errorf("left: %+v", left)
	}
}
