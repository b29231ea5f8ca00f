package summary_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/journal"
)

const starts = "devops-agent-summary-us-east-1-invocation"

func nothingLeft(t *testing.T, env *acctest.Env) {
	t.Helper()
	if left := env.Emulator.Inventory(); left.Roles+left.StateMachines > 0 {
		t.Errorf("left behind: %+v", left)
	}
}

// TestSummaryDrift changes each part behind the provider's back: a refresh shows it
// in the attribute that it belongs to, and the next apply repairs it.
func TestSummaryDrift(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	ctx := t.Context()
	machines, roles := sfn.NewFromConfig(env.AWS()), iam.NewFromConfig(env.AWS())
	change := func(input sfn.UpdateStateMachineInput) {
		input.StateMachineArn = aws.String(machine)
		try[*sfn.UpdateStateMachineOutput](t)(machines.UpdateStateMachine(ctx, &input))
	}
	of := func(spec journal.Spec) func() {
		return func() { change(sfn.UpdateStateMachineInput{Definition: aws.String(spec.Definition("aws"))}) }
	}
	own := journal.Spec{Bus: "default", Source: "devops-agent.summary"}
	w := env.Workspace(env.Config("resource \"eventbridge_log_group\" \"failures\" {\n  name = \"/aws/vendedlogs/failures\"\n  resource_policy = \"none\"\n}\n" +
		summary("  tags = { team = \"ci\" }\n  failure_log_group_arn = eventbridge_log_group.failures.arn")))
	w.Run("apply", "-auto-approve")
	p := env.Protocol(nil)
	for _, drift := range []struct {
		attribute string
		spoil     func()
	}{
		{"event_bus_name", of(journal.Spec{Bus: "other", Source: own.Source})},
		{"event_source", of(journal.Spec{Bus: own.Bus, Source: "other"})},
		{"agent_space_ids", of(journal.Spec{Bus: own.Bus, Source: own.Source, Spaces: []string{"s1"}})},
		{"definition", func() {
			change(sfn.UpdateStateMachineInput{Definition: aws.String(strings.Replace(own.Definition("aws"), `"Seconds":40`, `"Seconds":4`, 1))})
		}},
		{"failure_log_group_arn", func() {
			change(sfn.UpdateStateMachineInput{LoggingConfiguration: &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelOff}})
		}},
		{"changed_parts", func() {
			change(sfn.UpdateStateMachineInput{EncryptionConfiguration: &sfntypes.EncryptionConfiguration{
				Type: sfntypes.EncryptionTypeCustomerManagedKmsKey, KmsKeyId: aws.String("arn:aws:kms:us-east-1:123456789012:key/a")}})
		}},
		{"tags", func() {
			try[*sfn.TagResourceOutput](t)(machines.TagResource(ctx, &sfn.TagResourceInput{ResourceArn: aws.String(machine), Tags: []sfntypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}))
		}},
		{"changed_parts", func() {
			try[*iam.PutRolePolicyOutput](t)(roles.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String(runs), PolicyName: aws.String("more"), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`)}))
		}},
		{"changed_parts", func() {
			try[*iam.DeleteRolePolicyOutput](t)(roles.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(starts), PolicyName: aws.String("eventbridge-devops-agent-summary")}))
			try[*iam.DeleteRoleOutput](t)(roles.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String(starts)}))
		}},
		{"changed_parts", func() {
			try[*sfn.DeleteStateMachineOutput](t)(machines.DeleteStateMachine(ctx, &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(machine)}))
		}},
	} {
		before, diags := p.Import("eventbridge_devops_agent_summary", "devops-agent-summary")
		p.Must(diags)
		drift.spoil()
		after, diags := p.Read(before)
		p.Must(diags)
		if acctest.JSON(after.State[drift.attribute]) == acctest.JSON(before.State[drift.attribute]) {
			t.Errorf("a change of %s is not seen: %s", drift.attribute, acctest.JSON(after.State))
		}
		w.Run("apply", "-auto-approve")
		if !w.IsEmptyPlan() {
			t.Errorf("the plan after the repair of %s is not empty", drift.attribute)
		}
	}
	w.Run("destroy", "-auto-approve")
	nothingLeft(t, env)
}

// TestSummaryInterrupted ends an apply at each of its changes and loses its state:
// the next apply adopts what is there, and destroy removes all of it.
func TestSummaryInterrupted(t *testing.T) {
	t.Parallel()
	writes := func(c emulator.Call) bool {
		return !strings.HasPrefix(c.Operation, "Describe") && !strings.HasPrefix(c.Operation, "List") && !strings.HasPrefix(c.Operation, "Get")
	}
	env := acctest.New(t)
	config := env.ConfigWith("  adopt_identical = true", summary(`  tags = { team = "ci" }`))
	after := 0
	for ; ; after++ {
		interrupted := env.Emulator.Inject(emulator.Fault{Match: writes, After: after, CutConnection: true})
		_, err := env.Workspace(config).Try("apply", "-auto-approve")
		interrupted()
		w := env.Workspace(config)
		if err == nil {
			w.Run("apply", "-auto-approve") // adopts all of it
			w.Run("destroy", "-auto-approve")
			break
		}
		w.Run("apply", "-auto-approve")
		if !w.IsEmptyPlan() {
			t.Errorf("%d changes: the plan after the next apply is not empty", after)
		}
		w.Run("destroy", "-auto-approve")
		nothingLeft(t, env)
	}
	if nothingLeft(t, env); after != 5 {
		t.Errorf("an apply makes %d changes: two roles, their policies and the state machine are 5", after)
	}
}

// TestSummaryForeign leaves a state machine alone that somebody else created.
func TestSummaryForeign(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	role, err := iam.NewFromConfig(env.AWS()).CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("theirs"), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
	if err != nil {
		t.Fatal(err)
	}
	try[*sfn.CreateStateMachineOutput](t)(sfn.NewFromConfig(env.AWS()).CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
		Name: aws.String("devops-agent-summary"), RoleArn: role.Role.Arn, Type: sfntypes.StateMachineTypeExpress, Definition: aws.String(`{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}`),
	}))
	w := env.Workspace(env.Config(summary("")))
	for range 2 {
		if out, err := w.Try("apply", "-auto-approve"); err == nil || !acctest.ErrorRegexp("State machine already exists", `id = "devops-agent-summary"`).MatchString(out) {
			t.Errorf("got %s", out)
		}
	}
	w.Run("destroy", "-auto-approve")
	if left := env.Emulator.Inventory(); left.Roles != 1 || left.StateMachines != 1 {
		t.Errorf("left: %+v", left)
	}
	p := env.Protocol(nil)
	if _, diags := p.Import("eventbridge_devops_agent_summary", "devops-agent-summary"); len(diags) != 1 || diags[0].Summary != "State machine not created by this resource" {
		t.Errorf("an import says %s", acctest.JSON(diags))
	}
}

// TestSummaryElsewhere is in another region, with roles that are given.
func TestSummaryElsewhere(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	given := map[string]string{}
	for kind, service := range map[string]string{"execution": "states", "invocation": "events"} {
		out, err := iam.NewFromConfig(env.AWS()).CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("own-" + kind), AssumeRolePolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + service + `.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
		if err != nil {
			t.Fatal(err)
		}
		given[kind] = *out.Role.Arn
	}
	config := env.Config(summary(fmt.Sprintf("  region = \"eu-west-1\"\n  execution_role_arn = %q\n  invocation_role_arn = %q\n", given["execution"], given["invocation"])))
	refused := env.Config(summary("  region = \"eu-west-1\"\n  failure_log_group_arn = \"arn:aws:logs:us-east-1:123456789012:log-group:/a\"\n"))
	env.Test(t,
		resource.TestStep{Config: refused, ExpectError: acctest.ErrorRegexp("Log group in another region", "eu-west-1")},
		resource.TestStep{Config: config, ConfigPlanChecks: action(plancheck.ResourceActionCreate)},
		emptyPlan(config),
		resource.TestStep{Config: config, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: "devops-agent-summary," + given["invocation"] + "@eu-west-1"},
	)
	if left := env.Emulator.Inventory(); left.Roles != 2 || left.StateMachines != 0 {
		t.Errorf("left: %+v", left)
	}
}

// TestSummaryTimeout names the argument that sets the limit.
func TestSummaryTimeout(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Emulator.Inject(emulator.Fault{Operation: "CreateStateMachine", Delay: 10 * time.Second})
	out, err := env.Workspace(env.Config(summary("  timeouts = { create = \"500ms\" }"))).Try("apply", "-auto-approve")
	if want := acctest.ErrorRegexp("Operation timed out", "did not finish within 500ms.", "set a longer timeout in `timeouts.create`.", "Apply again to finish."); err == nil || !want.MatchString(out) {
		t.Errorf("got %s", out)
	}
}
