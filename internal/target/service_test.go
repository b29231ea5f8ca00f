package target_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	tested "github.com/typed-events/terraform-provider-eventbridge/internal/target"
)

const (
	anyTarget     = "eventbridge_target"
	anyAddress    = "eventbridge_target.test"
	topicARN      = "arn:aws:sns:us-east-1:123456789012:alerts"
	fifoARN       = "arn:aws:sqs:us-east-1:123456789012:builds.fifo"
	functionARN   = "arn:aws:lambda:us-east-1:123456789012:function:report"
	senderARN     = "arn:aws:iam::123456789012:role/sender"
	defaultRule   = arnPrefix + ruleName
	apiARN        = "arn:aws:events:us-east-1:123456789012:api-destination/chat/8f9b5b0c-2f0e-4a53-9c39-6f1d2b7f1a11"
	eventsPolicy  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":%q,"Resource":%q,"Condition":{"ArnEquals":{"aws:SourceArn":%q}}}]}`
	trustOfEvents = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
)

// anyConfig is a target with these lines.
func anyConfig(ruleARN, arn, lines string) string {
	return fmt.Sprintf("resource \"eventbridge_target\" \"test\" {\n  rule_arn = %q\n  arn = %q\n%s\n}\n", ruleARN, arn, lines)
}

func makeTopic(t *testing.T, env *acctest.Env, attributes map[string]string) {
	t.Helper()
	if _, err := sns.NewFromConfig(env.AWS()).CreateTopic(context.Background(), &sns.CreateTopicInput{Name: aws.String("alerts"), Attributes: attributes}); err != nil {
		t.Fatal(err)
	}
}

func openTopic(t *testing.T, env *acctest.Env) {
	t.Helper()
	makeTopic(t, env, map[string]string{"Policy": fmt.Sprintf(eventsPolicy, "sns:Publish", topicARN, defaultRule)})
}

func makeQueue(t *testing.T, env *acctest.Env, name string, attributes map[string]string) *string {
	t.Helper()
	out, err := sqs.NewFromConfig(env.AWS()).CreateQueue(context.Background(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	return out.QueueUrl
}

func makeSender(t *testing.T, env *acctest.Env) {
	t.Helper()
	_, err := iam.NewFromConfig(env.AWS()).CreateRole(context.Background(), &iam.CreateRoleInput{RoleName: aws.String("sender"), AssumeRolePolicyDocument: aws.String(trustOfEvents)})
	if err != nil {
		t.Fatal(err)
	}
}

// allowSender lets the sender do an action.
func allowSender(t *testing.T, env *acctest.Env, action, resource string) {
	t.Helper()
	_, err := iam.NewFromConfig(env.AWS()).PutRolePolicy(context.Background(), &iam.PutRolePolicyInput{
		RoleName: aws.String("sender"), PolicyName: aws.String("send"), PolicyDocument: aws.String(fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":%q,"Resource":%q}]}`, action, resource)),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTarget is the life of a target: its inputs, the drift of each part, and its
// import.
func TestTarget(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeRule(t, env, "default", ruleName)
	openTopic(t, env)
	url := makeQueue(t, env, "builds", map[string]string{"Policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}`})
	if _, err := sns.NewFromConfig(env.AWS()).Subscribe(context.Background(), &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("sqs"), Endpoint: aws.String("arn:aws:sqs:us-east-1:123456789012:builds")}); err != nil {
		t.Fatal(err)
	}
	config := func(lines string) string { return env.Config(anyConfig(defaultRule, topicARN, lines)) }
	action := func(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
		return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(anyAddress, of)}}
	}
	is := func(attribute, value string) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(anyAddress, tfjsonpath.New(attribute), knownvalue.StringExact(value))
	}
	holds := func(want string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			if got := show(t, targetsOf(t, env, "default")["alerts"]); got != want {
				return fmt.Errorf("the target is %s, want %s", got, want)
			}
			return nil
		}
	}
	drift := func(change func(*ebtypes.Target)) resource.TestStep {
		return resource.TestStep{
			PreConfig: func() {
				target := targetsOf(t, env, "default")["alerts"]
				change(&target)
				putTargets(t, env, "default", target)
			},
			Config: config(bodyLines), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		}
	}
	env.Test(t,
		resource.TestStep{Config: config(""), ConfigPlanChecks: action(plancheck.ResourceActionCreate), ConfigStateChecks: []statecheck.StateCheck{
			is("id", "default/"+ruleName+"/alerts"), is("target_id", "alerts"), is("region", "us-east-1"),
		}, Check: func(s *terraform.State) error {
			if n := env.Emulator.CallCount("sns:GetTopicAttributes"); n != 1 {
				return fmt.Errorf("the policy was read %d times", n)
			}
			return holds(`{"arn":"` + topicARN + `"}`)(s)
		}},
		resource.TestStep{Config: config(""), ConfigPlanChecks: noop()},
		resource.TestStep{Config: config(`  message = "Build <$.detail.build.number> \u003c$.detail.build.state\u003e"`), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			Check: holds(`{"arn":"` + topicARN + `","template":"\"Build \u003cdetail_build_number\u003e \u003cdetail_build_state\u003e\""}`)},
		resource.TestStep{Config: config(`  message = "Build <$.detail.build.number> <$.detail.build.state>"`), ConfigPlanChecks: noop()},
		resource.TestStep{Config: config(`  input = jsonencode({ a = 1 })`), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: config(`  input = "{ \"a\": 1 }"`), ConfigPlanChecks: noop()},
		resource.TestStep{Config: config(`  input_path = "$.detail.build"`), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: config(bodyLines), ConfigPlanChecks: action(plancheck.ResourceActionUpdate), Check: func(*terraform.State) error {
			if n := env.Emulator.CallCount("sns:GetTopicAttributes"); n != 1 {
				return fmt.Errorf("the policy was read %d times", n)
			}
			_, err := env.EventBridge().PutEvents(context.Background(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{{
				Source: aws.String("mine"), DetailType: aws.String("Build Finished"), Detail: aws.String(`{"build":{"number":7,"state":"failed","message":"say \"hi\""}}`),
			}}})
			if err != nil {
				return err
			}
			out, err := sqs.NewFromConfig(env.AWS()).ReceiveMessage(context.Background(), &sqs.ReceiveMessageInput{QueueUrl: url})
			if err != nil || len(out.Messages) != 1 || !strings.Contains(*out.Messages[0].Body, `"Message":"{\"message\":\"say \\\"hi\\\"\",\"number\":7,\"text\":\"Build 7 failed\"}"`) {
				return fmt.Errorf("got %+v, %w", out, err)
			}
			return nil
		}},
		resource.TestStep{Config: config(bodyLines), ConfigPlanChecks: noop()},
		resource.TestStep{Config: config(bodyLines), ResourceName: anyAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID,
			ImportPlanChecks: resource.ImportPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		drift(func(target *ebtypes.Target) { target.Arn = aws.String(functionARN) }),
		drift(func(target *ebtypes.Target) { target.InputTransformer = nil }),
		drift(func(target *ebtypes.Target) { target.InputTransformer.InputTemplate = aws.String(`{"text":"other"}`) }),
		drift(func(target *ebtypes.Target) { target.InputTransformer.InputTemplate = aws.String(`no JSON`) }),
		drift(func(target *ebtypes.Target) { target.InputTransformer, target.Input = nil, aws.String("{}") }),
		drift(func(target *ebtypes.Target) { target.InputTransformer, target.InputPath = nil, aws.String("$.detail") }),
		drift(func(target *ebtypes.Target) {
			target.SqsParameters = &ebtypes.SqsParameters{MessageGroupId: aws.String("g")}
		}),
		drift(func(target *ebtypes.Target) {
			target.KinesisParameters = &ebtypes.KinesisParameters{PartitionKeyPath: aws.String("$.id")}
		}),
		drift(func(target *ebtypes.Target) {
			target.HttpParameters = &ebtypes.HttpParameters{HeaderParameters: map[string]string{"a": "b"}, PathParameterValues: []string{"c"}}
		}),
		drift(func(target *ebtypes.Target) {
			target.EcsParameters = &ebtypes.EcsParameters{TaskDefinitionArn: aws.String("arn:aws:ecs:us-east-1:123456789012:task-definition/a")}
		}),
		drift(func(target *ebtypes.Target) { target.RoleArn = aws.String(senderARN) }),
		resource.TestStep{PreConfig: func() { removeTarget(t, env, "default", "alerts") }, Config: config(bodyLines), ConfigPlanChecks: action(plancheck.ResourceActionCreate)},
		resource.TestStep{Config: config(bodyLines), ConfigPlanChecks: noop()},
	)
}

const bodyLines = `  body = jsonencode({ number = "<$.detail.build.number>", text = "Build <$.detail.build.number> <$.detail.build.state>", message = "<$.detail.build.message>" })`

// TestTargetsOfServices puts targets of every service.
func TestTargetsOfServices(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeSender(t, env)
	makeQueue(t, env, "builds.fifo", map[string]string{"FifoQueue": "true", "Policy": fmt.Sprintf(eventsPolicy, "sqs:SendMessage", fifoARN, "arn:aws:events:us-east-1:123456789012:rule/r0")})
	_, err := lambda.NewFromConfig(env.AWS()).AddPermission(context.Background(), &lambda.AddPermissionInput{
		FunctionName: aws.String("report"), Qualifier: aws.String("live"), StatementId: aws.String("a"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("events.amazonaws.com"),
		SourceAccount: aws.String("123456789012"),
	})
	if err != nil {
		t.Fatal(err)
	}
	const role = `role_arn = "` + senderARN + `"` + "\n"
	type service struct{ arn, id, lines string }
	cases := []service{
		{fifoARN, "builds.fifo", `message_group_id = "builds"`},
		{functionARN + ":live", "report", ""},
		{"arn:aws:kinesis:us-east-1:123456789012:stream/builds", "builds", role + `partition_key_path = "$.detail.build.id"`},
		{"arn:aws:firehose:us-east-1:123456789012:deliverystream/builds", "builds", role + `input_path = "$.detail"`},
		{apiARN, "chat", role + "headers = { Build = \"$.detail.build.id\" }\nquery_parameters = { a = \"b\" }\npath_values = [\"x\", \"$.id\"]\n" + `body = jsonencode([{ n = "<$.detail.build.number>" }])`},
		{"arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/POST/builds", "a1b2c3d4e5", "path_values = [\"x\"]"},
		{"arn:aws:codebuild:us-east-1:123456789012:project/release", "release", role + `input = jsonencode({ sourceVersion = "main" })`},
		{"arn:aws:ssm:us-east-1:123456789012:automation-definition/Restart:$DEFAULT", "Restart", role},
		{"arn:aws:sqs:us-east-1:210987654321:builds", "builds", role},
	}
	for _, s := range tested.Services() {
		lines := role
		for _, parameter := range s.Required {
			lines += parameter + " = \"a\"\n"
		}
		if s.Unsupported == "" {
			cases = append(cases, service{s.Example, tested.NameIn(s.Example), lines})
		}
	}
	var config strings.Builder
	for i, one := range cases {
		fmt.Fprintf(&config, "resource \"eventbridge_rule\" \"r%[1]d\" {\n  name = \"r%[1]d\"\n  event_bus_name = \"default\"\n  event_pattern = jsonencode({ source = [\"mine\"] })\n  catalog_check = \"off\"\n}\n"+
			"resource \"eventbridge_target\" \"r%[1]d\" {\n  rule_arn = eventbridge_rule.r%[1]d.arn\n  arn = %[2]q\n%[3]s\n}\n", i, one.arn, one.lines)
		fmt.Fprintf(&config, "output \"r%[1]d\" {\n  value = startswith(eventbridge_target.r%[1]d.target_id, %[2]q)\n}\n", i, one.id)
	}
	w := env.Workspace(env.Config(config.String()))
	w.Run("apply", "-auto-approve")
	if out := w.Run("output"); strings.Contains(out, "false") {
		t.Errorf("target ids: %s", out)
	}
	if !w.IsEmptyPlan() {
		t.Error("the second plan is not empty")
	}
	if calls := env.Emulator.CallCount("events:PutTargets"); calls != len(cases) {
		t.Errorf("%d calls of PutTargets, want %d", calls, len(cases))
	}
}

// TestServicesThatNeedARole refuses a target without a role, as EventBridge does.
func TestServicesThatNeedARole(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeRule(t, env, "default", ruleName)
	cases := map[string]acctest.Refusal{}
	for _, s := range tested.Services() {
		if s.Role != "required" {
			continue
		}
		cases[s.Name] = acctest.Refusal{Config: anyConfig(defaultRule, s.Example, ""), Want: []string{"Missing role", "this type of destination (" + s.Name + ")."}}
		_, err := env.EventBridge().PutTargets(t.Context(), &eventbridge.PutTargetsInput{
			Rule: aws.String(ruleName), Targets: []ebtypes.Target{{Id: aws.String("a"), Arn: aws.String(s.Example)}},
		})
		if err == nil {
			t.Errorf("%s: the emulator takes a target without a role: add its service to rolesNeeded", s.Name)
		}
	}
	env.Refuses(cases)
}

// TestTargetCalls counts what five targets of one rule cost: one write and one look at
// the policy for each, and one shared page when they are read.
func TestTargetCalls(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	makeRule(t, env, "default", ruleName)
	openTopic(t, env)
	w := env.Workspace(env.Config(strings.Replace(anyConfig(defaultRule, topicARN, "  count = 5\n  target_id = \"t${count.index}\"\n  input = jsonencode(var.text)"),
		"resource", "variable \"text\" {\n  default = \"a\"\n}\n\nresource", 1)))
	for _, step := range []struct {
		command string
		want    map[string]int
	}{
		{"apply", map[string]int{"events:PutTargets": 5, "sns:GetTopicAttributes": 5}},
		{"plan", map[string]int{"events:PutTargets": 0, "sns:GetTopicAttributes": 0, "events:ListTargetsByRule": 1}},
		{"apply -var=text=b", map[string]int{"events:PutTargets": 5, "sns:GetTopicAttributes": 0}},
	} {
		env.Emulator.ResetCalls()
		arguments := strings.Fields(step.command)
		if arguments[0] == "apply" {
			arguments = append(arguments, "-auto-approve")
		}
		w.Run(arguments...)
		for operation, want := range step.want {
			if got := env.Emulator.CallCount(operation); got != want {
				t.Errorf("%s: %d calls of %s, not %d", step.command, got, operation, want)
			}
		}
	}
}

// TestTargetRefused are configurations that are wrong, at the right attribute.
func TestTargetRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	const role = "  role_arn = \"" + senderARN + "\"\n"
	cases := map[string]acctest.Refusal{}
	for title, c := range map[string]struct {
		arn, lines string
		want       []string
	}{
		"no ARN":                       {"alerts", "", []string{"Invalid target ARN", "arn = ", `"alerts" is not an ARN`}},
		"an unknown service":           {"arn:aws:s3:::bucket", "", []string{"Invalid target ARN", "arn:aws:s3:::bucket is not the ARN of a destination that this resource knows.", "`aws_cloudwatch_event_target`"}},
		"a subscription":               {topicARN + ":8f9b5b0c", "", []string{"Invalid target ARN", "An ARN of this service looks like arn:aws:sns:us-east-1:123456789012:alerts."}},
		"a FIFO topic":                 {topicARN + ".fifo", "", []string{"Unsupported target", "EventBridge does not deliver to FIFO topics."}},
		"a bus that cannot be":         {"arn:aws:events:us-east-1:123456789012:event-bus/aws.partner/stripe.com", role, []string{"Invalid target ARN", "is not a partner event source name: the id is missing"}},
		"a log group":                  {groupARN, "", []string{"Unsupported target", "Use `eventbridge_log_target`"}},
		"an ECS cluster":               {"arn:aws:ecs:us-east-1:123456789012:cluster/a", role, []string{"Unsupported target", "`ecs_target`"}},
		"another region":               {strings.Replace(topicARN, "us-east-1", "eu-west-1", 1), "", []string{"Target in another region", "arn = ", "The target is in region eu-west-1 and the rule in us-east-1."}},
		"another partition":            {strings.Replace(topicARN, "arn:aws:", "arn:aws-cn:", 1), "", []string{"Target in another partition", "partition aws-cn"}},
		"another account":              {"arn:aws:states:us-east-1:210987654321:stateMachine:a", role, []string{"Target in another account", "account 210987654321"}},
		"a topic elsewhere, no role":   {strings.Replace(topicARN, "123456789012", "210987654321", 1), "", []string{"Missing role", "account 210987654321"}},
		"a bus without role":           {"arn:aws:events:us-east-1:210987654321:event-bus/central", "", []string{"Missing role", "this type of destination (event bus)."}},
		"a state machine without role": {"arn:aws:states:us-east-1:123456789012:stateMachine:a", "", []string{"Missing role", "Step Functions state machine"}},
		"a role elsewhere":             {"arn:aws:events:us-east-1:210987654321:event-bus/central", "  role_arn = \"arn:aws:iam::210987654321:role/a\"", []string{"Role in another account", "role_arn = "}},
		"no role ARN":                  {topicARN, "  role_arn = \"sender\"", []string{"Invalid ARN", "role_arn = "}},
		"FIFO without group":           {fifoARN, "", []string{"Missing message group id", "`message_group_id` is required"}},
		"a group elsewhere":            {topicARN, "  message_group_id = \"a\"", []string{"Parameter not supported by this target", "message_group_id = ", "does not apply to this type of destination (SNS topic), only to: FIFO SQS queue."}},
		"a long group":                 {fifoARN, "  message_group_id = \"" + strings.Repeat("x", 101) + "\"", []string{"message_group_id", "101"}},
		"headers elsewhere":            {topicARN, "  headers = { a = \"b\" }", []string{"Parameter not supported by this target", "headers = ", "API destination or API Gateway stage"}},
		"a bad header":                 {apiARN, role + "  headers = { \"a b\" = \"c\" }", []string{"Invalid HTTP parameter", `"a b" is not a valid header name`}},
		"a bad path in a header":       {apiARN, role + "  headers = { a = \"$.detail['x']\" }", []string{"Invalid JSON path", "quoted name in brackets"}},
		"two inputs":                   {topicARN, "  message = \"a <$.id>\"\n  input_path = \"$.id\"", []string{"Conflicting inputs", "input_path = ", "`message` and `input_path` are set."}},
		"no JSON":                      {topicARN, "  body = \"{\\\"a\\\": <$.id>}\"", []string{"Invalid JSON", "body = ", "the provider removes the quotes."}},
		"text as a body":               {topicARN, "  body = jsonencode(\"a\")", []string{"Body is a string"}},
		"a placeholder as a key":       {topicARN, "  body = jsonencode({ \"<$.id>\" = 1 })", []string{"Placeholder as a key", `The key "<$.id>" has a placeholder.`}},
		"a long body":                  {topicARN, "  body = jsonencode({ a = \"" + strings.Repeat("x", 8190) + "\" })", []string{"Input template too long"}},
		"a constant that is no JSON":   {topicARN, "  input = \"hello\"", []string{"Invalid JSON", "input = ", "`jsonencode(\"text\")`"}},
		"a long constant":              {topicARN, "  input = jsonencode(\"" + strings.Repeat("x", 8191) + "\")", []string{"Input too long", "8193 characters"}},
		"a quoted path":                {topicARN, "  input_path = \"$.detail['x']\"", []string{"Invalid JSON path", "input_path = "}},
		"a long path":                  {topicARN, "  input_path = \"$." + strings.Repeat("x", 256) + "\"", []string{"Invalid JSON path", "258 characters"}},
		"a bad message":                {topicARN, "  message = \"Build <build.number>\"", []string{"Unknown placeholder", "message = "}},
	} {
		cases[title] = acctest.Refusal{Config: anyConfig(defaultRule, c.arn, c.lines), Want: c.want}
	}
	env.Refuses(cases)
}

// TestTargetReach refuses a target that EventBridge could not send to.
func TestTargetReach(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		arn     string
		prepare func(t *testing.T, env *acctest.Env)
		want    []string // of the error; nil if there is none
		warning string
	}{
		"no topic": {topicARN, nil, []string{"Target not found", "There is no topic " + topicARN}, ""},
		"a topic with the default policy": {topicARN, func(t *testing.T, env *acctest.Env) { makeTopic(t, env, nil) },
			[]string{"Missing delivery permission", "does not grant EventBridge sns:Publish.", "`aws_sns_topic_policy`", `"Action": [ "sns:Publish" ]`, `"aws:SourceArn": "` + defaultRule + `"`, "The target was not written."}, ""},
		"a topic of another rule": {topicARN, func(t *testing.T, env *acctest.Env) {
			makeTopic(t, env, map[string]string{"Policy": fmt.Sprintf(eventsPolicy, "sns:Publish", topicARN, defaultRule+"-2")})
		}, []string{"only under the condition", ruleName + "-2"}, ""},
		"a topic with a key of AWS": {topicARN, func(t *testing.T, env *acctest.Env) {
			makeTopic(t, env, map[string]string{"Policy": fmt.Sprintf(eventsPolicy, "sns:Publish", topicARN, defaultRule), "KmsMasterKeyId": "alias/aws/sns"})
		}, nil, "KMS key managed by AWS"},
		"a topic that may not be read": {topicARN, func(t *testing.T, env *acctest.Env) {
			openTopic(t, env)
			env.Emulator.Inject(emulator.Fault{Service: "sns", Operation: "GetTopicAttributes", Code: "AuthorizationError", Status: 403})
		}, nil, "Resource policy not readable"},
		"no queue":               {"arn:aws:sqs:us-east-1:123456789012:builds", nil, []string{"Target not found", "There is no queue"}, ""},
		"a queue without policy": {"arn:aws:sqs:us-east-1:123456789012:builds", func(t *testing.T, env *acctest.Env) { makeQueue(t, env, "builds", nil) }, []string{"`aws_sqs_queue_policy`"}, ""},
		"a function without one": {functionARN, nil, []string{"Missing delivery permission", "`aws_lambda_permission`"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			makeRule(t, env, "default", ruleName)
			if test.prepare != nil {
				test.prepare(t, env)
			}
			w := env.Workspace(env.Config(anyConfig(defaultRule, test.arn, "")))
			out, err := w.Try("apply", "-auto-approve", "-no-color")
			if test.want != nil {
				if err == nil || !acctest.ErrorRegexp(test.want...).MatchString(out) {
					t.Errorf("the apply says\n%s", out)
				}
				if left := targetsOf(t, env, "default"); len(left) != 0 {
					t.Errorf("written: %v", left)
				}
				return
			}
			if err != nil || !strings.Contains(out, test.warning) {
				t.Errorf("the apply says\n%s", out)
			}
		})
	}
}
