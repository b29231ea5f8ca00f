package emulator

import (
	"encoding/json"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
)

// maxTaskEntries is the size of all entries of a PutEvents task, 256 KB: the
// guide of Step Functions still has the limit from before EventBridge raised it.
const maxTaskEntries = 256 * 1024

// putEventsTask publishes events. One that is refused fails the task, as the
// integration of Step Functions does; the others are published.
func (c *call) putEventsTask(m *stateMachine, role *iamRole, execution string, arguments any) (any, *asl.Failure) {
	in, _ := arguments.(map[string]any)
	items, _ := in["Entries"].([]any)
	if len(items) == 0 {
		return nil, &asl.Failure{Error: asl.ErrorRuntime, Cause: "The field \"Entries\" is required but was missing"}
	}
	request := &putEventsInput{}
	of := serviceCall{service: "events", operation: "PutEvents", errors: "EventBridge", input: in}
	var needs []serviceCall // one for each event bus and source
	for _, item := range items {
		fields, _ := item.(map[string]any)
		text := func(name string) *string { text, _ := fields[name].(string); return pointer(text) }
		detail := compactJSON(fields["Detail"])
		entry := putEventsEntry{Source: text("Source"), DetailType: text("DetailType"), Detail: &detail, EventBusName: text("EventBusName"), Resources: []string{execution, m.ARN}}
		request.Entries = append(request.Entries, entry)
		of.resource, of.conditions = busARN(m, value(entry.EventBusName)), map[string]string{"events:source": value(entry.Source)}
		needs = append(needs, of)
	}
	return c.callService(m, role, of, func(inner *call) (any, *apiError) {
		for _, need := range needs {
			if failure := inner.roleMay(m, role, need); failure != nil {
				return nil, failure
			}
		}
		if err := validate(request, "ValidationException"); err != nil {
			return nil, asAPIError(err)
		}
		if sizeOf(request.Entries) > maxTaskEntries {
			return nil, invalid("Total size of the entries in the request is over the limit.")
		}
		out, err := putEvents(inner, request)
		if err != nil {
			return nil, asAPIError(err)
		}
		results := []any{}
		for _, entry := range out.Entries {
			if entry.ErrorCode != nil {
				return nil, failf("FailedEntry", "%s", compactJSON(out))
			}
			results = append(results, map[string]any{"EventId": *entry.EventID})
		}
		return map[string]any{"Entries": results, "FailedEntryCount": json.Number("0")}, nil
	})
}

// busARN is the ARN of an event bus that a state machine names, or gives the ARN of.
func busARN(m *stateMachine, nameOrARN string) string {
	if strings.HasPrefix(nameOrARN, "arn:") {
		return nameOrARN
	}
	arn, _ := parseARN(m.ARN)
	return arnOf("events", arn.region, arn.account, "event-bus/"+busNameIn(nameOrARN))
}
