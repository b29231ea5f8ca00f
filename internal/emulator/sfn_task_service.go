package emulator

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
)

// serviceCall is the call of a service that a Task state makes.
type serviceCall struct {
	service, operation string // as IAM names them
	errors             string // the prefix of its errors in Step Functions
	resource           string // the ARN that the role needs the action on
	conditions         map[string]string
	input              map[string]any
	read               bool // stale reads apply to it
}

// callService makes a call with the role of the state machine, with the faults and
// the record that it would have had over HTTP. Delays are left out: a run takes no
// time.
func (c *call) callService(m *stateMachine, role *iamRole, of serviceCall, run func(inner *call) (any, *apiError)) (result any, failed *asl.Failure) {
	inner := *c
	inner.service, inner.operation, inner.requestID, inner.accessKey = of.service, of.operation, c.emulator.newUUID(), ""
	arn, _ := parseARN(m.ARN)
	inner.account, inner.region = arn.account, arn.region
	sent := Call{Service: of.service, Operation: of.operation, Region: inner.region, RequestID: inner.requestID, Time: c.now, Input: redact(of.input)}
	met := c.emulator.meetFaults(&inner, sent)
	inner.partial = met.partial
	if of.read && (met.staleWrites > 0 || met.staleFor > 0) {
		writes := met.staleWrites
		if writes > 0 {
			writes++ // besides the one that started this run
		}
		inner.store = c.emulator.past(writes, met.staleFor)
	}
	var failure *apiError
	switch {
	case met.err != nil:
		failure = met.err
	case met.cutBefore:
		failure = &apiError{Code: codeConnectionCut, Message: "Unable to execute HTTP request: the connection was cut"}
	default:
		if failure = inner.roleMay(m, role, of); failure == nil {
			result, failure = run(&inner)
		}
		if failure == nil && met.cutAfter {
			failure = &apiError{Code: codeConnectionCut, Message: "Unable to execute HTTP request: the connection was cut"}
		}
	}
	if failure == nil && met.rewrite != nil {
		result = asTree(json.RawMessage(met.rewrite([]byte(compactJSON(result)))))
	}
	sent.Injected = met.any
	if failure != nil {
		sent.Code = failure.Code
		failed = &asl.Failure{Error: of.errors + "." + failure.Code, Cause: failure.Message}
	}
	if met.stopRun {
		failed = &asl.Failure{Stopped: true}
	}
	c.emulator.calls = append(c.emulator.calls, sent)
	c.emulator.callCount[sent.Name()]++
	return result, failed
}

// codeConnectionCut is the name of a lost answer in the SDK for Java, which Step
// Functions calls services with.
const codeConnectionCut = "SdkClientException"

// roleMay decides whether the role of a state machine allows a call.
func (c *call) roleMay(m *stateMachine, role *iamRole, of serviceCall) *apiError {
	switch {
	case role == nil || !c.trusts(role, "states.amazonaws.com", m.ARN):
		return &apiError{Code: "AccessDeniedException", Status: http.StatusForbidden, Message: "Step Functions cannot assume the role " + m.RoleARN + "."}
	case !c.may(role, of.service+":"+of.operation, of.resource, of.conditions):
		return &apiError{Code: "AccessDeniedException", Status: http.StatusForbidden, Message: notAllowed(role.ARN, of.service+":"+of.operation, of.resource)}
	}
	return nil
}

// asTree is a value as JSON is decoded.
func asTree(value any) any {
	decoder := json.NewDecoder(strings.NewReader(compactJSON(value)))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil
	}
	return tree
}
