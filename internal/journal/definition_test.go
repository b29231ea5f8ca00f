package journal_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/journal"
)

var spec = journal.Spec{Bus: "default", Source: "devops-agent.summary"}

func TestSpecOf(t *testing.T) {
	t.Parallel()
	want := journal.Spec{Bus: "default", Source: `a "b" {% 1 %}`, Spaces: []string{"s1"}}
	definition := want.Definition("aws-cn")
	if got, ours, intact := journal.SpecOf(definition, "aws-cn"); !reflect.DeepEqual(got, want) || !ours || !intact {
		t.Errorf("got %+v, %t, %t", got, ours, intact)
	}
	if _, ours, intact := journal.SpecOf(strings.Replace(definition, `"Seconds":40`, `"Seconds":4`, 1), "aws-cn"); !ours || intact {
		t.Error("a changed definition counts as intact")
	}
	if _, ours, _ := journal.SpecOf(`{"Comment":"mine"}`, "aws"); ours {
		t.Error("a foreign definition counts as ours")
	}
}

// run runs the definition on an event, with these answers to listJournalRecords.
// It returns the outcome, the requests and the published event, or nil.
func run(t *testing.T, event string, answers ...any) (asl.Outcome, []map[string]any, map[string]any) {
	t.Helper()
	engine, err := jsonata.Default()
	if errors.Is(err, jsonata.ErrMissing) {
		t.Skip("SKIP: " + err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	machine, findings := asl.Parse(spec.Definition("aws"), asl.Options{Partition: "aws", Express: true, Compile: engine.Compile})
	if machine == nil {
		t.Fatal(findings)
	}
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	var requests []map[string]any
	var published map[string]any
	out := machine.Run(decode(t, event), asl.Environment{
		Now:     func() time.Time { return now },
		Context: map[string]any{},
		Evaluate: func(expression string, variables map[string]any) (jsonata.Result, error) {
			return engine.Evaluate(expression, jsonata.Environment{Variables: variables, Now: now})
		},
		Task: func(resource string, arguments any) (any, *asl.Failure) {
			object, ok := arguments.(map[string]any)
			if !ok {
				t.Fatalf("%s gets %v", resource, arguments)
			}
			if strings.HasSuffix(resource, ":events:putEvents") {
				published = decode(t, encode(t, object["Entries"])).([]any)[0].(map[string]any) //nolint:errcheck // a panic fails the test
				return map[string]any{"FailedEntryCount": 0}, nil
			}
			requests = append(requests, object)
			answer := answers[min(len(requests), len(answers))-1]
			if failure, failed := answer.(*asl.Failure); failed {
				return nil, failure
			}
			return decode(t, encode(t, answer)), nil
		},
	})
	return out, requests, published
}

func decode(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func encode(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const completed = `{"id":"e1","detail-type":"Investigation Completed","detail":{"version":"1.0.0",
	"metadata":{"agent_space_id":"s1","task_id":"t1","execution_id":"x1"},
	"data":{"priority":"CRITICAL","status":"COMPLETED","summary_record_id":"r1"}}}`

type object = map[string]any

func page(token string, records ...object) object {
	out := object{"Records": records}
	if token != "" {
		out["NextToken"] = token
	}
	return out
}

func record(id string, content any) object {
	return object{"RecordId": id, "RecordType": "investigation_summary_md", "Content": content}
}

// TestContent takes the Markdown out of contents of any shape.
func TestContent(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\"quoted\" \U0001F525\n", 12000)
	for name, test := range map[string]struct {
		content        any
		summary, plain string
		truncated      bool
	}{
		"string": {"# Result\n\nThe **disk** is [full](https://a.b).\nOn `db-1`.\n\nMore.", "# Result\n\nThe **disk** is [full](https://a.b).\nOn `db-1`.\n\nMore.", "The disk is full. On db-1.", false},
		"marks": {"> _First_ of my_service > ~~5~~ ![a](b) __x__ *.log:\n> - `d_1`\n> 2. (**b**)", "> _First_ of my_service > ~~5~~ ![a](b) __x__ *.log:\n> - `d_1`\n> 2. (**b**)",
			"First of my_service > 5 a x .log: d_1 (b)", false},
		"heading first": {"# Result\nThe disk\r\n\r\nMore", "# Result\nThe disk\r\n\r\nMore", "The disk", false},
		"heading only":  {"## Nothing found", "## Nothing found", "Nothing found", false},
		"object":        {object{"id": "1", "markdown": "It broke."}, "It broke.", "It broke.", false},
		"nested":        {object{"a": []object{{"type": "md", "text": "It broke."}, {"text": "x"}}}, "It broke.", "It broke.", false},
		"no known name": {object{"a": object{"b": "It broke."}, "c": "x"}, "It broke.", "It broke.", false},
		"number":        {7, "7", "7", false},
		"null":          {nil, "", "", false},
		"empty":         {object{}, "", "", false},
		"long":          {long, string([]rune(long)[:40000]), "", true},
		"300 kB":        {long + long, "", "", true}, // more than Step Functions reads
		"widest":        {strings.Repeat("\x01", 41000), strings.Repeat("\x01", 40000), "", true},
		"list":          {[]any{"It broke.", 7, nil, object{"text": nil}}, "It broke.", "It broke.", false},
		"wrong types":   {object{"markdown": 7, "text": []any{}, "content": object{"value": true}}, "", "", false},
		"not Markdown":  {"{\"a\": [1, 2]} {% $now() %} <$.detail>", "{\"a\": [1, 2]} {% $now() %} <$.detail>", "{\"a\": [1, 2]} {% $now() %} <$.detail>", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, _, published := run(t, completed, page("", record("r1", test.content)))
			if out.Failure != nil || published == nil {
				t.Fatalf("got %+v", out)
			}
			detail, ok := published["Detail"].(object)
			if !ok {
				t.Fatalf("published %v", published)
			}
			if detail["summary"] != test.summary || detail["truncated"] != test.truncated || test.plain != "" && detail["summary_text"] != test.plain {
				t.Errorf("got %q, %v, %q", detail["summary"], detail["truncated"], detail["summary_text"])
			}
			if size := len(encode(t, published)); size > 256*1024 {
				t.Errorf("the event has %d bytes", size)
			}
			if text, ok := detail["summary_text"].(string); !ok || utf8.RuneCountInString(text) > 1000 {
				t.Errorf("the first paragraph is %v", detail["summary_text"])
			}
			if text := detail["summary_text"]; text == "" && detail["headline"] != "CRITICAL investigation completed" {
				t.Errorf("the headline is %q", detail["headline"])
			}
			if published["DetailType"] != "Investigation Summary" || published["Source"] != spec.Source || published["EventBusName"] != spec.Bus || detail["event_id"] != "e1" ||
				test.plain != "" && detail["headline"] != "CRITICAL investigation completed: "+test.plain {
				t.Errorf("published %v", published)
			}
		})
	}
}

// TestSearch finds the record among pages, late records and records that are too
// large, and ends where there is none.
func TestSearch(t *testing.T) {
	t.Parallel()
	other, mine := record("r0", "other"), record("r1", "mine")
	tooLarge := &asl.Failure{Error: "States.DataLimitExceeded", Cause: "too large"}
	for name, test := range map[string]struct {
		event    string
		answers  []any
		summary  any // nil: nothing is published
		requests int
		failure  string
	}{
		"first page":         {completed, []any{page("a", other, mine)}, "mine", 1, ""},
		"second page":        {completed, []any{page("a", other), page("", mine)}, "mine", 2, ""},
		"late":               {completed, []any{page(""), page(""), page("", mine)}, "mine", 3, ""},
		"newest of the type": {completed, []any{page("", record("r7", "newest"), other)}, "newest", 4, ""},
		"missing":            {completed, []any{page("")}, nil, 4, "Summary.RecordNotFound"},
		"without content":    {completed, []any{page("", object{"RecordId": "r1"})}, "", 1, ""},
		"one by one":         {completed, []any{tooLarge, page("a", other), page("", mine)}, "mine", 3, ""},
		"too large":          {completed, []any{tooLarge, tooLarge}, "", 2, ""},
		"throttled":          {completed, []any{&asl.Failure{Error: "DevOpsAgent.ThrottlingException"}, page("", mine)}, "mine", 2, ""},
		"endless":            {completed, []any{page("a", other)}, "other", 80, ""},
		"no summary":         {strings.Replace(completed, `,"summary_record_id":"r1"`, "", 1), []any{page("")}, nil, 0, ""},
		"no execution":       {strings.Replace(completed, `,"execution_id":"x1"`, "", 1), []any{page("")}, nil, 0, ""},
		"another event":      {strings.Replace(completed, "Investigation Completed", "Investigation Failed", 1), []any{page("")}, nil, 0, ""},
		"no event":           {`{}`, []any{page("")}, nil, 0, ""},
		"mitigation":         {strings.Replace(completed, "Investigation Completed", "Mitigation Completed", 1), []any{page("", mine)}, "mine", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, requests, published := run(t, test.event, test.answers...)
			failure := ""
			if out.Failure != nil {
				failure = out.Failure.Error
			}
			var summary any
			if detail, ok := published["Detail"].(object); ok {
				summary = detail["summary"]
			}
			if summary != test.summary || failure != test.failure || len(requests) != test.requests {
				t.Errorf("got %v, %d requests, %+v", summary, len(requests), out.Failure)
			}
			if out.Waited > 4*time.Minute {
				t.Errorf("waited %s", out.Waited)
			}
			want := map[bool]string{true: "mitigation_summary_md", false: "investigation_summary_md"}[name == "mitigation"]
			if len(requests) > 0 && (requests[0]["AgentSpaceId"] != "s1" || requests[0]["ExecutionId"] != "x1" || requests[0]["RecordType"] != want) {
				t.Errorf("asked for %v", requests[0])
			}
		})
	}
}
