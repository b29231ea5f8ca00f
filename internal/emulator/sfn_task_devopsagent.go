package emulator

import (
	"encoding/json"
	"slices"
	"strconv"

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
