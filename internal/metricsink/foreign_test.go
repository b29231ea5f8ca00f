package metricsink_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	foreignMachine = `State machine "wait" already exists, and the provider does not take over what it did not create.`
	foreignRole    = `Role "wait-us-east-1-execution" already exists, and the provider does not take over what it did not create.`
)

// TestMetricForeignMachineStays applies twice and destroys beside a state machine
// that was made elsewhere: neither the refresh nor the destruction of what was
// made takes it for the metric's.
func TestMetricForeignMachineStays(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := context.Background()
	made := must[*iam.CreateRoleOutput](t)(iamOf(env).CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("other"), AssumeRolePolicyDocument: aws.String(trustStates)}))
	foreign := must[*sfn.CreateStateMachineOutput](t)(sfnOf(env).CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
		Name: aws.String("wait"), RoleArn: made.Role.Arn, Type: sfntypes.StateMachineTypeExpress,
		Definition: aws.String(`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`),
	}))
	w := env.Workspace(env.Config(wait("")))
	for range 2 {
		if out, err := w.Try("apply", "-auto-approve"); err == nil || !acctest.ErrorRegexp(foreignMachine).MatchString(out) {
			t.Errorf("got %s", out)
		}
	}
	w.Run("destroy", "-auto-approve")
	found := must[*sfn.DescribeStateMachineOutput](t)(sfnOf(env).DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: foreign.StateMachineArn}))
	if !found.CreationDate.Equal(*foreign.CreationDate) {
		t.Errorf("the state machine is from %s, that of others was from %s", found.CreationDate, foreign.CreationDate)
	}
	if left := env.Emulator.Inventory(); left.Roles != 1 || left.StateMachines != 1 {
		t.Errorf("left: %+v", left)
	}
}

// TestMetricEqualForeign refuses what is exactly as it would be created: Terraform
// gave it up, or someone created it by hand.
func TestMetricEqualForeign(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := context.Background()
	given := env.Config("removed {\n  from = eventbridge_metric.test\n  lifecycle {\n    destroy = false\n  }\n}\n")
	config := env.Config(wait(""))
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{Config: given},
		resource.TestStep{Config: config, ExpectError: acctest.ErrorRegexp(`Metric already exists`, `Metric "wait" (role "wait-us-east-1-execution", role "wait-us-east-1-invocation", state machine "wait") already exists`,
			"terraform import eventbridge_metric.NAME 'wait'", "set another `name` here")},
		resource.TestStep{
			PreConfig: func() {
				for _, role := range []string{waitExecution, waitInvocation} {
					must[*iam.DeleteRolePolicyOutput](t)(iamOf(env).DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: &role, PolicyName: aws.String(rolePolicyOfUs)}))
					must[*iam.DeleteRoleOutput](t)(iamOf(env).DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &role}))
				}
			},
			Config: config, ExpectError: acctest.ErrorRegexp(foreignMachine),
		},
		resource.TestStep{Config: config, ExpectError: acctest.ErrorRegexp(foreignMachine)},
	)
	if left := env.Emulator.Inventory(); left.Roles != 0 || left.StateMachines != 1 {
		t.Errorf("left: %+v", left)
	}
}

// TestMetricOneRoleForTwo refuses two metrics that create a role of one name.
func TestMetricOneRoleForTwo(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	lines := "  execution_role_name = \"shared\""
	second := strings.NewReplacer(`"test"`, `"again"`, `"wait"`, `"again"`).Replace(wait(lines + "\n  depends_on = [eventbridge_metric.test]"))
	env.Test(t, resource.TestStep{
		Config: env.Config(wait(lines) + second), ExpectError: acctest.ErrorRegexp(`Duplicate role`),
	})
	nothingLeft(t, env)
}
