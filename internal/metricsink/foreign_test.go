package metricsink_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	foreignMachine = `There is a state machine "wait" already, and one that was made elsewhere is never taken over.`
	foreignRole    = `There is a role "wait-us-east-1-execution" already, and one that was made elsewhere is never taken over.`
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

// TestMetricEqualForeign refuses what is exactly as it would be made, as long as
// no killed run left it behind: Terraform gave it up, or someone made it by hand.
func TestMetricEqualForeign(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := context.Background()
	given := env.Config("removed {\n  from = eventbridge_metric.test\n  lifecycle {\n    destroy = false\n  }\n}\n")
	config := env.Config(wait(""))
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{Config: given},
		resource.TestStep{Config: config, ExpectError: acctest.ErrorRegexp(foreignRole, "give its ARN as `execution_role_arn`. If it is of a metric that this provider made, import the metric:", "terraform import eventbridge_metric.NAME 'wait'")},
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

// TestMetricOneRoleForTwo refuses two metrics that make a role of one name at
// the same time: the mark of the one's role is not that of a killed run.
func TestMetricOneRoleForTwo(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	lines := "  execution_role_name = \"shared\""
	second := strings.NewReplacer(`"test"`, `"again"`, `"wait"`, `"again"`).Replace(wait(lines + "\n  depends_on = [eventbridge_metric.test]"))
	env.Test(t, resource.TestStep{
		Config: env.Config(wait(lines) + second), ExpectError: acctest.ErrorRegexp(`There is a role "shared" already`),
	})
	nothingLeft(t, env)
}

// TestMetricWithoutTagging creates where the caller may create but not tag: the
// objects come without the mark.
func TestMetricWithoutTagging(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	denyTagging(env)
	config := env.Config(wait(""))
	env.Test(t, resource.TestStep{Config: config}, emptyPlan(config))
	nothingLeft(t, env)
}

// isMarking says whether a call sets the mark of an unfinished creation.
func isMarking(call emulator.Call) bool {
	return strings.Contains(fmt.Sprint(call.Input), "terraform-provider-eventbridge:creating")
}

// denyTagging refuses what tags the roles or the state machine.
func denyTagging(env *acctest.Env) {
	deny := func(service, operation string, match func(emulator.Call) bool) {
		env.Emulator.Inject(emulator.Fault{Service: service, Operation: operation, Code: "AccessDenied", Status: 403, Match: match})
	}
	deny("iam", "CreateRole", isMarking)
	deny("states", "CreateStateMachine", isMarking)
	deny("iam", "UntagRole", nil)
	deny("states", "UntagResource", nil)
}
