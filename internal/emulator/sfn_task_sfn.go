package emulator

import (
	"encoding/json"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
)

// Calls of Step Functions by a state machine. Arguments and results are those of
// the API, with names as the SDK for Java has them.

func (c *call) listExecutionsTask(m *stateMachine, role *iamRole, arguments any) (any, *asl.Failure) {
	in, _ := arguments.(map[string]any)
	of := serviceCall{service: "states", operation: "ListExecutions", errors: "Sfn", resource: textIn(in, "StateMachineArn"), input: in, read: true}
	return c.callService(m, role, of, func(inner *call) (any, *apiError) {
		request := &listExecutionsInput{
			MachineARN: pointer(textIn(in, "StateMachineArn")), Status: pointer(textIn(in, "StatusFilter")), NextToken: pointer(textIn(in, "NextToken")),
		}
		if number, ok := in["MaxResults"].(json.Number); ok {
			if n, err := number.Int64(); err == nil {
				request.MaxResults = &n
			}
		}
		if err := validate(request, "ValidationException"); err != nil {
			return nil, asAPIError(err)
		}
		out, err := listExecutions(inner, request)
		if err != nil {
			return nil, asAPIError(err)
		}
		found := []any{}
		for _, x := range out.Executions {
			found = append(found, map[string]any{
				"ExecutionArn": x.ARN, "StateMachineArn": x.MachineARN, "Name": x.Name, "Status": x.Status,
				"StartDate": isoTime(x.Started), "StopDate": isoTime(x.Stopped),
			})
		}
		result := map[string]any{"Executions": found}
		if out.NextToken != nil {
			result["NextToken"] = *out.NextToken
		}
		return result, nil
	})
}

func (c *call) describeExecutionTask(m *stateMachine, role *iamRole, arguments any) (any, *asl.Failure) {
	in, _ := arguments.(map[string]any)
	of := serviceCall{service: "states", operation: "DescribeExecution", errors: "Sfn", resource: textIn(in, "ExecutionArn"), input: in, read: true}
	return c.callService(m, role, of, func(inner *call) (any, *apiError) {
		request := &describeExecutionInput{ARN: pointer(textIn(in, "ExecutionArn"))}
		if err := validate(request, "ValidationException"); err != nil {
			return nil, asAPIError(err)
		}
		out, err := describeExecution(inner, request)
		if err != nil {
			return nil, asAPIError(err)
		}
		result := map[string]any{
			"ExecutionArn": out.ARN, "StateMachineArn": out.Machine, "Name": out.Name, "Status": out.Status, "Input": out.Input,
			"StartDate": isoTime(out.Started), "StopDate": isoTime(out.Stopped),
		}
		for name, text := range map[string]*string{"Output": out.Output, "Error": out.Error, "Cause": out.Cause} {
			if text != nil {
				result[name] = *text
			}
		}
		return result, nil
	})
}

func isoTime(e *epoch) string { return time.Time(*e).UTC().Format("2006-01-02T15:04:05.000Z") }
