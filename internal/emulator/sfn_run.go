package emulator

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// execute runs a state machine to its end and keeps the record of it. origin is
// the ARN of the rule or the schedule that starts it, or "".
func (c *call) execute(st *sfnState, m *stateMachine, input, name, origin string) Execution {
	id := c.emulator.newUUID()
	if name == "" {
		name = id
	}
	x := Execution{StateMachineARN: m.ARN, Name: name, Input: input, Started: c.now, Status: executionSucceeded}
	if arn, _ := parseARN(origin); arn.service == "scheduler" {
		x.Schedule = origin
	} else {
		x.Rule = origin
	}
	x.ARN = arnOf("states", st.region, st.account, "execution:"+m.Name+":"+name)
	if m.Type == machineExpress {
		x.ARN = arnOf("states", st.region, st.account, "express:"+m.Name+":"+name+":"+id)
	}
	out := c.runMachine(m, &x)
	x.States, x.Retries, x.Waited, x.History, x.LargestAssign = out.Visited, out.Retries, out.Waited, out.History, out.LargestAssign
	switch {
	case out.Failure != nil && out.Failure.Stopped:
		x.Status = executionAborted
	case out.TimedOut:
		x.Status = executionTimedOut
	case out.Failure != nil:
		x.Status = executionFailed
	default:
		x.Output = compactJSON(out.Output)
	}
	if out.Failure != nil {
		x.Error, x.Cause = out.Failure.Error, out.Failure.Cause
	}
	st.executions = append(st.executions, x)
	c.countExecution(st, &x)
	c.logExecution(m, &x)
	return x
}

func compactJSON(value any) string {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return ""
	}
	return strings.TrimSpace(buffer.String())
}

func failedRun(name, cause string) asl.Outcome {
	return asl.Outcome{Failure: &asl.Failure{Error: name, Cause: cause}}
}

func (c *call) runMachine(m *stateMachine, x *Execution) asl.Outcome {
	engine, err := c.emulator.engine()
	if err != nil {
		return failedRun(asl.ErrorRuntime, "The emulator cannot evaluate JSONata: "+err.Error())
	}
	if len(x.Input) > asl.MaxData {
		return failedRun(asl.ErrorDataLimit, "The input is larger than 256 KiB.")
	}
	decoder := json.NewDecoder(strings.NewReader(x.Input))
	decoder.UseNumber()
	var input any
	if err := decoder.Decode(&input); err != nil {
		return failedRun(asl.ErrorRuntime, "The input is not valid JSON: "+err.Error())
	}
	role := c.roleByARN(m.RoleARN)
	history := 0
	if m.Type == machineStandard {
		history = maxHistory
	}
	return m.parsed.Run(input, asl.Environment{
		MaxHistory: history,
		Evaluate: func(expression string, variables map[string]any) (jsonata.Result, error) {
			return engine.Evaluate(expression, jsonata.Environment{Variables: variables, Now: c.now})
		},
		Task: func(resource string, arguments any) (any, *asl.Failure) {
			return c.runTask(m, role, x.ARN, resource, arguments)
		},
		Context: map[string]any{
			"Execution": map[string]any{
				"Id": x.ARN, "Input": input, "Name": x.Name, "RoleArn": m.RoleARN, "RedriveCount": 0,
				"StartTime": c.now.UTC().Format("2006-01-02T15:04:05.000Z"),
			},
			"StateMachine": map[string]any{"Id": m.ARN, "Name": m.Name},
		},
		Now: func() time.Time { return c.now },
	})
}

// logExecution writes what the logging configuration asks for into the log
// group: the end of a run that failed, and with the level ALL also the rest.
func (c *call) logExecution(m *stateMachine, x *Execution) {
	if m.logLevel() == logOff || len(m.Logging.Destinations) == 0 {
		return
	}
	arn, _ := parseARN(*m.Logging.Destinations[0].LogGroup.ARN)
	st := logsIn(c.store, arn.account, arn.region)
	group := st.groups[strings.TrimSuffix(strings.TrimPrefix(arn.resource, "log-group:"), ":*")]
	if group == nil {
		return // the log group was deleted: the logs are lost
	}
	details, kind := map[string]any{}, "ExecutionSucceeded"
	withData := value(m.Logging.IncludeExecutionData)
	switch {
	case x.Status != executionSucceeded:
		kind = "ExecutionFailed"
		if x.Status == executionTimedOut {
			kind = "ExecutionTimedOut"
		}
		details["error"], details["cause"] = x.Error, x.Cause
	case m.logLevel() != logAll:
		return
	case withData:
		details["output"] = x.Output
	}
	var events []logEvent
	write := func(id, kind string, details map[string]any) {
		message := compactJSON(map[string]any{
			"id": id, "type": kind, "details": details, "execution_arn": x.ARN, "redrive_count": "0",
			"event_timestamp": compactJSON(c.now.UnixMilli()),
		})
		events = append(events, logEvent{ID: c.emulator.newUUID(), At: c.now.UnixMilli(), Ingested: c.now.UnixMilli(), Message: message})
	}
	if m.logLevel() == logAll {
		started := map[string]any{"roleArn": m.RoleARN}
		if withData {
			started["input"] = x.Input
		}
		write("1", "ExecutionStarted", started)
	}
	write("2", kind, details)
	stream := "states/" + m.Name + "/" + c.now.UTC().Format("2006-01-02-15-04") + "/" + x.ARN[len(x.ARN)-8:]
	st.append(group.Name, stream, c.now, events...)
	c.countLogEvents(st, group.Name, events...)
}

// countExecution publishes the metrics of Step Functions about an execution.
func (c *call) countExecution(st *sfnState, x *Execution) {
	ended := map[string]string{executionSucceeded: "ExecutionsSucceeded", executionFailed: "ExecutionsFailed", executionTimedOut: "ExecutionsTimedOut", executionAborted: "ExecutionsAborted"}
	metrics := metricsIn(c.store, st.account, st.region)
	for _, name := range []string{"ExecutionsStarted", ended[x.Status]} {
		metrics.points = append(metrics.points, metricPoint{
			namespace: "AWS/States", name: name, dimensions: map[string]string{"StateMachineArn": x.StateMachineARN},
			unit: "Count", at: c.now, resolution: 60, values: []weighted{{1, 1}}, origin: x.ARN,
		})
	}
}
