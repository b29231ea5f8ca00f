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
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	metricAddress   = "eventbridge_metric.test"
	waitMachine     = "arn:aws:states:us-east-1:123456789012:stateMachine:wait"
	waitExecution   = "wait-us-east-1-execution"
	waitInvocation  = "wait-us-east-1-invocation"
	boundaryPolicy  = "arn:aws:iam::aws:policy/AdministratorAccess"
	rolePolicyOfUs  = "eventbridge-metric"
	failureLogGroup = "/aws/vendedlogs/states/failures"
)

// wait is a configuration of the metric of waits with these lines in it.
func wait(lines string) string {
	return fmt.Sprintf("resource \"eventbridge_metric\" \"test\" {\n  name = \"wait\"\n  preset = \"buildkite_job_wait\"\n%s\n}\n", lines)
}

func knownMetric(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(metricAddress, tfjsonpath.New(attribute), check)
}

func metricAction(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(metricAddress, of)}}
}

func iamOf(env *acctest.Env) *iam.Client { return iam.NewFromConfig(env.AWS()) }

func sfnOf(env *acctest.Env) *sfn.Client { return sfn.NewFromConfig(env.AWS()) }

var emptyPlan = acctest.EmptyPlan

// must runs a call behind the provider's back.
func must[O any](t *testing.T) func(out O, err error) O {
	t.Helper()
	return func(out O, err error) O {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func policyOf(t *testing.T, env *acctest.Env, role string) string {
	t.Helper()
	out := must[*iam.GetRolePolicyOutput](t)(iamOf(env).GetRolePolicy(context.Background(), &iam.GetRolePolicyInput{RoleName: &role, PolicyName: aws.String(rolePolicyOfUs)}))
	return strings.NewReplacer("%7B", "{", "%7D", "}", "%22", `"`, "%3A", ":", "%2C", ",", "%5B", "[", "%5D", "]", "%2F", "/", "%2A", "*").Replace(aws.ToString(out.PolicyDocument))
}

func nothingLeft(t *testing.T, env *acctest.Env) {
	t.Helper()
	if left := env.Emulator.Inventory(); left.Roles+left.RolePolicies+left.StateMachines > 0 {
		t.Errorf("left behind: %+v", left)
	}
}

func TestMetricPreset(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	// A role takes a while until it is known, and a state machine until it is gone.
	env.Emulator.SetRolePropagation(emulator.RolePropagation{Uses: 3})
	env.Emulator.SetMachineDeletion(emulator.MachineDeletion{Describes: 3})
	config := env.Config(wait(""))
	env.Test(t,
		resource.TestStep{
			Config:           config,
			ConfigPlanChecks: metricAction(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				knownMetric("id", knownvalue.StringExact("wait")),
				knownMetric("state_machine_arn", knownvalue.StringExact(waitMachine)),
				knownMetric("execution_role_name", knownvalue.StringExact(waitExecution)),
				knownMetric("execution_role_arn", knownvalue.StringExact("arn:aws:iam::123456789012:role/"+waitExecution)),
				knownMetric("invocation_role_arn", knownvalue.StringExact("arn:aws:iam::123456789012:role/"+waitInvocation)),
				knownMetric("namespace", knownvalue.StringExact("Buildkite")),
				knownMetric("metric_name", knownvalue.StringExact("JobWaitTime")),
				knownMetric("unit", knownvalue.StringExact("Seconds")),
				knownMetric("storage_resolution", knownvalue.Int64Exact(60)),
				knownMetric("detail_types", knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact("Job Started")})),
				knownMetric("dimensions", knownvalue.MapExact(map[string]knownvalue.Check{
					"Pipeline": knownvalue.StringExact("detail.pipeline.slug"), "Queue": knownvalue.StringExact("queue"),
				})),
				knownMetric("count_events", knownvalue.Null()),
				knownMetric("changed_parts", knownvalue.ListExact(nil)),
				knownMetric("tags_all", knownvalue.MapExact(map[string]knownvalue.Check{})),
			},
			Check: func(*terraform.State) error {
				if got := policyOf(t, env, waitExecution); !strings.Contains(got, `"Action":["cloudwatch:PutMetricData"],"Resource":"*","Condition":{"StringEquals":{"cloudwatch:namespace":"Buildkite"}}`) {
					t.Errorf("the execution role may %s", got)
				}
				if got := policyOf(t, env, waitInvocation); !strings.Contains(got, `"Action":["states:StartExecution"],"Resource":"`+waitMachine+`"`) {
					t.Errorf("the invocation role may %s", got)
				}
				for _, role := range []string{waitExecution, waitInvocation} {
					out := must[*iam.GetRoleOutput](t)(iamOf(env).GetRole(context.Background(), &iam.GetRoleInput{RoleName: &role}))
					if len(out.Role.Tags) > 0 || !strings.Contains(aws.ToString(out.Role.AssumeRolePolicyDocument), "aws%3ASourceAccount%22%3A%22123456789012") {
						t.Errorf("role %s has tags %v and trusts %s", role, out.Role.Tags, aws.ToString(out.Role.AssumeRolePolicyDocument))
					}
				}
				return nil
			},
		},
		emptyPlan(config),
		resource.TestStep{Config: config, ResourceName: metricAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
	)
	nothingLeft(t, env)
}

func TestMetricUpdate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	group := `
resource "eventbridge_log_group" "failures" {
  name            = "` + failureLogGroup + `"
  resource_policy = "none"
}
`
	changed := env.Config(group + wait(`
  namespace                = "CI"
  metric_name              = "Wait"
  unit                     = "Milliseconds"
  storage_resolution       = 1
  dimensions               = { Stage = "=production", Source = "detail.build.source" }
  where                    = { "detail.build.branch" = { equals = ["main"], prefix = ["release/"] } }
  permissions_boundary_arn = "`+boundaryPolicy+`"
  failure_log_group_arn    = eventbridge_log_group.failures.arn
  tags                     = { team = "ci" }
`))
	env.Test(t,
		resource.TestStep{Config: env.Config(group + wait(""))},
		resource.TestStep{
			Config: changed, ConfigPlanChecks: metricAction(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{
				knownMetric("changed_parts", knownvalue.ListExact(nil)),
				knownMetric("tags_all", knownvalue.MapExact(map[string]knownvalue.Check{"team": knownvalue.StringExact("ci")})),
				knownMetric("definition", knownvalue.StringRegexp(regexp.MustCompile(`"Namespace":"CI"`))),
			},
			Check: func(*terraform.State) error {
				out := must[*sfn.DescribeStateMachineOutput](t)(sfnOf(env).DescribeStateMachine(context.Background(), &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(waitMachine)}))
				if out.LoggingConfiguration.Level != sfntypes.LogLevelError {
					t.Errorf("failures are logged at the level %s", out.LoggingConfiguration.Level)
				}
				if got := policyOf(t, env, waitExecution); !strings.Contains(got, `"cloudwatch:namespace":"CI"`) || !strings.Contains(got, "logs:CreateLogDelivery") {
					t.Errorf("the execution role may %s", got)
				}
				for _, role := range []string{waitExecution, waitInvocation} {
					out := must[*iam.GetRoleOutput](t)(iamOf(env).GetRole(context.Background(), &iam.GetRoleInput{RoleName: &role}))
					if len(out.Role.Tags) != 1 || out.Role.PermissionsBoundary == nil {
						t.Errorf("role %s has tags %v and boundary %v", role, out.Role.Tags, out.Role.PermissionsBoundary)
					}
				}
				return nil
			},
		},
		emptyPlan(changed),
		resource.TestStep{Config: changed, ResourceName: metricAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{Config: env.Config(group + wait(`  tags = {}`)), ConfigPlanChecks: metricAction(plancheck.ResourceActionUpdate)},
		emptyPlan(env.Config(group+wait(`  tags = {}`))),
	)
	nothingLeft(t, env)
}

// TestMetricDrift changes each piece behind the provider's back; the next apply
// puts it right.
func TestMetricDrift(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(wait(`  tags = { team = "ci" }`))
	steps := []resource.TestStep{{Config: config}}
	ctx := context.Background()
	roles, machines := iamOf(env), sfnOf(env)
	for _, spoil := range []func(){
		func() {
			must[*iam.PutRolePolicyOutput](t)(roles.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String(waitExecution), PolicyName: aws.String("more"), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`)}))
			must[*iam.AttachRolePolicyOutput](t)(roles.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: aws.String(waitInvocation), PolicyArn: aws.String(boundaryPolicy)}))
		},
		func() {
			must[*iam.UpdateRoleOutput](t)(roles.UpdateRole(ctx, &iam.UpdateRoleInput{RoleName: aws.String(waitInvocation), MaxSessionDuration: aws.Int32(7200)}))
		},
		func() {
			must[*iam.UpdateRoleOutput](t)(roles.UpdateRole(ctx, &iam.UpdateRoleInput{RoleName: aws.String(waitExecution), Description: aws.String("mine")}))
		},
		func() {
			must[*sfn.UpdateStateMachineOutput](t)(machines.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(waitMachine), EncryptionConfiguration: &sfntypes.EncryptionConfiguration{
				Type: sfntypes.EncryptionTypeCustomerManagedKmsKey, KmsKeyId: aws.String("arn:aws:kms:us-east-1:123456789012:key/a")}}))
		},
		func() {
			must[*iam.UpdateAssumeRolePolicyOutput](t)(roles.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(waitInvocation), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)}))
		},
		func() {
			must[*iam.DeleteRolePolicyOutput](t)(roles.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(waitExecution), PolicyName: aws.String(rolePolicyOfUs)}))
		},
		func() {
			must[*iam.PutRolePermissionsBoundaryOutput](t)(roles.PutRolePermissionsBoundary(ctx, &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String(waitExecution), PermissionsBoundary: aws.String(boundaryPolicy)}))
		},
		func() {
			must[*iam.UntagRoleOutput](t)(roles.UntagRole(ctx, &iam.UntagRoleInput{RoleName: aws.String(waitExecution), TagKeys: []string{"team"}}))
		},
		func() {
			must[*sfn.TagResourceOutput](t)(machines.TagResource(ctx, &sfn.TagResourceInput{ResourceArn: aws.String(waitMachine), Tags: []sfntypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}))
		},
		func() {
			must[*sfn.UpdateStateMachineOutput](t)(machines.UpdateStateMachine(ctx, &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(waitMachine), Definition: aws.String(
				`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`)}))
		},
		func() {
			must[*iam.DeleteRolePolicyOutput](t)(roles.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(waitInvocation), PolicyName: aws.String(rolePolicyOfUs)}))
			must[*iam.DeleteRoleOutput](t)(roles.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String(waitInvocation)}))
		},
		func() {
			must[*sfn.DeleteStateMachineOutput](t)(machines.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(waitMachine)}))
		},
	} {
		steps = append(steps,
			resource.TestStep{
				PreConfig: spoil, Config: config, ConfigPlanChecks: metricAction(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{knownMetric("changed_parts", knownvalue.ListExact(nil)), knownMetric("state_machine_arn", knownvalue.StringExact(waitMachine))},
			},
			emptyPlan(config),
		)
	}
	env.Test(t, steps...)
	nothingLeft(t, env)
}

func TestMetricDisappears(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(wait(""))
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				ctx := context.Background()
				for _, role := range []string{waitExecution, waitInvocation} {
					must[*iam.DeleteRolePolicyOutput](t)(iamOf(env).DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: &role, PolicyName: aws.String(rolePolicyOfUs)}))
					must[*iam.DeleteRoleOutput](t)(iamOf(env).DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &role}))
				}
				must[*sfn.DeleteStateMachineOutput](t)(sfnOf(env).DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(waitMachine)}))
			},
			Config: config, ConfigPlanChecks: metricAction(plancheck.ResourceActionCreate),
		},
	)
	nothingLeft(t, env)
}

const trustStates = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["states.amazonaws.com","events.amazonaws.com"]},"Action":"sts:AssumeRole"}]}`

// TestMetricNothingForeign refuses what was made elsewhere, and leaves it.
func TestMetricNothingForeign(t *testing.T) {
	t.Parallel()
	for _, foreign := range []string{waitExecution, waitInvocation, "wait"} {
		t.Run(foreign, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			ctx := context.Background()
			role := foreign
			if foreign == "wait" {
				role = "other"
			}
			made := must[*iam.CreateRoleOutput](t)(iamOf(env).CreateRole(ctx, &iam.CreateRoleInput{RoleName: &role, AssumeRolePolicyDocument: aws.String(trustStates)}))
			text := fmt.Sprintf("Role %q already exists, and the provider does not take over what it did not create.", foreign)
			if foreign == "wait" {
				text = `State machine "wait" already exists, and the provider does not take over what it did not create.`
				must[*sfn.CreateStateMachineOutput](t)(sfnOf(env).CreateStateMachine(ctx, &sfn.CreateStateMachineInput{
					Name: aws.String("wait"), RoleArn: made.Role.Arn, Type: sfntypes.StateMachineTypeExpress,
					Definition: aws.String(`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`),
				}))
			}
			env.Test(t, resource.TestStep{Config: env.Config(wait("")), ExpectError: acctest.ErrorRegexp(text)})
			left := env.Emulator.Inventory()
			if want := map[bool]int{true: 1, false: 0}[foreign == "wait"]; left.Roles != 1 || left.StateMachines != want {
				t.Errorf("left: %+v", left)
			}
		})
	}
}

// TestMetricGivenRoles goes from roles made here to given ones and back.
func TestMetricGivenRoles(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for _, role := range []string{"own-execution", "own-invocation"} {
		must[*iam.CreateRoleOutput](t)(iamOf(env).CreateRole(context.Background(), &iam.CreateRoleInput{RoleName: &role, AssumeRolePolicyDocument: aws.String(trustStates)}))
	}
	given := env.Config(wait(`
  execution_role_arn  = "arn:aws:iam::123456789012:role/own-execution"
  invocation_role_arn = "arn:aws:iam::123456789012:role/own-invocation"
`))
	made := env.Config(wait(""))
	env.Test(t,
		resource.TestStep{Config: given, ConfigStateChecks: []statecheck.StateCheck{
			knownMetric("execution_role_name", knownvalue.Null()), knownMetric("invocation_role_name", knownvalue.Null()),
		}},
		emptyPlan(given),
		resource.TestStep{
			Config: given, ResourceName: metricAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportStateId: "wait,arn:aws:iam::123456789012:role/own-invocation",
		},
		resource.TestStep{Config: made, ConfigPlanChecks: metricAction(plancheck.ResourceActionUpdate)},
		emptyPlan(made),
		resource.TestStep{Config: given, ConfigPlanChecks: metricAction(plancheck.ResourceActionUpdate), Check: func(*terraform.State) error {
			if left := env.Emulator.Inventory(); left.Roles != 2 {
				t.Errorf("there are %d roles besides the state machine, want the two given ones", left.Roles)
			}
			return nil
		}},
		emptyPlan(given),
	)
	if left := env.Emulator.Inventory(); left.Roles != 2 || left.StateMachines != 0 {
		t.Errorf("left: %+v", left)
	}
}

// TestMetricFaults lets calls fail on the way; what is half made is finished or
// removed.
func TestMetricFaults(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]emulator.Fault{
		"throttled":         {Code: "Throttling", Status: 400, Rate: 0.3},
		"role, answer lost": {Service: "iam", Operation: "CreateRole", CutAfter: true, Times: 1},
		"machine, lost":     {Service: "states", Operation: "CreateStateMachine", CutAfter: true, Times: 1},
		"internal":          {Service: "iam", Operation: "PutRolePolicy", Code: "ServiceFailure", Status: 500, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			config := env.Config(wait(""))
			env.Emulator.Inject(fault)
			env.Test(t, resource.TestStep{Config: config}, emptyPlan(config))
			nothingLeft(t, env)
		})
	}
	for _, operation := range []string{"iam:PutRolePolicy", "states:CreateStateMachine", "states:UntagResource"} {
		t.Run("half made "+operation, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			config := env.Config(wait(""))
			service, action, _ := strings.Cut(operation, ":")
			remove := env.Emulator.Inject(emulator.Fault{Service: service, Operation: action, Code: "AccessDeniedException", Message: "no", Status: 400})
			steps := []resource.TestStep{}
			if action != "UntagResource" {
				steps = append(steps, resource.TestStep{Config: config, ExpectError: acctest.ErrorRegexp("Missing AWS permission")})
			} else {
				steps = append(steps, resource.TestStep{Config: config})
			}
			steps = append(steps, resource.TestStep{PreConfig: remove, Config: config}, emptyPlan(config))
			env.Test(t, steps...)
			nothingLeft(t, env)
		})
	}
}
