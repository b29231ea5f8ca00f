package target_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	tested "github.com/typed-events/terraform-provider-eventbridge/internal/target"
)

const (
	kinesisARN = "arn:aws:kinesis:us-east-1:123456789012:stream/builds"
	farBusARN  = "arn:aws:events:eu-west-1:210987654321:event-bus/central"
)

// TestTargetsFromElsewhere imports, moves and lists targets that others wrote:
// all three give the same state.
func TestTargetsFromElsewhere(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeSender(t, env)
	makeRule(t, env, "default", ruleName)
	for name, test := range map[string]struct {
		target ebtypes.Target
		state  map[string]any // of hashicorp/aws
		want   map[string]any
	}{
		"topic": {
			ebtypes.Target{Arn: aws.String(topicARN), DeadLetterConfig: &ebtypes.DeadLetterConfig{Arn: aws.String(queueARN)}},
			map[string]any{"arn": topicARN, "dead_letter_config": []any{map[string]any{"arn": queueARN}}},
			map[string]any{"arn": topicARN, "dead_letter_arn": queueARN},
		},
		"text": {
			ebtypes.Target{Arn: aws.String(topicARN), InputTransformer: &ebtypes.InputTransformer{
				InputPathsMap: map[string]string{"instance": "$.detail.instance", "status": "$.detail.status"}, InputTemplate: aws.String(`"<instance> is in status <status>"`),
			}},
			map[string]any{"arn": topicARN, "input_transformer": []any{map[string]any{
				"input_paths": map[string]any{"instance": "$.detail.instance", "status": "$.detail.status"}, "input_template": `"<instance> is in status <status>"`,
			}}},
			map[string]any{"message": "<$.detail.instance> is in status <$.detail.status>", "body": nil},
		},
		"JSON": {
			ebtypes.Target{Arn: aws.String(functionARN), InputTransformer: &ebtypes.InputTransformer{
				InputPathsMap: map[string]string{"instance": "$.detail.instance"}, InputTemplate: aws.String("{\n  \"instance_id\": <instance>,\n  \"by\": [\"<aws.events.rule-name>\"]\n}\n"),
			}},
			map[string]any{"arn": functionARN, "input_transformer": []any{map[string]any{
				"input_paths": map[string]any{"instance": "$.detail.instance"}, "input_template": "{\n  \"instance_id\": <instance>,\n  \"by\": [\"<aws.events.rule-name>\"]\n}\n",
			}}},
			map[string]any{"body": `{"by":["<aws.events.rule-name>"],"instance_id":"<$.detail.instance>"}`, "message": nil},
		},
		"FIFO queue": {
			ebtypes.Target{Arn: aws.String(fifoARN), Input: aws.String(`{"a":1}`), SqsParameters: &ebtypes.SqsParameters{MessageGroupId: aws.String("g")}},
			map[string]any{"arn": fifoARN, "input": `{"a":1}`, "sqs_target": []any{map[string]any{"message_group_id": "g"}}},
			map[string]any{"input": `{"a":1}`, "message_group_id": "g"},
		},
		"stream": {
			ebtypes.Target{Arn: aws.String(kinesisARN), RoleArn: aws.String(senderARN), InputPath: aws.String("$.detail"), KinesisParameters: &ebtypes.KinesisParameters{PartitionKeyPath: aws.String("$.id")}},
			map[string]any{"arn": kinesisARN, "role_arn": senderARN, "input_path": "$.detail", "kinesis_target": []any{map[string]any{"partition_key_path": "$.id"}}},
			map[string]any{"input_path": "$.detail", "partition_key_path": "$.id", "role_arn": senderARN},
		},
		"API destination": {
			ebtypes.Target{Arn: aws.String(apiARN), RoleArn: aws.String(senderARN), HttpParameters: &ebtypes.HttpParameters{
				HeaderParameters: map[string]string{"A": "b"}, QueryStringParameters: map[string]string{"c": "$.detail.d"}, PathParameterValues: []string{"e"},
			}},
			map[string]any{"arn": apiARN, "role_arn": senderARN, "http_target": []any{map[string]any{
				"header_parameters": map[string]any{"A": "b"}, "query_string_parameters": map[string]any{"c": "$.detail.d"}, "path_parameter_values": []any{"e"},
			}}},
			map[string]any{"headers": map[string]any{"A": "b"}, "query_parameters": map[string]any{"c": "$.detail.d"}, "path_values": []any{"e"}},
		},
		"event bus elsewhere": {
			ebtypes.Target{Arn: aws.String(farBusARN), RoleArn: aws.String(senderARN)},
			map[string]any{"arn": farBusARN, "role_arn": senderARN, "region": acctest.Region},
			map[string]any{"arn": farBusARN, "region": acctest.Region},
		},
		"state machine": {
			ebtypes.Target{Arn: aws.String(machineARN), RoleArn: aws.String(senderARN)},
			map[string]any{"arn": machineARN, "role_arn": senderARN, "region": acctest.Region},
			map[string]any{"arn": machineARN},
		},
	} {
		test.target.Id = aws.String("one")
		putTargets(t, env, "default", test.target)
		p := env.Protocol(nil)
		imported, diags := p.Import(anyTarget, "default/"+ruleName+"/one")
		p.Must(diags)
		for attribute, want := range test.want {
			if acctest.JSON(imported.State[attribute]) != acctest.JSON(want) {
				t.Errorf("%s: %s is %s, want %s", name, attribute, acctest.JSON(imported.State[attribute]), acctest.JSON(want))
			}
		}
		test.state["target_id"], test.state["id"] = "one", ruleName+"-one"
		moved, diags := p.Move(awsProvider, awsTarget, 1, awsState(t, test.state), anyTarget)
		p.Must(diags)
		expectJSON(t, name+": moved state", moved.State, imported.State)
		expectJSON(t, name+": moved identity", moved.Identity, identityOf("123456789012", acctest.Region, "default", ruleName, "one"))
		found, diags := p.List(anyTarget, map[string]any{"arn": *test.target.Arn}, true, 0)
		p.Must(diags)
		if len(found) != 1 {
			t.Fatalf("%s: found %q", name, names(found))
		}
		expectJSON(t, name+": listed state", found[0].State, imported.State)
	}
}

// TestTargetsNotForUs refuses what eventbridge_target cannot describe, with what
// to do instead.
func TestTargetsNotForUs(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeSender(t, env)
	makeRule(t, env, "default", ruleName)
	transformer := func(template string) *ebtypes.InputTransformer {
		return &ebtypes.InputTransformer{InputPathsMap: map[string]string{"n": "$.detail.build.number"}, InputTemplate: &template}
	}
	for name, test := range map[string]struct {
		target ebtypes.Target
		want   []string
	}{
		"a log group":         {ebtypes.Target{Arn: aws.String(groupARN)}, []string{"Wrong target type", "which is not a supported destination. Import it as `eventbridge_log_target`."}},
		"an ECS cluster":      {ebtypes.Target{Arn: aws.String("arn:aws:ecs:us-east-1:123456789012:cluster/a"), RoleArn: aws.String(senderARN)}, []string{"Wrong target type", "`aws_cloudwatch_event_target` of hashicorp/aws"}},
		"pipeline settings":   {ebtypes.Target{Arn: aws.String("arn:aws:sagemaker:us-east-1:123456789012:pipeline/a"), RoleArn: aws.String(senderARN), SageMakerPipelineParameters: &ebtypes.SageMakerPipelineParameters{PipelineParameterList: []ebtypes.SageMakerPipelineParameter{{Name: aws.String("a"), Value: aws.String("b")}}}}, []string{"Unsupported target input", "`sagemaker_pipeline_target`"}},
		"a number in quotes":  {ebtypes.Target{Arn: aws.String(topicARN), InputTransformer: transformer(`{"n":"<n>"}`)}, []string{"Unsupported target input", "a number, a boolean or an object as a placeholder in quotes", "Change the input of the target first"}},
		"text without quotes": {ebtypes.Target{Arn: aws.String(topicARN), InputTransformer: transformer(`Build <n>`)}, []string{"neither JSON nor a single quoted string"}},
	} {
		test.target.Id = aws.String("one")
		putTargets(t, env, "default", test.target)
		p := env.Protocol(nil)
		_, diags := p.Import(anyTarget, "default/"+ruleName+"/one")
		if len(diags) != 1 {
			t.Errorf("%s: %s", name, acctest.JSON(diags))
			continue
		}
		expectError(t, diags, test.want...)
	}
	p := env.Protocol(nil)
	for name, test := range map[string]struct {
		state map[string]any
		want  []string
	}{
		"a log group": {nil, []string{"Unsupported move", "It can be managed as `eventbridge_log_target`."}},
		"an ECS task": {map[string]any{"arn": "arn:aws:ecs:us-east-1:123456789012:cluster/a", "ecs_target": []any{map[string]any{"task_count": 1}}}, []string{"Unsupported move", "`aws_cloudwatch_event_target` of hashicorp/aws"}},
		"a pipeline":  {map[string]any{"arn": "arn:aws:sagemaker:us-east-1:123456789012:pipeline/a", "sagemaker_pipeline_target": []any{map[string]any{}}}, []string{"Unsupported target input", "Nothing was moved or changed."}},
	} {
		_, diags := p.Move(awsProvider, awsTarget, 1, awsState(t, test.state), anyTarget)
		if len(diags) != 1 {
			t.Errorf("%s: %s", name, acctest.JSON(diags))
			continue
		}
		expectError(t, diags, test.want...)
	}
}

// TestUnsupportedServices says for each service that needs more than an ARN what to
// use instead: in a configuration, an import and a move.
func TestUnsupportedServices(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeSender(t, env)
	makeRule(t, env, "default", ruleName)
	cases := map[string]acctest.Refusal{}
	for _, s := range tested.Services() {
		if s.Unsupported == "" {
			continue
		}
		want := s.Unsupported
		cases[s.Name] = acctest.Refusal{Config: anyConfig(defaultRule, s.Example, "  role_arn = \""+senderARN+"\""), Want: []string{"Unsupported target", "arn = ", want}}
		if s.Service == "logs" {
			continue // has a resource of its own
		}
		putTargets(t, env, "default", ebtypes.Target{Id: aws.String("one"), Arn: &s.Example, RoleArn: aws.String(senderARN)})
		p := env.Protocol(nil)
		_, diags := p.Import(anyTarget, "default/"+ruleName+"/one")
		expectError(t, diags, "Wrong target type", want, "Nothing was imported.")
		_, diags = p.Move(awsProvider, awsTarget, 1, awsState(t, map[string]any{"arn": s.Example, "role_arn": senderARN}), anyTarget)
		expectError(t, diags, "Unsupported move", want, "Nothing was moved or changed.")
	}
	env.Refuses(cases)
}

// TestTargetPaths compares the paths of each input with the documented events of
// the rule.
func TestTargetPaths(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeRule(t, env, partner, ruleName)
	makeSender(t, env)
	for lines, want := range map[string]string{
		`message = "<$.detail.build.numbr> of"`:               "message = ",
		`body = jsonencode({ n = "<$.detail.build.numbr>" })`: "body = ",
		`input_path = "$.detail.build.numbr"`:                 "input_path = ",
		`partition_key_path = "$.detail.build.numbr"`:         "partition_key_path = ",
	} {
		w := env.Workspace(env.Config(anyConfig(arnPrefix+partner+"/"+ruleName, kinesisARN, "  role_arn = \""+senderARN+"\"\n  "+lines)))
		out, err := w.Try("plan", "-no-color")
		if err == nil || !acctest.ErrorRegexp("Unknown event field", want, "Did you mean `detail.build.number`?").MatchString(out) {
			t.Errorf("%s: the plan says\n%s", lines, out)
		}
	}
}
