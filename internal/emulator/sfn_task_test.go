package emulator_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// askDefinition finds the output of the last run, asks a host, and publishes what
// it answered.
const askDefinition = `{"QueryLanguage":"JSONata","StartAt":"Last","States":{
  "Last":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:listExecutions","Arguments":{"StateMachineArn":"{% $states.context.StateMachine.Id %}","StatusFilter":"SUCCEEDED","MaxResults":1},
    "Assign":{"last":"{% $exists($states.result.Executions[0]) ? $states.result.Executions[0].ExecutionArn : '' %}","more":"{% $exists($states.result.NextToken) %}"},"Next":"Any"},
  "Any":{"Type":"Choice","Choices":[{"Condition":"{% $last = '' %}","Next":"Ask","Assign":{"count":0}}],"Default":"Read"},
  "Read":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sfn:describeExecution","Arguments":{"ExecutionArn":"{% $last %}"},"Assign":{"count":"{% $parse($states.result.Output).count %}"},"Next":"Ask"},
  "Ask":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Arguments":{"ApiEndpoint":"https://api.example.com/v1","Method":"POST","InvocationConfig":{"ConnectionArn":"CONNECTION"},
    "QueryParameters":{"q":"1"},"Headers":{"X-A":"b"},"RequestBody":{"count":"{% $count %}"}},
    "Retry":[{"ErrorEquals":["States.Http.StatusCode.503"],"MaxAttempts":2}],"Assign":{"answer":"{% $states.result.ResponseBody.say %}","status":"{% $states.result.StatusCode %}"},"Next":"Publish"},
  "Publish":{"Type":"Task","Resource":"arn:aws:states:::events:putEvents","Arguments":{"Entries":[{"EventBusName":"BUS","Source":"mine","DetailType":"t","Detail":{"say":"{% $answer %}"}},{"Source":"mine","DetailType":"t","Detail":{"n":2}}]},
    "Retry":[{"ErrorEquals":["EventBridge.FailedEntry"],"MaxAttempts":1}],"Output":{"count":"{% $count + 1 %}","more":"{% $more %}"},"Next":"Done"},
  "Done":{"Type":"Succeed"}}}`

const mayAsk = `{"Version":"2012-10-17","Statement":[
  {"Effect":"Allow","Action":"states:ListExecutions","Resource":"` + machineARN + `"},
  {"Effect":"Allow","Action":"states:DescribeExecution","Resource":"arn:aws:states:us-east-1:123456789012:execution:wait:*"},
  {"Effect":"Allow","Action":"states:InvokeHTTPEndpoint","Resource":"` + machineARN + `","Condition":{"StringEquals":{"states:HTTPMethod":"POST","states:HTTPEndpoint":"https://api.example.com/v1"}}},
  {"Effect":"Allow","Action":"events:RetrieveConnectionCredentials","Resource":"CONNECTION"},
  {"Effect":"Allow","Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Resource":"arn:aws:secretsmanager:*:*:secret:events!connection/*"},
  {"Effect":"Allow","Action":"events:PutEvents","Resource":["arn:aws:events:us-east-1:123456789012:event-bus/default","arn:aws:events:us-east-1:123456789012:event-bus/own"],"Condition":{"StringEquals":{"events:source":"mine"}}}]}`

// asker is a Standard state machine with a connection and a host.
type asker struct {
	*clients
	t        *testing.T
	policy   string
	requests []string
	status   int
	answer   string
}

func newAsker(t *testing.T, bus string) *asker {
	t.Helper()
	needJSONata(t)
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	a := &asker{clients: c, t: t, status: http.StatusOK, answer: `{"say":"hello"}`}
	c.HandleHTTPS("api.example.com", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		a.requests = append(a.requests, r.Method+" "+r.URL.String()+" "+r.Header.Get("Authorization")+" "+r.Header.Get("X-A")+" "+string(body))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.answer)
	}))
	conn := ok[*eventbridge.CreateConnectionOutput](t)(c.events.CreateConnection(t.Context(), &eventbridge.CreateConnectionInput{
		Name: aws.String("c"), AuthorizationType: ebtypes.ConnectionAuthorizationTypeApiKey,
		AuthParameters: &ebtypes.CreateConnectionAuthRequestParameters{ApiKeyAuthParameters: &ebtypes.CreateConnectionApiKeyAuthRequestParameters{
			ApiKeyName: aws.String("Authorization"), ApiKeyValue: aws.String("Bearer s3cret")}},
	}))
	a.policy = strings.ReplaceAll(mayAsk, "CONNECTION", *conn.ConnectionArn)
	c.role(t, "executor", trustStates)
	c.allow(t, "executor", a.policy)
	must(t, 0, ignore(c.events.CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String("own")})))
	for _, name := range []string{"default", "own"} {
		c.putRule(t, name, "r", `{"source":["mine"]}`)
	}
	must(t, 0, ignore(c.states.CreateStateMachine(t.Context(), &sfn.CreateStateMachineInput{
		Name: aws.String("wait"), RoleArn: aws.String(executor), Type: sfntypes.StateMachineTypeStandard,
		Definition: aws.String(strings.NewReplacer("CONNECTION", *conn.ConnectionArn, "BUS", bus).Replace(askDefinition)),
	})))
	return a
}

func (a *asker) run() emulator.Execution {
	a.t.Helper()
	must(a.t, 0, ignore(a.states.StartExecution(a.t.Context(), &sfn.StartExecutionInput{StateMachineArn: aws.String(machineARN)})))
	all := a.Executions(machineARN)
	return all[len(all)-1]
}

func (a *asker) matched(bus string) int {
	rule := "arn:aws:events:us-east-1:123456789012:rule/r"
	if bus != "default" {
		rule = "arn:aws:events:us-east-1:123456789012:rule/" + bus + "/r"
	}
	return a.MatchedEvents()[rule]
}

func TestTasksOfAnInput(t *testing.T) {
	t.Parallel()
	a := newAsker(t, "arn:aws:events:us-east-1:123456789012:event-bus/own")
	first, second := a.run(), a.run()
	equal(t, "outputs", first.Output+second.Output, `{"count":1,"more":false}{"count":2,"more":false}`)
	third := a.run()
	equal(t, "output", third.Output, `{"count":3,"more":true}`)
	equal(t, "history", fmt.Sprint(first.History, third.History), "21 26")
	equal(t, "requests", strings.Join(a.requests, "\n"), strings.Join([]string{
		`POST https://api.example.com/v1?q=1 Bearer s3cret b {"count":0}`,
		`POST https://api.example.com/v1?q=1 Bearer s3cret b {"count":1}`,
		`POST https://api.example.com/v1?q=1 Bearer s3cret b {"count":2}`}, "\n"))
	equal(t, "published", fmt.Sprint(a.matched("own"), a.matched("default")), "3 3")
	for _, sent := range a.Calls() {
		if strings.Contains(fmt.Sprint(sent.Input), "s3cret") {
			t.Errorf("%s records the secret", sent.Name())
		}
	}
	list := ok[*sfn.ListExecutionsOutput](t)(a.states.ListExecutions(t.Context(), &sfn.ListExecutionsInput{StateMachineArn: aws.String(machineARN), MaxResults: 2}))
	equal(t, "newest first", *list.Executions[0].ExecutionArn+*list.Executions[1].ExecutionArn, third.ARN+second.ARN)
	list = ok[*sfn.ListExecutionsOutput](t)(a.states.ListExecutions(t.Context(), &sfn.ListExecutionsInput{StateMachineArn: aws.String(machineARN), MaxResults: 2, NextToken: list.NextToken}))
	equal(t, "last page", fmt.Sprint(len(list.Executions), *list.Executions[0].ExecutionArn, list.NextToken == nil), "1"+first.ARN+"true")
	_, err := a.states.ListExecutions(t.Context(), &sfn.ListExecutionsInput{StateMachineArn: aws.String(machineARN + "2")})
	refused(t, err, "StateMachineDoesNotExist")
	a.Advance(91 * 24 * time.Hour)
	equal(t, "forgotten after 90 days", a.run().Output, `{"count":1,"more":false}`)
}

func TestTasksThatFail(t *testing.T) {
	t.Parallel()
	without := func(action string) func(*asker) {
		return func(a *asker) { a.allow(a.t, "executor", strings.Replace(a.policy, `"`+action+`"`, `"none:None"`, 1)) }
	}
	inject := func(f emulator.Fault) func(*asker) { return func(a *asker) { a.Inject(f) } }
	answers := func(status int) func(*asker) { return func(a *asker) { a.status = status } }
	for name, test := range map[string]struct {
		spoil func(*asker)
		want  string // status and error
		asked int
		own   int
	}{
		"nothing":      {func(*asker) {}, "SUCCEEDED ", 1, 1},
		"not found":    {answers(404), "FAILED States.Http.StatusCode.404", 1, 0},
		"down":         {answers(503), "FAILED States.Http.StatusCode.503", 3, 0},
		"no JSON":      {func(a *asker) { a.answer = "<" }, "FAILED States.QueryEvaluationError", 1, 0},
		"no handler":   {func(a *asker) { a.HandleHTTPS("api.example.com", nil) }, "FAILED States.Http.Socket", 0, 0},
		"may not list": {without("states:ListExecutions"), "FAILED Sfn.AccessDeniedException", 0, 0},
		"may not ask":  {without("states:InvokeHTTPEndpoint"), "FAILED States.Http.AccessDeniedException", 0, 0},
		"may not know": {without("events:RetrieveConnectionCredentials"), "FAILED Events.ConnectionResource.AccessDenied", 0, 0},
		"may not read": {without("secretsmanager:DescribeSecret"), "FAILED Events.ConnectionResource.AccessDenied", 0, 0},
		"may not put":  {without("events:PutEvents"), "FAILED EventBridge.AccessDeniedException", 1, 0},
		"another bus": {func(a *asker) {
			a.allow(a.t, "executor", strings.Replace(a.policy, "event-bus/default", "event-bus/x", 1))
		}, "FAILED EventBridge.AccessDeniedException", 1, 0},
		"not authorized": {func(a *asker) { a.SetConnectionState(region, "c", "DEAUTHORIZED", "") }, "FAILED Events.ConnectionResource.InvalidConnectionState", 0, 0},
		"connection gone": {func(a *asker) {
			must(a.t, 0, ignore(a.events.DeleteConnection(a.t.Context(), &eventbridge.DeleteConnectionInput{Name: aws.String("c")})))
		}, "FAILED Events.ConnectionResource.ResourceNotFound", 0, 0},
		"one entry refused": {inject(emulator.Fault{Operation: "PutEvents", PartialFailure: true, PartialIDs: []string{"1"}}), "FAILED EventBridge.FailedEntry", 1, 2},
		"mended":            {inject(emulator.Fault{Operation: "PutEvents", PartialFailure: true, PartialIDs: []string{"0"}, Times: 1}), "SUCCEEDED ", 1, 1},
		"answer lost":       {inject(emulator.Fault{Operation: "PutEvents", CutAfter: true}), "FAILED EventBridge.SdkClientException", 1, 1},
		"never sent":        {inject(emulator.Fault{Operation: "ListExecutions", CutConnection: true}), "FAILED Sfn.SdkClientException", 0, 0},
		"stopped":           {inject(emulator.Fault{Operation: "PutEvents", StopRun: true}), "ABORTED ", 1, 1},
		"a status":          {inject(emulator.Fault{Operation: "InvokeHTTPEndpoint", Code: "StatusCode.503", Times: 2}), "SUCCEEDED ", 1, 1},
		"a list hides":      {inject(emulator.Fault{Operation: "ListExecutions", Rewrite: emulator.SetMember("Executions", []any{})}), "SUCCEEDED ", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := newAsker(t, "own")
			test.spoil(a)
			run := a.run()
			equal(t, "run", run.Status+" "+run.Error, test.want)
			equal(t, "requests", len(a.requests), test.asked)
			equal(t, "published", a.matched("own"), test.own)
		})
	}
}

// A list that lags behind makes a run begin where an earlier one ended.
func TestStaleListOfExecutions(t *testing.T) {
	t.Parallel()
	a := newAsker(t, "own")
	a.Inject(emulator.Fault{Service: "states", Operation: "ListExecutions", StaleReads: 1})
	var outputs []string
	for range 3 {
		outputs = append(outputs, a.run().Output)
	}
	equal(t, "outputs", fmt.Sprint(outputs), `[{"count":1,"more":false} {"count":1,"more":false} {"count":2,"more":false}]`)
}
