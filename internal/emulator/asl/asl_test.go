package asl_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

func engine(t *testing.T) *jsonata.Engine {
	t.Helper()
	e, err := jsonata.Default()
	if errors.Is(err, jsonata.ErrMissing) {
		t.Skip("SKIP: " + err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// states wraps states into a definition that starts at A.
func states(body string) string {
	return `{"QueryLanguage":"JSONata","StartAt":"A","States":{` + body + `}}`
}

func TestParse(t *testing.T) {
	t.Parallel()
	const put = `"Type":"Task","Resource":"arn:aws:states:::aws-sdk:cloudwatch:putMetricData"`
	for name, test := range map[string]struct {
		definition string
		want       []string // code, message and place of each finding
	}{
		"minimal":        {states(`"A":{"Type":"Succeed"}`), nil},
		"not JSON":       {`{`, []string{"INVALID_JSON_DESCRIPTION: Invalid JSON: unexpected EOF"}},
		"more than JSON": {`{} {}`, []string{"INVALID_JSON_DESCRIPTION: Invalid JSON: there is more text after the JSON value"}},
		"a list":         {`[]`, []string{"INVALID_JSON_DESCRIPTION: Expected a JSON object"}},
		"nothing in it":  {`{}`, []string{"SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /", "SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /"}},
		"no states":      {`{"StartAt":"A","States":{}}`, []string{"SCHEMA_VALIDATION_FAILED: Field must have 1 or more states at /States"}},
		"unknown field":  {`{"StartAt":"A","Foo":1,"States":{"A":{"Type":"Succeed"}}}`, []string{"SCHEMA_VALIDATION_FAILED: Field 'Foo' is not supported at /"}},
		"query language": {`{"QueryLanguage":"jsonata","StartAt":"A","States":{"A":{"Type":"Succeed"}}}`, []string{"SCHEMA_VALIDATION_FAILED: Value is not valid for 'QueryLanguage'. Allowed values: [JSONPath, JSONata] at /QueryLanguage"}},
		"back to JSONPath": {states(`"A":{"Type":"Succeed","QueryLanguage":"JSONPath"}`),
			[]string{"SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A/QueryLanguage"}},
		"JSONPath is the default": {`{"StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a.$":"$.b"},"End":true}}}`, nil},
		"JSONata in one state":    {`{"StartAt":"A","States":{"A":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% 1 %}","End":true}}}`, nil},
		"fields of JSONPath":      {states(`"A":{"Type":"Pass","InputPath":"$.a","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: Field 'InputPath' is not supported at /States/A"}},
		"start at nothing": {`{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}`,
			[]string{"MISSING_TRANSITION_TARGET: Missing 'StartAt' target: B at /StartAt", `MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A`}},
		"next is missing":    {states(`"A":{"Type":"Pass","Next":"C"},"B":{"Type":"Pass","End":true}`), []string{"MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Next", `MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B`}},
		"no end":             {states(`"A":{"Type":"Pass","Next":"A"}`), []string{"MISSING_END_STATE: No terminal state found in the state machine at /"}},
		"neither next":       {states(`"A":{"Type":"Pass"}`), []string{"SCHEMA_VALIDATION_FAILED: One of these fields is required: [Next, End] at /States/A"}},
		"both next and end":  {states(`"A":{"Type":"Pass","End":true,"Next":"A"}`), []string{"SCHEMA_VALIDATION_FAILED: Only one of these fields is allowed: [Next, End] at /States/A"}},
		"end is false":       {states(`"A":{"Type":"Pass","End":false}`), []string{"SCHEMA_VALIDATION_FAILED: The value for the field 'End' must be true at /States/A/End"}},
		"type":               {states(`"A":{"Type":"Do"}`), []string{"SCHEMA_VALIDATION_FAILED: Value is not valid for 'Type'. Allowed values: [Choice, Fail, Map, Parallel, Pass, Succeed, Task, Wait] at /States/A/Type"}},
		"a long name":        {`{"StartAt":"` + strings.Repeat("x", 81) + `","States":{"` + strings.Repeat("x", 81) + `":{"Type":"Succeed"}}}`, []string{"SCHEMA_VALIDATION_FAILED: The name of a state must have 1 to 80 characters at /States/" + strings.Repeat("x", 81)}},
		"the longest name":   {`{"StartAt":"` + strings.Repeat("x", 80) + `","States":{"` + strings.Repeat("x", 80) + `":{"Type":"Succeed"}}}`, nil},
		"put metric data":    {states(`"A":{` + put + `,"Arguments":{"Namespace":"{% 'a' %}"},"End":true}`), nil},
		"another partition":  {states(`"A":{"Type":"Task","Resource":"arn:aws-cn:states:::aws-sdk:cloudwatch:putMetricData","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: The resource provided arn:aws-cn:states:::aws-sdk:cloudwatch:putMetricData is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource"}},
		"another spelling":   {states(`"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:cloudwatch:PutMetricData","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::aws-sdk:cloudwatch:PutMetricData is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource"}},
		"computed resource":  {states(`"A":{"Type":"Task","Resource":"{% 'arn' %}","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: The resource provided {% 'arn' %} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/A/Resource", "SCHEMA_VALIDATION_FAILED: The value for the field 'Resource' must be a constant at /States/A/Resource"}},
		"wait for token":     {states(`"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke.waitForTaskToken","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: Express state machine does not support 'arn:aws:states:::lambda:invoke.waitForTaskToken' service integration at /States/A/Resource"}},
		"bad syntax":         {states(`"A":{"Type":"Pass","Output":"{% 1 + %}","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: The JSONata expression is not valid: S0207: Unexpected end of expression at /States/A/Output"}},
		"not closed":         {states(`"A":{"Type":"Pass","Output":{"a":["{% 1 "]},"End":true}`), []string{"SCHEMA_VALIDATION_FAILED: The JSONata expression is not closed properly: {% 1  at /States/A/Output/a[0]"}},
		"empty expression":   {states(`"A":{"Type":"Pass","Output":"{%  %}","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: The JSONata expression is empty at /States/A/Output"}},
		"the root":           {states(`"A":{"Type":"Pass","Output":"{% $$.a %}","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: The JSONata expression must not use $$: there is no top-level input at /States/A/Output"}},
		"the root in a text": {states(`"A":{"Type":"Pass","Output":"{% 'US$$' %}","End":true}`), nil},
		"error output":       {states(`"A":{"Type":"Pass","Output":"{% $states.errorOutput %}","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: $states.errorOutput can be used in Catch only at /States/A/Output"}},
		"result in Pass":     {states(`"A":{"Type":"Pass","Output":"{% $states.result %}","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: $states.result can be used in Output and Assign of Task, Map and Parallel only at /States/A/Output"}},
		"result in Task":     {states(`"A":{` + put + `,"Output":"{% $states.result %}","Catch":[{"ErrorEquals":["States.ALL"],"Output":{"e":"{% $states.errorOutput.Error %}"},"Next":"B"}],"Next":"B"},"B":{"Type":"Succeed"}`), nil},
		"condition":          {states(`"A":{"Type":"Choice","Choices":[{"Condition":"true","Next":"B"}],"Default":"B"},"B":{"Type":"Succeed"}`), []string{"SCHEMA_VALIDATION_FAILED: The value for the field 'Condition' must be a valid JSONata expression at /States/A/Choices[0]/Condition"}},
		"a plain condition":  {states(`"A":{"Type":"Choice","Choices":[{"Condition":true,"Next":"B"}],"Default":"B"},"B":{"Type":"Succeed"}`), nil},
		"no condition":       {states(`"A":{"Type":"Choice","Choices":[{"Next":"B"}]},"B":{"Type":"Succeed"}`), []string{"SCHEMA_VALIDATION_FAILED: These fields are required: [Condition] at /States/A/Choices[0]"}},
		"no choices":         {states(`"A":{"Type":"Choice","Choices":[]}`), []string{"SCHEMA_VALIDATION_FAILED: The value for the field 'Choices' must be a non-empty ARRAY at /States/A/Choices", "MISSING_END_STATE: No terminal state found in the state machine at /"}},
		"choice target":      {states(`"A":{"Type":"Choice","Choices":[{"Condition":true,"Next":"C"}],"Default":"D"},"B":{"Type":"Succeed"}`), []string{"MISSING_TRANSITION_TARGET: Missing 'Default' target: D at /States/A/Default", "MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Choices[0]/Next", `MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B`}},
		"retry":              {states(`"A":{` + put + `,"Retry":[{"ErrorEquals":["CloudWatch.CloudWatchException"],"IntervalSeconds":1,"MaxAttempts":5,"BackoffRate":2.0,"MaxDelaySeconds":8,"JitterStrategy":"FULL"}],"End":true}`), nil},
		"States.ALL first":   {states(`"A":{` + put + `,"Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["States.Timeout"]}],"End":true}`), []string{"SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and in the last entry at /States/A/Retry[0]/ErrorEquals"}},
		"retry of nothing":   {states(`"A":{` + put + `,"Retry":[{"ErrorEquals":[]}],"End":true}`), []string{"SCHEMA_VALIDATION_FAILED: These fields are required: [ErrorEquals] at /States/A/Retry[0]"}},
		"bad retry numbers": {states(`"A":{` + put + `,"Retry":[{"ErrorEquals":["a"],"IntervalSeconds":0,"MaxAttempts":-1,"BackoffRate":0.5,"JitterStrategy":"x","MaxDelaySeconds":1}],"End":true}`), []string{
			"SCHEMA_VALIDATION_FAILED: The value for the field 'IntervalSeconds' must be a whole number from 1 to 99999999 at /States/A/Retry[0]/IntervalSeconds",
			"SCHEMA_VALIDATION_FAILED: The value for the field 'MaxAttempts' must be a whole number from 0 to 99999999 at /States/A/Retry[0]/MaxAttempts",
			"SCHEMA_VALIDATION_FAILED: The value for the field 'BackoffRate' must be 1 or more at /States/A/Retry[0]/BackoffRate",
			"SCHEMA_VALIDATION_FAILED: Value is not valid for 'JitterStrategy'. Allowed values: [FULL, NONE] at /States/A/Retry[0]/JitterStrategy",
		}},
		"retry in Pass": {states(`"A":{"Type":"Pass","Retry":[],"End":true}`), []string{"SCHEMA_VALIDATION_FAILED: Field 'Retry' is not supported at /States/A"}},
		"wait for both": {states(`"A":{"Type":"Wait","Seconds":1,"Timestamp":"{% $now() %}","End":true}`), []string{"SCHEMA_VALIDATION_FAILED: Exactly one of these fields is required: [Seconds, Timestamp] at /States/A"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := engine(t)
			machine, findings := asl.Parse(test.definition, asl.Options{Express: true, Partition: "aws", Compile: e.Compile})
			var got []string
			for _, f := range findings {
				text := f.Code + ": " + f.Message
				if f.Location != "" {
					text += " at " + f.Location
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if (machine == nil) != (len(findings) > 0) {
				t.Errorf("got machine %v with findings %v", machine, findings)
			}
		})
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	_, findings := asl.Parse(states(`"A":{"Type":"Pass","Next":"C"},"B":{"Type":"Succeed"}`), asl.Options{})
	want := `Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: C at /States/A/Next, MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B'`
	if got := asl.Join(findings); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

const task = `"Type":"Task","Resource":"arn:aws:states:::aws-sdk:cloudwatch:putMetricData"`

func TestRun(t *testing.T) {
	t.Parallel()
	throttled := asl.Failure{Error: "CloudWatch.CloudWatchException", Cause: "Rate exceeded"}
	for name, test := range map[string]struct {
		definition string
		input      string
		failures   []asl.Failure // what the first tasks give
		output     string
		failure    string
		cause      string
		tasks      []string
		visited    []string
		retries    int
		waited     time.Duration
	}{
		"pass":                 {definition: states(`"A":{"Type":"Pass","End":true}`), input: `{"a":1}`, output: `{"a":1}`, visited: []string{"A"}},
		"output":               {definition: states(`"A":{"Type":"Pass","Output":{"n":"{% $states.input.a + 1 %}","t":"plain","l":["{% 1 %}",2]},"End":true}`), input: `{"a":1}`, output: `{"l":[1,2],"n":2,"t":"plain"}`, visited: []string{"A"}},
		"assign":               {definition: states(`"A":{"Type":"Pass","Assign":{"x":"{% $states.input.a %}"},"Output":"{% $exists($x) %}","Next":"B"},"B":{"Type":"Succeed","Output":"{% [$x, $states.input] %}"}`), input: `{"a":1}`, output: `[1,false]`, visited: []string{"A", "B"}},
		"context":              {definition: states(`"A":{"Type":"Succeed","Output":"{% $states.context.Execution.Name & $states.context.State.Name %}"}`), input: `{}`, output: `"runA"`, visited: []string{"A"}},
		"choose":               {definition: states(`"A":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.n > 1 %}","Next":"B","Output":"big","Assign":{"v":3}}],"Default":"C"},"B":{"Type":"Succeed","Output":"{% $states.input & $v %}"},"C":{"Type":"Succeed"}`), input: `{"n":2}`, output: `"big3"`, visited: []string{"A", "B"}},
		"choose otherwise":     {definition: states(`"A":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.n > 1 %}","Next":"B"}],"Default":"C"},"B":{"Type":"Succeed"},"C":{"Type":"Succeed"}`), input: `{"n":1}`, output: `{"n":1}`, visited: []string{"A", "C"}},
		"no choice":            {definition: states(`"A":{"Type":"Choice","Choices":[{"Condition":"{% false %}","Next":"B"}]},"B":{"Type":"Succeed"}`), input: `{}`, failure: "States.NoChoiceMatched", cause: "No choice rule matched", visited: []string{"A"}},
		"a condition of text":  {definition: states(`"A":{"Type":"Choice","Choices":[{"Condition":"{% 'yes' %}","Next":"B"}]},"B":{"Type":"Succeed"}`), input: `{}`, failure: "States.QueryEvaluationError", cause: `specified for the field 'Choices/0/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: "yes"`, visited: []string{"A"}},
		"a condition of none":  {definition: states(`"A":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.n > 1 %}","Next":"B"}]},"B":{"Type":"Succeed"}`), input: `{}`, failure: "States.QueryEvaluationError", cause: "returned nothing (undefined)", visited: []string{"A"}},
		"fail":                 {definition: states(`"A":{"Type":"Fail","Error":"Mine","Cause":"{% 'because ' & $states.input.why %}"}`), input: `{"why":"so"}`, failure: "Mine", cause: "because so", visited: []string{"A"}},
		"task":                 {definition: states(`"A":{` + task + `,"Arguments":{"v":"{% $states.input.v %}"},"End":true}`), input: `{"v":[1]}`, output: `{"done":true}`, tasks: []string{`{"v":[1]}`}, visited: []string{"A"}},
		"task without":         {definition: states(`"A":{` + task + `,"Output":"{% $states.result.done %}","End":true}`), input: `{"v":1}`, output: `true`, tasks: []string{`{"v":1}`}, visited: []string{"A"}},
		"a missing argument":   {definition: states(`"A":{` + task + `,"Arguments":{"v":["{% $states.input.none %}"]},"End":true}`), input: `{}`, failure: "States.QueryEvaluationError", cause: "specified for the field 'Arguments/v/0' returned nothing (undefined).", visited: []string{"A"}},
		"an error in JSONata":  {definition: states(`"A":{` + task + `,"Arguments":"{% $toMillis(null) %}","End":true}`), input: `{}`, failure: "States.QueryEvaluationError", cause: "threw an error during evaluation. T0410", visited: []string{"A"}},
		"a function":           {definition: states(`"A":{"Type":"Succeed","Output":"{% $sum %}"}`), input: `{}`, failure: "States.QueryEvaluationError", cause: "unsupported result type", visited: []string{"A"}},
		"retried":              {definition: states(`"A":{` + task + `,"Retry":[{"ErrorEquals":["CloudWatch.CloudWatchException"],"IntervalSeconds":2,"MaxAttempts":3}],"End":true}`), input: `{}`, failures: []asl.Failure{throttled, throttled}, output: `{"done":true}`, tasks: []string{`{}`, `{}`, `{}`}, retries: 2, waited: 6 * time.Second, visited: []string{"A"}},
		"retried in vain":      {definition: states(`"A":{` + task + `,"Retry":[{"ErrorEquals":["States.TaskFailed"],"MaxAttempts":1,"MaxDelaySeconds":5,"IntervalSeconds":4}],"End":true}`), input: `{}`, failures: []asl.Failure{throttled, throttled}, failure: throttled.Error, cause: throttled.Cause, tasks: []string{`{}`, `{}`}, retries: 1, waited: 4 * time.Second, visited: []string{"A"}},
		"another error":        {definition: states(`"A":{` + task + `,"Retry":[{"ErrorEquals":["Other"]}],"End":true}`), input: `{}`, failures: []asl.Failure{throttled}, failure: throttled.Error, cause: throttled.Cause, tasks: []string{`{}`}, visited: []string{"A"}},
		"runtime is for good":  {definition: states(`"A":{` + task + `,"Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}`), input: `{}`, failures: []asl.Failure{{Error: asl.ErrorRuntime, Cause: "x"}}, failure: asl.ErrorRuntime, cause: "x", tasks: []string{`{}`}, visited: []string{"A"}},
		"an expression, again": {definition: states(`"A":{` + task + `,"Arguments":"{% $error('no') %}","Retry":[{"ErrorEquals":["States.ALL"],"MaxAttempts":2}],"End":true}`), input: `{}`, failure: "States.QueryEvaluationError", cause: "D3137", retries: 2, waited: 3 * time.Second, visited: []string{"A"}},
		"not a task's failure": {definition: states(`"A":{` + task + `,"Arguments":"{% $error('no') %}","Retry":[{"ErrorEquals":["States.TaskFailed"]}],"End":true}`), input: `{}`, failure: "States.QueryEvaluationError", cause: "D3137", visited: []string{"A"}},
		"caught":               {definition: states(`"A":{` + task + `,"Catch":[{"ErrorEquals":["X"],"Next":"B"},{"ErrorEquals":["States.ALL"],"Output":"{% $states.errorOutput.Error %}","Assign":{"c":"{% $states.errorOutput.Cause %}"},"Next":"B"}],"Next":"B"},"B":{"Type":"Succeed","Output":"{% $states.input & ': ' & $c %}"}`), input: `{}`, failures: []asl.Failure{throttled}, output: `"CloudWatch.CloudWatchException: Rate exceeded"`, tasks: []string{`{}`}, visited: []string{"A", "B"}},
		"caught as it is":      {definition: states(`"A":{` + task + `,"Catch":[{"ErrorEquals":["States.ALL"],"Next":"B"}],"Next":"B"},"B":{"Type":"Succeed"}`), input: `{}`, failures: []asl.Failure{throttled}, output: `{"Cause":"Rate exceeded","Error":"CloudWatch.CloudWatchException"}`, tasks: []string{`{}`}, visited: []string{"A", "B"}},
		"wait":                 {definition: states(`"A":{"Type":"Wait","Seconds":"{% 30 %}","Next":"B"},"B":{"Type":"Wait","Timestamp":"2026-01-01T00:00:10Z","End":true}`), input: `1`, output: `1`, waited: 40 * time.Second, visited: []string{"A", "B"}},
		"JSONPath":             {definition: `{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}`, input: `1`, failure: "States.Runtime", cause: "uses JSONPath", visited: []string{"A"}},
		"map":                  {definition: states(`"A":{"Type":"Map","Items":"{% [1] %}","ItemProcessor":{"StartAt":"X","States":{"X":{"Type":"Succeed"}}},"End":true}`), input: `1`, failure: "States.Runtime", cause: "does not run states of the type Map", visited: []string{"A"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := engine(t)
			machine, findings := asl.Parse(test.definition, asl.Options{Partition: "aws", Compile: e.Compile})
			if machine == nil {
				t.Fatal(findings)
			}
			var input any
			decoder := json.NewDecoder(strings.NewReader(test.input))
			decoder.UseNumber()
			if err := decoder.Decode(&input); err != nil {
				t.Fatal(err)
			}
			var tasks []string
			got := machine.Run(input, asl.Environment{
				Evaluate: func(expression string, variables map[string]any) (jsonata.Result, error) {
					return e.Evaluate(expression, jsonata.Environment{Variables: variables})
				},
				Task: func(_ string, arguments any) (any, *asl.Failure) {
					tasks = append(tasks, text(t, arguments))
					if n := len(tasks); n <= len(test.failures) {
						return nil, &test.failures[n-1]
					}
					return map[string]any{"done": true}, nil
				},
				Context: map[string]any{"Execution": map[string]any{"Name": "run"}},
				Now:     func() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) },
			})
			if test.failure != "" {
				if got.Failure == nil || got.Failure.Error != test.failure || !strings.Contains(got.Failure.Cause, test.cause) {
					t.Errorf("got failure %+v, want %s: %s", got.Failure, test.failure, test.cause)
				}
			} else if got.Failure != nil || text(t, got.Output) != test.output {
				t.Errorf("got %s, %+v; want %s", text(t, got.Output), got.Failure, test.output)
			}
			if diff := cmp.Diff(test.tasks, tasks); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.visited, got.Visited); diff != "" {
				t.Error(diff)
			}
			if got.Retries != test.retries || got.Waited != test.waited {
				t.Errorf("got %d retries in %s, want %d in %s", got.Retries, got.Waited, test.retries, test.waited)
			}
		})
	}
}

func TestRunEnds(t *testing.T) {
	t.Parallel()
	e := engine(t)
	machine, findings := asl.Parse(states(`"A":{"Type":"Choice","Choices":[{"Condition":false,"Next":"B"}],"Default":"A"},"B":{"Type":"Succeed"}`), asl.Options{})
	if machine == nil {
		t.Fatal(findings)
	}
	got := machine.Run(nil, asl.Environment{Now: time.Now, Evaluate: func(x string, v map[string]any) (jsonata.Result, error) {
		return jsonata.Result{Defined: true, Value: false, Kind: "boolean"}, e.Compile(x)
	}})
	if !got.TimedOut || got.Failure == nil || got.Failure.Error != asl.ErrorTimeout {
		t.Errorf("got %+v, want a timeout", got.Failure)
	}
}

func text(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
