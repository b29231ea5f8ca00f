package summary_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// delivered is a configuration whose summaries end in the log group /summaries.
const delivered = `
resource "eventbridge_rule" "done" {
  name           = "done"
  event_bus_name = "default"
  event_pattern  = jsonencode({ source = ["aws.aidevops"] })
}

resource "eventbridge_target" "summary" {
  rule_arn = eventbridge_rule.done.arn
  arn      = eventbridge_devops_agent_summary.test.state_machine_arn
  role_arn = eventbridge_devops_agent_summary.test.invocation_role_arn
}

resource "eventbridge_devops_agent_summary_rule" "summary" {
  name       = "summaries"
  source     = [eventbridge_devops_agent_summary.test.event_source]
  must_match = [provider::eventbridge::sample_event("Investigation Summary")]
}

resource "eventbridge_log_group" "summary" {
  name          = "/summaries"
  force_destroy = true
}

resource "eventbridge_log_target" "summary" {
  rule_arn      = eventbridge_devops_agent_summary_rule.summary.arn
  log_group_arn = eventbridge_log_group.summary.arn
}

resource "eventbridge_log_group" "failures" {
  name            = "/aws/vendedlogs/failures"
  resource_policy = "none"
  force_destroy   = true
}
`

// TestSummaryDelivered publishes events of investigations and mitigations, and
// finds the summaries in a log group: of each exactly one, whatever its record
// looks like and whenever it is there.
func TestSummaryDelivered(t *testing.T) {
	t.Parallel()
	if _, err := jsonata.Locate(); err != nil {
		t.Skipf("SKIP: %s", err)
	}
	env := acctest.New(t)
	w := env.Workspace(env.Config(summary("  failure_log_group_arn = eventbridge_log_group.failures.arn\n  agent_space_ids = [\"s1\"]") + delivered))
	w.Run("apply", "-auto-approve")
	throttled := emulator.Fault{Service: "aidevops", Operation: "ListJournalRecords", Code: "ThrottlingException", Times: 2}
	for _, test := range []struct {
		name, space, kind, record, data string // data is that of the event
		content                         any
		late                            int
		fault                           emulator.Fault
		summary, text, failure          string // no summary: nothing is published
	}{
		{name: "string", content: "# Outage\n\nThe **disk** was full.\n\nMore.", summary: "# Outage\n\nThe **disk** was full.\n\nMore.", text: "The disk was full."},
		{name: "object", content: map[string]any{"markdown": "It broke."}, summary: "It broke.", text: "It broke."},
		{name: "late", content: "It broke.", late: 3, summary: "It broke.", text: "It broke."},
		{name: "too late", content: "It broke.", late: 4, failure: "Summary.RecordNotFound"},
		{name: "no record", record: "none", failure: "Summary.RecordNotFound"},
		{name: "another record of the type", record: "other", content: "It broke.", summary: "It broke.", text: "It broke."},
		{name: "throttled", content: "It broke.", fault: throttled, summary: "It broke.", text: "It broke."},
		{name: "mitigation", kind: "Mitigation", content: "Roll back.", summary: "Roll back.", text: "Roll back."},
		{name: "no summary", data: `"priority":"LOW"`, content: "It broke."},
		{name: "another agent space", space: "s2", content: "It broke.", failure: "DevOpsAgent.AccessDeniedException"},
	} {
		kind, space := test.kind, test.space
		if kind == "" {
			kind = "Investigation"
		}
		if space == "" {
			space = "s1"
		}
		if test.record != "none" {
			env.Emulator.AddJournalRecord(emulator.JournalRecord{
				AgentSpaceID: space, ExecutionID: test.name, RecordID: "r1" + test.record, RecordType: strings.ToLower(kind) + "_summary_md", Late: test.late, Content: test.content,
			})
		}
		data := test.data
		if data == "" {
			data = `"priority":"CRITICAL","status":"COMPLETED","summary_record_id":"r1"`
		}
		undo := func() {}
		if test.fault.Code != "" {
			undo = env.Emulator.Inject(test.fault)
		}
		logged, failed := len(env.Emulator.LogEvents(acctest.Region, "/summaries")), len(env.Emulator.FailedExecutions())
		event := fmt.Sprintf(`{"source":"aws.aidevops","detail-type":"%s Completed","id":"e1","detail":{"version":"1.0.0","metadata":{"agent_space_id":%q,"task_id":"t1","execution_id":%q},"data":{%s}}}`,
			kind, space, test.name, data)
		if _, err := env.Emulator.PublishServiceEvent(acctest.Region, "", []byte(event)); err != nil {
			t.Fatal(err)
		}
		undo()
		events, failures := env.Emulator.LogEvents(acctest.Region, "/summaries")[logged:], env.Emulator.FailedExecutions()[failed:]
		switch {
		case test.summary == "" && len(events) > 0, test.summary != "" && len(events) != 1:
			t.Errorf("%s: published %+v", test.name, events)
		case test.failure == "" && len(failures) > 0, test.failure != "" && (len(failures) != 1 || failures[0].Error != test.failure):
			t.Errorf("%s: failed %+v", test.name, failures)
		}
		for _, one := range events {
			var got struct {
				DetailType string `json:"detail-type"`
				Source     string `json:"source"`
				Detail     struct {
					Summary, Headline string
					Text              string `json:"summary_text"`
					Event             string `json:"event_id"`
					Metadata          struct {
						Execution string `json:"execution_id"`
					}
				}
			}
			if err := json.Unmarshal([]byte(one.Message), &got); err != nil {
				t.Fatal(err)
			}
			if got.DetailType != kind+" Summary" || got.Source != "devops-agent.summary" || got.Detail.Event != "e1" || got.Detail.Metadata.Execution != test.name ||
				got.Detail.Summary != test.summary || got.Detail.Text != test.text || got.Detail.Headline != "CRITICAL "+strings.ToLower(kind)+" completed: "+test.text {
				t.Errorf("%s: published %s", test.name, one.Message)
			}
		}
	}
	// Step Functions says in the log group what failed, without the event.
	if failures := env.Emulator.LogEvents(acctest.Region, "/aws/vendedlogs/failures"); len(failures) == 0 || strings.Contains(fmt.Sprint(failures), "task_id") {
		t.Errorf("the failures are %+v", failures)
	}
	w.Run("destroy", "-auto-approve")
}
