package target_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	awsProvider = "registry.terraform.io/hashicorp/aws"
	awsTarget   = "aws_cloudwatch_event_target"
	machineARN  = "arn:aws:states:us-east-1:123456789012:stateMachine:wait"
)

// awsState is the state of an aws_cloudwatch_event_target as version 5 of
// hashicorp/aws writes it: all its attributes, most of them empty.
func awsState(t *testing.T, changed map[string]any) string {
	t.Helper()
	state := map[string]any{
		"appsync_target": []any{}, "arn": groupARN, "batch_target": []any{}, "dead_letter_config": []any{}, "ecs_target": []any{},
		"event_bus_name": "default", "force_destroy": false, "http_target": []any{}, "id": "failed-builds-" + defaultID, "input": "", "input_path": "",
		"input_transformer": []any{}, "kinesis_target": []any{}, "redshift_target": []any{}, "retry_policy": []any{}, "role_arn": "", "rule": ruleName,
		"run_command_targets": []any{}, "sagemaker_pipeline_target": []any{}, "sqs_target": []any{}, "target_id": defaultID,
	}
	for name, value := range changed {
		if value == "missing" {
			delete(state, name)
			continue
		}
		state[name] = value
	}
	text, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is moved has the state that an import of the same target gives.
func TestMovedLikeImported(t *testing.T) {
	t.Parallel()
	env := threeTargets(t)
	everything := ebtypes.Target{
		Id: aws.String("everything"), Arn: aws.String(groupARN),
		DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String(queueARN)},
		RetryPolicy:      &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(0), MaximumEventAgeInSeconds: aws.Int32(60)},
		InputTransformer: &ebtypes.InputTransformer{
			InputPathsMap: map[string]string{"time": "$.time", "number": "$.detail.build.number"},
			InputTemplate: aws.String(`{"timestamp": <time>, "message": "Build <number>"}`),
		},
	}
	putTargets(t, env, "default", everything)
	const own = "default/" + ruleName + "/"
	for name, test := range map[string]struct {
		provider string
		version  int64
		changed  map[string]any
		imported string
	}{
		"version 5":              {awsProvider, 1, nil, own + defaultID},
		"version 6":              {awsProvider, 1, map[string]any{"region": acctest.Region}, own + defaultID},
		"version 6, null":        {awsProvider, 1, map[string]any{"region": acctest.Region, "input": nil, "input_path": nil, "role_arn": nil, "retry_policy": nil}, own + defaultID},
		"version 2":              {awsProvider, 0, map[string]any{"event_bus_name": "missing"}, own + defaultID},
		"OpenTofu":               {"registry.opentofu.org/hashicorp/aws", 1, nil, own + defaultID},
		"OpenTofu 1.12":          {"aws", 1, nil, own + defaultID},
		"ARN with :*":            {awsProvider, 1, map[string]any{"arn": groupARN + ":*"}, own + defaultID},
		"partner":                {awsProvider, 1, map[string]any{"event_bus_name": partner, "id": partner + "-failed-builds-" + defaultID}, partner + "/" + ruleName + "/" + defaultID},
		"bus ARN":                {awsProvider, 1, map[string]any{"event_bus_name": "arn:aws:events:us-east-1:123456789012:event-bus/" + partner}, partner + "/" + ruleName + "/" + defaultID},
		"version 5, region":      {awsProvider, 1, map[string]any{"arn": farGroupARN}, farImportID},
		"version 6, region":      {awsProvider, 1, map[string]any{"arn": farGroupARN, "region": elsewhere}, farImportID},
		"newer, more attributes": {awsProvider, 1, map[string]any{"region": acctest.Region, "something_new": map[string]any{"a": 1}}, own + defaultID},
		"everything": {awsProvider, 1, map[string]any{
			"target_id": "everything", "dead_letter_config": []any{map[string]any{"arn": queueARN}},
			"retry_policy":      []any{map[string]any{"maximum_retry_attempts": 0, "maximum_event_age_in_seconds": 60}},
			"input_transformer": []any{map[string]any{"input_paths": everything.InputTransformer.InputPathsMap, "input_template": *everything.InputTransformer.InputTemplate}},
		}, own + "everything"},
	} {
		t.Run(name, func(t *testing.T) {
			p := env.Protocol(nil)
			imported, diags := p.Import(logTarget, test.imported)
			p.Must(diags)
			moved, diags := p.Move(test.provider, awsTarget, test.version, awsState(t, test.changed), logTarget)
			p.Must(diags)
			expectJSON(t, "state", moved.State, imported.State)
			expectJSON(t, "identity", moved.Identity, imported.Identity)
		})
	}
}

// The state is whole before AWS is asked anything: a plan need not refresh.
func TestMovedStateIsWhole(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(movedConfig(groupARN, `
  message         = "Build <$.detail.build.number>"
  dead_letter_arn = "`+queueARN+`"
  retry_policy    = { maximum_retry_attempts = 3, maximum_event_age_in_seconds = 3600 }
`)))
	w.Write("terraform.tfstate", stateFile(awsState(t, map[string]any{
		"dead_letter_config": []any{map[string]any{"arn": queueARN}},
		"retry_policy":       []any{map[string]any{"maximum_retry_attempts": 3, "maximum_event_age_in_seconds": 3600}},
		"input_transformer": []any{map[string]any{
			"input_paths":    map[string]any{"time": "$.time", "n": "$.detail.build.number"},
			"input_template": `{"timestamp": <time>, "message": "Build <n>"}`,
		}},
	})))
	w.InstallAsAWS()
	w.Run("init")
	env.Emulator.ResetCalls()
	if out := w.Run("plan", "-refresh=false"); !strings.Contains(out, "has moved to "+address) || !strings.Contains(out, "Plan: 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("the plan is\n%s", out)
	}
	if calls := env.Emulator.CallCounts(); len(calls) != 0 {
		t.Errorf("AWS was called: %v", calls)
	}
}

// movedConfig is a target with these lines, and where it comes from.
func movedConfig(group, lines string) string {
	return fmt.Sprintf(`
moved {
  from = aws_cloudwatch_event_target.logs
  to   = eventbridge_log_target.test
}
resource "eventbridge_log_target" "test" {
  rule_arn      = %q
  target_id     = %q
  log_group_arn = %q
%s
}
`, arnPrefix+ruleName, defaultID, group, lines)
}

// stateFile is a state of Terraform with one target of hashicorp/aws.
func stateFile(attributes string) string {
	return fmt.Sprintf(`{
  "version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "0c7f2f6e-5d1c-4f6b-9d1b-6a1f2f4f8a11", "outputs": {},
  "resources": [{
    "mode": "managed", "type": "aws_cloudwatch_event_target", "name": "logs", "provider": "provider[\"%s\"]",
    "instances": [{"schema_version": 1, "attributes": %s, "sensitive_attributes": [], "private": "eyJzY2hlbWFfdmVyc2lvbiI6IjEifQ=="}]
  }]
}`, awsProvider, attributes)
}

// TestMovedByTerraform moves a target in a state file with the real Terraform:
// nothing is left to change, and nothing is written to AWS. The target is one
// that this provider would never have made so, but works.
func TestMovedByTerraform(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeRule(t, env, "default", ruleName)
	putTargets(t, env, "default", ebtypes.Target{Id: aws.String(defaultID), Arn: aws.String(groupARN), RetryPolicy: &ebtypes.RetryPolicy{MaximumRetryAttempts: aws.Int32(5)}})
	w := env.Workspace(env.Config(movedConfig(groupARN, `retry_policy = { maximum_retry_attempts = 5 }`)))
	w.Write("terraform.tfstate", stateFile(awsState(t, map[string]any{
		"region": acctest.Region, "retry_policy": []any{map[string]any{"maximum_retry_attempts": 5, "maximum_event_age_in_seconds": 0}},
	})))
	w.InstallAsAWS()
	w.Run("init")
	out := w.Run("apply", "-auto-approve")
	if !strings.Contains(out, "has moved to "+address) || !strings.Contains(out, "0 added, 0 changed, 0 destroyed") {
		t.Errorf("the apply says\n%s", out)
	}
	if !w.IsEmptyPlan() {
		t.Error("the next plan is not empty")
	}
	if calls := env.Emulator.CallCount("events:PutTargets"); calls != 1 {
		t.Errorf("PutTargets was called %d times, want only the one of the test", calls)
	}
	w.Run("destroy", "-auto-approve")
	if left := targetsOf(t, env, "default"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A metric target is moved, imported, identified and listed as a log target is.
func TestMetricTargetFromElsewhere(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := strings.NewReplacer("  name           = \"starts\"", "  name           = \"starts\"\n  region         = \"eu-west-1\"", "  name   = \"wait\"", "  name   = \"wait\"\n  region = \"eu-west-1\"").
		Replace(metricTargetConfig(`["Job Started"]`, ""))
	env.Test(t,
		resource.TestStep{
			Config: env.Config(config),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(metricTargetAddress, tfjsonpath.New("region"), knownvalue.StringExact(elsewhere)),
			},
			PostApplyFunc: func() {
				p := env.Protocol(nil)
				want := identityOf("123456789012", elsewhere, "default", "starts", "wait")
				imported, diags := p.ImportIdentity(metricTarget, want)
				p.Must(diags)
				expectJSON(t, "identity", imported.Identity, want)
				const farMachineARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:wait"
				moved, diags := p.Move(awsProvider, awsTarget, 1, awsState(t, map[string]any{
					"arn": farMachineARN, "role_arn": imported.State["role_arn"], "rule": "starts", "target_id": "wait", "region": elsewhere,
				}), metricTarget)
				p.Must(diags)
				expectJSON(t, "moved state", moved.State, imported.State)
				expectJSON(t, "moved identity", moved.Identity, want)
				for _, filter := range []map[string]any{{"region": elsewhere}, {"state_machine_arn": farMachineARN}} {
					found, diags := p.List(metricTarget, filter, true, 0)
					p.Must(diags)
					if len(found) != 1 || found[0].DisplayName != "default/starts/wait" {
						t.Fatalf("found %q", names(found))
					}
					expectJSON(t, "listed state", found[0].State, imported.State)
					expectJSON(t, "listed identity", found[0].Identity, want)
				}
				if found, diags := p.List(logTarget, map[string]any{"region": elsewhere}, true, 0); len(found) != 0 || len(diags) != 0 {
					t.Errorf("log targets: %q %s", names(found), acctest.JSON(diags))
				}
			},
		},
		resource.TestStep{
			Config: env.Config(config), ResourceName: metricTargetAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: "default/starts/wait@eu-west-1",
			ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		},
	)
}

func TestUnsupportedMoves(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	p := env.Protocol(nil)
	calls := len(env.Emulator.Calls())
	for name, test := range map[string]struct {
		provider, source string
		version          int64
		state, to        string
		texts            []string
	}{
		"another provider": {"registry.terraform.io/example/aws", awsTarget, 1, awsState(t, nil), logTarget, []string{"Unsupported move",
			"An aws_cloudwatch_event_target of the provider registry.terraform.io/example/aws cannot become an eventbridge_log_target.", "Remove the `moved` block. Nothing was moved or changed."}},
		"another resource": {awsProvider, "aws_cloudwatch_event_rule", 1, awsState(t, nil), logTarget, []string{"Unsupported move", "Only an aws_cloudwatch_event_target of hashicorp/aws that sends to a log group can."}},
		"newer state":      {awsProvider, awsTarget, 2, awsState(t, nil), logTarget, []string{"Unreadable state", "It has schema version 2, and this version of the provider supports versions up to 1.", "`removed` block"}},
		"no JSON":          {awsProvider, awsTarget, 1, "{", logTarget, []string{"Unreadable state"}},
		"no ARN":           {awsProvider, awsTarget, 1, awsState(t, map[string]any{"arn": nil}), logTarget, []string{"Unreadable state", "It has no `arn`, `rule` or `target_id`"}},
		"no rule":          {awsProvider, awsTarget, 1, awsState(t, map[string]any{"rule": ""}), logTarget, []string{"Unreadable state"}},
		"no target id":     {awsProvider, awsTarget, 1, awsState(t, map[string]any{"target_id": "missing"}), logTarget, []string{"Unreadable state"}},
		"no names":         {awsProvider, awsTarget, 1, awsState(t, map[string]any{"rule": "a/b"}), logTarget, []string{"Unreadable state", `"a/b" is not the name of a rule.`}},
		"a queue": {awsProvider, awsTarget, 1, awsState(t, map[string]any{"arn": queueARN}), logTarget, []string{"Unsupported move",
			`The target "aws-events-buildkite" of rule "failed-builds" sends to ` + queueARN + `, which is not a log group. It can be managed as ` + "`eventbridge_target`.", "Nothing was moved or changed."}},
		"a state machine":              {awsProvider, awsTarget, 1, awsState(t, map[string]any{"arn": machineARN}), logTarget, []string{"which is not a log group. It can be managed as `eventbridge_metric_target`."}},
		"a log group to a metric":      {awsProvider, awsTarget, 1, awsState(t, nil), metricTarget, []string{"which is not a state machine. It can be managed as `eventbridge_log_target`."}},
		"an activity to a metric":      {awsProvider, awsTarget, 1, awsState(t, map[string]any{"arn": "arn:aws:states:us-east-1:123456789012:activity:a"}), metricTarget, []string{"which is not a state machine."}},
		"a resource of this provider":  {"registry.terraform.io/typed-events/eventbridge", metricTarget, 0, `{}`, logTarget, []string{"Unsupported move"}},
		"a log stream is no log group": {awsProvider, awsTarget, 1, awsState(t, map[string]any{"arn": groupARN + ":log-stream:a"}), logTarget, []string{"which is not a log group."}},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := p.Move(test.provider, test.source, test.version, test.state, test.to)
			expectError(t, diags, test.texts...)
		})
	}
	if n := len(env.Emulator.Calls()) - calls; n != 0 {
		t.Errorf("%d calls", n)
	}
}
