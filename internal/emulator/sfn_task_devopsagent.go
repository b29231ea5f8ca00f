package emulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
)

// JournalRecord is a record of the journal of an AWS DevOps Agent execution.
type JournalRecord struct {
	AgentSpaceID, ExecutionID, RecordID, RecordType string
	// Content is JSON of any shape.
	Content any
	// Late is how many lists of the execution leave the record out at first.
	Late int
}

// AddJournalRecord adds an invented record to the journals that state machines
// list.
func (e *Emulator) AddJournalRecord(r JournalRecord) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.workflow.journals = append(e.workflow.journals, &r)
}

// serviceCall is the call of a service that a Task state makes.
type serviceCall struct {
	service, operation string // as IAM names them
	errors             string // the prefix of its errors in Step Functions
	resource           string // the ARN that the role needs the action on
	conditions         map[string]string
	input              map[string]any
}

// callService makes a call with the role of the state machine, with the faults and
// the record that it would have had over HTTP.
func (c *call) callService(m *stateMachine, role *iamRole, of serviceCall, run func(inner *call) (any, *apiError)) (result any, failed *asl.Failure) {
	inner := *c
	inner.service, inner.operation, inner.requestID, inner.accessKey = of.service, of.operation, c.emulator.newUUID(), ""
	arn, _ := parseARN(m.ARN)
	inner.account, inner.region = arn.account, arn.region
	sent := Call{Service: of.service, Operation: of.operation, Region: inner.region, RequestID: inner.requestID, Time: c.now, Input: redact(of.input)}
	met := c.emulator.meetFaults(&inner, sent)
	var failure *apiError
	switch {
	case met.err != nil:
		failure = met.err
	case role == nil || !c.trusts(role, "states.amazonaws.com", m.ARN):
		failure = &apiError{Code: "AccessDeniedException", Status: http.StatusForbidden, Message: "Step Functions cannot assume the role " + m.RoleARN + "."}
	case !inner.may(role, of.service+":"+of.operation, of.resource, of.conditions):
		failure = &apiError{Code: "AccessDeniedException", Status: http.StatusForbidden, Message: "The role " + role.ARN + " does not allow " + of.service + ":" + of.operation + " on " + of.resource + "."}
	default:
		result, failure = run(&inner)
	}
	sent.Injected = met.any
	if failure != nil {
		sent.Code = failure.Code
		failed = &asl.Failure{Error: of.errors + "." + failure.Code, Cause: failure.Message}
	}
	c.emulator.calls = append(c.emulator.calls, sent)
	c.emulator.callCount[sent.Name()]++
	return result, failed
}

// listJournalRecords lists the records of an execution, newest first.
func (c *call) listJournalRecords(m *stateMachine, role *iamRole, arguments any) (any, *asl.Failure) {
	in, _ := arguments.(map[string]any)
	text := func(name string) string { value, _ := in[name].(string); return value }
	for _, name := range []string{"AgentSpaceId", "ExecutionId"} {
		if text(name) == "" {
			return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: "The field \"" + name + "\" is required but was missing"}
		}
	}
	arn, _ := parseARN(m.ARN)
	of := serviceCall{
		service: "aidevops", operation: "ListJournalRecords", errors: "DevOpsAgent", input: in,
		resource: arnOf("aidevops", arn.region, arn.account, "agentspace/"+text("AgentSpaceId")),
	}
	return c.callService(m, role, of, func(*call) (any, *apiError) {
		found := []any{}
		for _, r := range slices.Backward(c.emulator.workflow.journals) {
			if r.AgentSpaceID != text("AgentSpaceId") || r.ExecutionID != text("ExecutionId") || text("RecordType") != "" && r.RecordType != text("RecordType") {
				continue
			}
			if r.Late > 0 {
				r.Late--
				continue
			}
			found = append(found, map[string]any{"RecordId": r.RecordID, "RecordType": r.RecordType, "ExecutionId": r.ExecutionID, "Content": asTree(r.Content)})
		}
		from, err := strconv.Atoi("0" + text("NextToken"))
		if err != nil || from > len(found) {
			return nil, invalid("Invalid token.")
		}
		limit := 100
		if number, ok := in["Limit"].(json.Number); ok {
			if n, err := number.Int64(); err == nil {
				limit = int(n)
			}
		}
		out := map[string]any{"Records": found[from:min(from+limit, len(found))]}
		if from+limit < len(found) {
			out["NextToken"] = strconv.Itoa(from + limit)
		}
		return out, nil
	})
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

// putEventsTask publishes events. One that is refused fails the task, as the
// integration of Step Functions does.
func (c *call) putEventsTask(m *stateMachine, role *iamRole, execution string, arguments any) (any, *asl.Failure) {
	in, _ := arguments.(map[string]any)
	entries, _ := in["Entries"].([]any)
	if len(entries) == 0 {
		return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: "The field \"Entries\" is required but was missing"}
	}
	arn, _ := parseARN(m.ARN)
	results := []any{}
	for _, item := range entries {
		fields, _ := item.(map[string]any)
		text := func(name string) *string { value, _ := fields[name].(string); return &value }
		detail := compactJSON(fields["Detail"])
		entry := putEventsEntry{Source: text("Source"), DetailType: text("DetailType"), Detail: &detail, EventBusName: text("EventBusName"), Resources: []string{execution, m.ARN}}
		if *entry.EventBusName == "" {
			*entry.EventBusName = defaultBus
		}
		of := serviceCall{
			service: "events", operation: "PutEvents", errors: "EventBridge", input: in,
			resource: arnOf("events", arn.region, arn.account, "event-bus/"+*entry.EventBusName), conditions: map[string]string{"events:source": *entry.Source},
		}
		result, failed := c.callService(m, role, of, func(inner *call) (any, *apiError) {
			if failure := checkEventEntry(entry); failure != nil {
				return nil, failure
			}
			if sizeOf([]putEventsEntry{entry}) > 256*1024 {
				return nil, failf("FailedEntry", "The entry is larger than 256 KB.")
			}
			st, event := inner.events(), newEvent(inner, entry, inner.account)
			if bus, err := st.bus(entry.EventBusName); err == nil {
				inner.deliver(st, bus, event)
			}
			return map[string]any{"EventId": event.ID}, nil
		})
		if failed != nil {
			return nil, failed
		}
		results = append(results, result)
	}
	return map[string]any{"Entries": results, "FailedEntryCount": json.Number("0")}, nil
}
