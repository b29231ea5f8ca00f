package emulator

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
)

// runTask does the work of a Task state.
func (c *call) runTask(m *stateMachine, role *iamRole, execution, resource string, arguments any) (any, *asl.Failure) {
	switch {
	case strings.HasSuffix(resource, ":events:putEvents"):
		return c.putEventsTask(m, role, execution, arguments)
	case strings.HasSuffix(resource, ":aws-sdk:devopsagent:listJournalRecords"):
		return c.listJournalRecords(m, role, arguments)
	case strings.HasSuffix(resource, ":http:invoke"):
		return c.invokeHTTP(m, role, arguments)
	case strings.HasSuffix(resource, ":aws-sdk:sfn:listExecutions"):
		return c.listExecutionsTask(m, role, arguments)
	case strings.HasSuffix(resource, ":aws-sdk:sfn:describeExecution"):
		return c.describeExecutionTask(m, role, arguments)
	}
	if !strings.HasSuffix(resource, ":"+asl.PutMetricData) {
		return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: "The emulator does not run the task " + resource + "."}
	}
	var problems []string
	checkArguments(arguments, reflect.TypeFor[putMetricDataInput](), "", &problems)
	if len(problems) > 0 {
		return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: fmt.Sprintf(
			"The Parameters '%s' could not be used to start the Task: [%s]", compactJSON(arguments), strings.Join(problems, ", "))}
	}
	in := &putMetricDataInput{}
	if err := putTree(arguments, in); err != nil {
		return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: asAPIError(err).Message}
	}
	inner := *c
	inner.service, inner.operation, inner.requestID = "cloudwatch", "PutMetricData", c.emulator.newUUID()
	inner.accessKey = ""
	arn, _ := parseARN(m.ARN)
	inner.account, inner.region = arn.account, arn.region
	inner.caller = identity{account: arn.account, kind: "assumed-role/" + roleName(m.RoleARN) + "/" + lastSegment(execution)}
	tree, _ := arguments.(map[string]any) // checked above
	failure := inner.putFromTask(m, role, in, tree, execution)
	if failure != nil {
		return nil, taskFailure(failure, inner.requestID)
	}
	return map[string]any{}, nil
}

func roleName(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

func lastSegment(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

// putFromTask publishes what a task sends, with the faults and the record that
// the call would have had over HTTP. Delays are left out: a run takes no time.
func (c *call) putFromTask(m *stateMachine, role *iamRole, in *putMetricDataInput, tree map[string]any, execution string) (failure *apiError) {
	sent := Call{Service: c.service, Operation: c.operation, Region: c.region, RequestID: c.requestID, Time: c.now, Input: redact(tree)}
	met := c.emulator.meetFaults(c, sent)
	defer func() {
		if sent.Injected = met.any; failure != nil {
			sent.Code = failure.Code
		}
		c.emulator.calls = append(c.emulator.calls, sent)
		c.emulator.callCount[sent.Name()]++
	}()
	switch {
	case met.cutBefore:
		return &apiError{Code: "ConnectionCut", Message: "Unable to execute HTTP request: the connection was cut"}
	case met.err != nil:
		return met.err
	case role == nil || !c.trusts(role, "states.amazonaws.com", m.ARN) && !c.trusts(role, "states."+c.region+".amazonaws.com", m.ARN):
		return &apiError{Code: "AccessDeniedException", Status: http.StatusForbidden, Message: "Step Functions cannot assume the role " + m.RoleARN + "."}
	case !c.may(role, "cloudwatch:PutMetricData", "*", map[string]string{"cloudwatch:namespace": value(in.Namespace)}):
		return &apiError{Code: "AccessDeniedException", Status: http.StatusForbidden, Message: usualMessage("AccessDeniedException", c)}
	}
	points, err := c.metricPoints(in)
	if err != nil {
		return asAPIError(err)
	}
	for i := range points {
		points[i].origin = execution
	}
	st := metricsIn(c.store, c.account, c.region)
	st.points = append(st.points, points...)
	if met.cutAfter {
		return &apiError{Code: "ConnectionCut", Message: "Unable to execute HTTP request: the connection was cut"}
	}
	return nil
}

// taskFailure names an error as the SDK for Java does, which Step Functions
// calls services with: errors of the service model by their class, all others
// as CloudWatchException.
func taskFailure(err *apiError, requestID string) *asl.Failure {
	if err.Code == "ConnectionCut" {
		return &asl.Failure{Error: "CloudWatch.SdkClientException", Cause: err.Message}
	}
	class := "CloudWatchException"
	switch err.Code {
	case "InvalidParameterValue":
		class = "InvalidParameterValueException"
	case "InvalidParameterCombination":
		class = "InvalidParameterCombinationException"
	case "MissingParameter":
		class = "MissingRequiredParameterException"
	case "InternalServiceError", "InternalServiceFault":
		class = "InternalServiceException"
	}
	return &asl.Failure{Error: "CloudWatch." + class, Cause: fmt.Sprintf(
		"%s (Service: CloudWatch, Status Code: %d, Request ID: %s)", err.Message, err.status(), requestID)}
}

// requiredArguments are the members that must be there, as the service model has it.
var requiredArguments = map[reflect.Type][]string{
	reflect.TypeFor[putMetricDataInput](): {"Namespace"},
	reflect.TypeFor[metricDatum]():        {"MetricName"},
	reflect.TypeFor[metricDimension]():    {"Name", "Value"},
	reflect.TypeFor[statisticSet]():       {"SampleCount", "Sum", "Minimum", "Maximum"},
}

// checkArguments holds that arguments have exactly the members and the types of
// the service model. Step Functions converts nothing: a number in quotes is no
// number, and one object is not a list.
func checkArguments(tree any, t reflect.Type, name string, problems *[]string) {
	wrong := func(kind string) {
		*problems = append(*problems, fmt.Sprintf("The value for the field '%s' must be %s", name, kind))
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if tree == nil {
		return
	}
	switch {
	case t == reflect.TypeFor[epoch]():
		text, ok := tree.(string)
		if _, err := time.Parse(time.RFC3339Nano, text); !ok || err != nil {
			wrong("a TIMESTAMP in ISO 8601")
		}
	case t.Kind() == reflect.Struct:
		object, ok := tree.(map[string]any)
		if !ok {
			wrong("an OBJECT")
			return
		}
		checkMembers(object, t, problems)
	case t.Kind() == reflect.Slice:
		list, ok := tree.([]any)
		if !ok {
			wrong("an ARRAY")
			return
		}
		for _, item := range list {
			checkArguments(item, t.Elem(), name, problems)
		}
	case t.Kind() == reflect.Map:
		object, ok := tree.(map[string]any)
		if !ok {
			wrong("an OBJECT")
		}
		for _, key := range slices.Sorted(maps.Keys(object)) {
			checkArguments(object[key], t.Elem(), key, problems)
		}
	case t.Kind() == reflect.String:
		if _, ok := tree.(string); !ok {
			wrong("a STRING")
		}
	case t.Kind() == reflect.Bool:
		if _, ok := tree.(bool); !ok {
			wrong("a BOOLEAN")
		}
	default:
		number, ok := tree.(json.Number)
		if !ok {
			wrong(map[reflect.Kind]string{reflect.Float64: "a DOUBLE", reflect.Int64: "an INTEGER"}[t.Kind()])
			return
		}
		if _, err := number.Int64(); err != nil && t.Kind() == reflect.Int64 {
			wrong("an INTEGER")
		}
	}
}

func checkMembers(object map[string]any, t reflect.Type, problems *[]string) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		field, ok := t.FieldByName(name)
		if !ok {
			*problems = append(*problems, fmt.Sprintf("The field \"%s\" is not supported by Step Functions", name))
			continue
		}
		checkArguments(object[name], field.Type, name, problems)
	}
	for _, name := range requiredArguments[t] {
		if object[name] == nil {
			*problems = append(*problems, fmt.Sprintf("The field \"%s\" is required but was missing", name))
		}
	}
}
