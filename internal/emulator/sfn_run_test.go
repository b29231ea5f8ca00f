package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const jobStarted = `{"job":{"runnable_at":"2019-08-11 06:01:14 UTC","started_at":"2019-08-11 06:01:16 UTC"},"pipeline":{"slug":"my-pipeline"}}`

// target makes the state machine a target of the rule r.
func (c *clients) target(t *testing.T) error {
	t.Helper()
	_, err := c.events.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String("r"), Targets: []ebtypes.Target{
		{Id: aws.String("metric"), Arn: aws.String(machineARN), RoleArn: aws.String(invoker)},
	}})
	return err
}

func (c *clients) send(t *testing.T, detail string) {
	t.Helper()
	when := at(metricNow)()
	out := got[*eventbridge.PutEventsOutput](t)(c.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{
		{Source: aws.String("x"), DetailType: aws.String("Job Started"), Detail: &detail, Time: &when},
	}}))
	equal(t, "failed entries", out.FailedEntryCount, 0)
}

// wired makes all that publishes the metric of an event.
func wired(t *testing.T) *clients {
	t.Helper()
	needJSONata(t)
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	c.machine(t)
	c.putRule(t, "default", "r", anyPattern)
	must(t, 0, c.target(t))
	return c
}

func TestEventBecomesAMetric(t *testing.T) {
	t.Parallel()
	c := wired(t)
	c.send(t, jobStarted)
	points := c.Metrics("Buildkite")
	equal(t, "points", len(points), 1)
	p := points[0]
	equal(t, "point", fmt.Sprint(p.Metric, " ", p.Value, " ", p.Unit, " ", p.Dimensions, " ", p.Resolution, " ", p.Timestamp.UTC().Format(time.RFC3339)),
		"JobWait 2 Seconds map[Pipeline:my-pipeline] 1s "+metricNow)
	runs := c.Executions(machineARN)
	equal(t, "runs", len(runs), 1)
	equal(t, "run", fmt.Sprint(runs[0].Status, " ", runs[0].Rule, " ", runs[0].States), "SUCCEEDED arn:aws:events:us-east-1:123456789012:rule/r [Known Publish Nothing]")
	equal(t, "origin", p.Origin, runs[0].ARN)
	holds(t, "input", runs[0].Input, `"detail-type":"Job Started"`)
	equal(t, "failed", len(c.FailedExecutions()), 0)
	equal(t, "AWS's own metrics", fmt.Sprint(c.Metrics("AWS/States")[0].Metric, " ", c.Metrics("AWS/States")[1].Metric), "ExecutionsStarted ExecutionsSucceeded")
	equal(t, "calls", c.CallCount("cloudwatch:PutMetricData"), 1)
}

func TestEventWithoutTimesPublishesNothing(t *testing.T) {
	t.Parallel()
	c := wired(t)
	c.send(t, strings.Replace(jobStarted, `"2019-08-11 06:01:16 UTC"`, `null`, 1))
	c.send(t, `{"job":{}}`)
	equal(t, "points", len(c.Metrics()), 0)
	equal(t, "runs", fmt.Sprint(len(c.Executions()), len(c.FailedExecutions())), "2 0")
}

func TestDimensionsOfTheRun(t *testing.T) {
	t.Parallel()
	c := wired(t)
	c.send(t, strings.Replace(jobStarted, "my-pipeline", "zażółć", 1))
	c.send(t, strings.Replace(jobStarted, "my-pipeline", "  ", 1))
	points := c.Metrics()
	equal(t, "non-ASCII", fmt.Sprint(points[0].Dimensions), "map[Pipeline:za____]")
	equal(t, "blank", fmt.Sprint(points[1].Dimensions), "map[]")
	c.send(t, strings.Replace(jobStarted, "my-pipeline", strings.Repeat("x", 1025), 1))
	failed := c.FailedExecutions()
	equal(t, "metrics of failures", c.Metrics("AWS/States")[5].Metric, "ExecutionsFailed")
	equal(t, "too long", failed[0].Error, "CloudWatch.InvalidParameterValueException")
	holds(t, "cause", failed[0].Cause, "The parameter MetricData.member.1.Dimensions.member.1.Value must be shorter than 1025 characters. (Service: CloudWatch, Status Code: 400, Request ID: ")
}

func TestTasksAreRetried(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   emulator.Fault
		points  int
		retries int
		failure string
	}{
		"throttled twice":     {emulator.Fault{Code: "ThrottlingException", Times: 2}, 1, 2, ""},
		"throttled for long":  {emulator.Fault{Code: "ThrottlingException", Times: 4}, 0, 3, "CloudWatch.CloudWatchException"},
		"internal error":      {emulator.Fault{Code: "InternalServiceError", Status: 500, Times: 1}, 1, 1, ""},
		"an error for good":   {emulator.Fault{Code: "InvalidParameterValue", Times: 1}, 0, 0, "CloudWatch.InvalidParameterValueException"},
		"the connection cut":  {emulator.Fault{CutConnection: true, Times: 1}, 0, 0, "CloudWatch.SdkClientException"},
		"the answer is lost":  {emulator.Fault{CutAfter: true, Times: 1}, 1, 0, "CloudWatch.SdkClientException"},
		"slow takes no time":  {emulator.Fault{Delay: time.Hour, Times: 1}, 1, 0, ""},
		"of another service":  {emulator.Fault{Service: "logs", Code: "ThrottlingException"}, 1, 0, ""},
		"of another operator": {emulator.Fault{Operation: "GetMetricData", Code: "ThrottlingException"}, 1, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := wired(t)
			if test.fault.Service == "" {
				test.fault.Service = "cloudwatch"
			}
			c.Inject(test.fault)
			c.send(t, jobStarted)
			run := c.Executions()[0]
			equal(t, "points", len(c.Metrics()), test.points)
			equal(t, "retries", run.Retries, test.retries)
			equal(t, "error", run.Error, test.failure)
		})
	}
}

func TestPermissionsOfTheRun(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil        func(t *testing.T, c *clients)
		code         string // of the delivery
		failure      string // of the run
		cause, about string
	}{
		"another namespace": {func(t *testing.T, c *clients) {
			c.allow(t, "executor", strings.Replace(mayPublish, "Buildkite", "Other", 1))
		},
			"", "CloudWatch.CloudWatchException", "is not authorized to perform: cloudwatch:PutMetricData", ""},
		"nothing allowed": {func(t *testing.T, c *clients) { c.allow(t, "executor", mayStart) },
			"", "CloudWatch.CloudWatchException", "User: arn:aws:sts::123456789012:assumed-role/executor/", ""},
		"not trusted any more": {func(t *testing.T, c *clients) {
			_, err := c.iam.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("executor"), PolicyDocument: aws.String(trustEvents)})
			must(t, 0, err)
		}, "", "CloudWatch.CloudWatchException", "Step Functions cannot assume the role", ""},
		"beyond the boundary": {func(t *testing.T, c *clients) {
			_, err := c.iam.PutRolePermissionsBoundary(t.Context(), &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String("executor"), PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess")})
			must(t, 0, err)
		}, "", "CloudWatch.CloudWatchException", "is not authorized", ""},
		"another state machine": {func(t *testing.T, c *clients) { c.allow(t, "invoker", strings.Replace(mayStart, ":wait", ":other", 1)) },
			"NO_PERMISSIONS", "", "", "does not allow states:StartExecution on " + machineARN},
		"not trusted by EventBridge": {func(t *testing.T, c *clients) {
			_, err := c.iam.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("invoker"), PolicyDocument: aws.String(trustStates)})
			must(t, 0, err)
		}, "NO_PERMISSIONS", "", "", "EventBridge cannot assume the role " + invoker},
		"no role any more": {func(t *testing.T, c *clients) {
			_, err := c.iam.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: aws.String("invoker"), PolicyName: aws.String("main")})
			must(t, 0, err)
			_, err = c.iam.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: aws.String("invoker")})
			must(t, 0, err)
		}, "NO_PERMISSIONS", "", "", "EventBridge cannot assume the role " + invoker},
		"no state machine any more": {func(t *testing.T, c *clients) {
			_, err := c.states.DeleteStateMachine(t.Context(), &sfn.DeleteStateMachineInput{StateMachineArn: aws.String(machineARN)})
			must(t, 0, err)
		}, "NO_RESOURCE", "", "", "does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := wired(t)
			test.spoil(t, c)
			c.send(t, jobStarted)
			equal(t, "points", len(c.Metrics()), 0)
			failures := c.FailedInvocations("arn:aws:events:us-east-1:123456789012:rule/r")
			if test.code == "" {
				equal(t, "failed deliveries", len(failures), 0)
				run := c.FailedExecutions()[0]
				equal(t, "error", run.Error, test.failure)
				holds(t, "cause", run.Cause, test.cause)
				return
			}
			equal(t, "runs", len(c.Executions()), 0)
			equal(t, "code", failures[0].Code, test.code)
			holds(t, "message", failures[0].Message, test.about)
		})
	}
}

func TestArgumentsThatStepFunctionsRefuses(t *testing.T) {
	t.Parallel()
	needJSONata(t)
	for name, test := range map[string]struct{ datum, problem string }{
		"a number in quotes": {`{"MetricName":"m","Value":"1"}`, "The value for the field 'Value' must be a DOUBLE"},
		"one dimension":      {`{"MetricName":"m","Value":1,"Dimensions":{"Name":"a","Value":"b"}}`, "The value for the field 'Dimensions' must be an ARRAY"},
		"another spelling":   {`{"metricName":"m","Value":1}`, `The field "metricName" is not supported by Step Functions, The field "MetricName" is required but was missing`},
		"a time as a number": {`{"MetricName":"m","Value":1,"Timestamp":1565503276}`, "The value for the field 'Timestamp' must be a TIMESTAMP in ISO 8601"},
		"a text as a time":   {`{"MetricName":"m","Value":1,"Timestamp":"2019-08-11 06:01:16 UTC"}`, "The value for the field 'Timestamp' must be a TIMESTAMP in ISO 8601"},
		"half a resolution":  {`{"MetricName":"m","Value":1,"StorageResolution":1.5}`, "The value for the field 'StorageResolution' must be an INTEGER"},
		"a dimension's name": {`{"MetricName":"m","Value":1,"Dimensions":[{"Value":"b"}]}`, `The field "Name" is required but was missing`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startMetrics(t)
			c.role(t, "executor", trustStates)
			c.allow(t, "executor", mayPublish)
			in := machineInput()
			in.Definition = aws.String(`{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:cloudwatch:putMetricData","Arguments":{"Namespace":"Buildkite","MetricData":["{% $states.input %}"]},"Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}}`)
			got[*sfn.CreateStateMachineOutput](t)(c.states.CreateStateMachine(t.Context(), in))
			out := got[*sfn.StartSyncExecutionOutput](t)(c.states.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: aws.String(machineARN), Input: &test.datum}))
			equal(t, "status", out.Status, sfntypes.SyncExecutionStatusFailed)
			equal(t, "error", *out.Error, "States.Runtime")
			holds(t, "cause", *out.Cause, "could not be used to start the Task: ["+test.problem+"]")
			equal(t, "points", len(c.Metrics()), 0)
		})
	}
}

func TestExecutionsOverTheAPI(t *testing.T) {
	t.Parallel()
	needJSONata(t)
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	c.machine(t)
	arn := aws.String(machineARN)
	input := aws.String(`{"time":"` + metricNow + `","detail":` + jobStarted + `}`)
	started := got[*sfn.StartExecutionOutput](t)(c.states.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: arn, Name: aws.String("one"), Input: input}))
	holds(t, "ARN", *started.ExecutionArn, "arn:aws:states:us-east-1:123456789012:express:wait:one:")
	out := got[*sfn.StartSyncExecutionOutput](t)(c.states.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: arn, Input: input}))
	equal(t, "output", string(out.Status)+*out.Output, "SUCCEEDED{}")
	equal(t, "points", len(c.Metrics()), 2)
	_, err := c.states.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: arn, Input: aws.String("{")})
	refused(t, err, "InvalidExecutionInput")
	_, err = c.states.StartExecution(t.Context(), &sfn.StartExecutionInput{StateMachineArn: aws.String(machineARN + "2")})
	refused(t, err, "StateMachineDoesNotExist")
	_, err = c.states.DescribeExecution(t.Context(), &sfn.DescribeExecutionInput{ExecutionArn: started.ExecutionArn})
	refused(t, err, "InvalidArn")

	standard := machineInput()
	standard.Name, standard.Type = aws.String("standard"), sfntypes.StateMachineTypeStandard
	made := got[*sfn.CreateStateMachineOutput](t)(c.states.CreateStateMachine(t.Context(), standard))
	_, err = c.states.StartSyncExecution(t.Context(), &sfn.StartSyncExecutionInput{StateMachineArn: made.StateMachineArn})
	refused(t, err, "StateMachineTypeNotSupported")
	run := &sfn.StartExecutionInput{StateMachineArn: made.StateMachineArn, Name: aws.String("n"), Input: input}
	first := got[*sfn.StartExecutionOutput](t)(c.states.StartExecution(t.Context(), run))
	again := got[*sfn.StartExecutionOutput](t)(c.states.StartExecution(t.Context(), run))
	equal(t, "the same run", *again.ExecutionArn, *first.ExecutionArn)
	run.Input = aws.String("{}")
	_, err = c.states.StartExecution(t.Context(), run)
	refused(t, err, "ExecutionAlreadyExists")
	described := got[*sfn.DescribeExecutionOutput](t)(c.states.DescribeExecution(t.Context(), &sfn.DescribeExecutionInput{ExecutionArn: first.ExecutionArn}))
	equal(t, "status", described.Status, sfntypes.ExecutionStatusSucceeded)
}

func TestFailuresAreLogged(t *testing.T) {
	t.Parallel()
	c := wired(t)
	c.createGroup(t, groupName)
	logging := &sfntypes.LoggingConfiguration{Level: sfntypes.LogLevelError, Destinations: []sfntypes.LogDestination{
		{CloudWatchLogsLogGroup: &sfntypes.CloudWatchLogsLogGroup{LogGroupArn: aws.String(groupARN + ":*")}},
	}}
	update := &sfn.UpdateStateMachineInput{StateMachineArn: aws.String(machineARN), LoggingConfiguration: logging}
	_, err := c.states.UpdateStateMachine(t.Context(), update)
	refused(t, err, "AccessDeniedException", "The state machine IAM Role is not authorized to access the Log Destination")
	_, err = c.iam.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("executor"), PolicyName: aws.String("logs"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogDelivery","logs:GetLogDelivery","logs:UpdateLogDelivery","logs:DeleteLogDelivery","logs:ListLogDeliveries","logs:PutResourcePolicy","logs:DescribeResourcePolicies","logs:DescribeLogGroups"],"Resource":"*"}]}`)})
	must(t, 0, err)
	_, err = c.states.UpdateStateMachine(t.Context(), update)
	must(t, 0, err)
	c.send(t, jobStarted)
	c.Inject(emulator.Fault{Service: "cloudwatch", Code: "InvalidParameterValue", Message: "no"})
	c.send(t, jobStarted)
	events := c.LogEvents(region, groupName)
	equal(t, "entries", len(events), 1)
	holds(t, "entry", events[0].Message, `"type":"ExecutionFailed"`)
	holds(t, "entry", events[0].Message, `"error":"CloudWatch.InvalidParameterValueException"`)
}

func TestRunWithoutJSONata(t *testing.T) {
	t.Setenv("JSONATA_DIR", "")
	t.Chdir(t.TempDir())
	c := startMetrics(t)
	c.machine(t)
	c.putRule(t, "default", "r", anyPattern)
	must(t, 0, c.target(t))
	c.send(t, jobStarted)
	run := c.FailedExecutions()[0]
	equal(t, "error", run.Error, "States.Runtime")
	holds(t, "cause", run.Cause, "The emulator cannot evaluate JSONata: the JSONata reference implementation is not here: run `make jsonata`")
}
