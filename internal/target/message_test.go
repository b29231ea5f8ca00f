package target

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	eventbridge "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
)

func TestTransformer(t *testing.T) {
	t.Parallel()
	for title, test := range map[string]struct {
		message  message
		template string
		paths    map[string]string
	}{
		"text with values": {
			message{"Build <$.detail.build.number> of <$.detail.pipeline.slug>", "$.time"},
			`{"timestamp": <time>, "message": "Build <detail_build_number> of <detail_pipeline_slug>"}`,
			map[string]string{"time": "$.time", "detail_build_number": "$.detail.build.number", "detail_pipeline_slug": "$.detail.pipeline.slug"},
		},
		"one text value": {
			message{"<$.detail.build.message>", "$.time"},
			`{"timestamp": <time>, "message": <detail_build_message>}`,
			map[string]string{"time": "$.time", "detail_build_message": "$.detail.build.message"},
		},
		"one number": {
			message{"<$.detail.build.number>", "$.time"},
			`{"timestamp": <time>, "message": "<detail_build_number>"}`,
			map[string]string{"time": "$.time", "detail_build_number": "$.detail.build.number"},
		},
		"the detail-type": {
			message{"<$.detail-type>", "$.time"},
			`{"timestamp": <time>, "message": <detail-type>}`,
			map[string]string{"time": "$.time", "detail-type": "$.detail-type"},
		},
		"no value": {
			message{`plain "text" with \ and` + "\na line", "$.time"},
			`{"timestamp": <time>, "message": "plain \"text\" with \\ and\na line"}`,
			map[string]string{"time": "$.time"},
		},
		"a value twice, and the time": {
			message{"<$.time> <$.id> <$.id>", "$.time"},
			`{"timestamp": <time>, "message": "<time> <id> <id>"}`,
			map[string]string{"time": "$.time", "id": "$.id"},
		},
		"names that would be the same": {
			message{"<$.detail.a_b> <$.detail.a.b>", "$.detail.a/b"},
			`{"timestamp": <detail_a_b>, "message": "<detail_a_b_2> <detail_a_b_3>"}`,
			map[string]string{"detail_a_b": "$.detail.a/b", "detail_a_b_2": "$.detail.a_b", "detail_a_b_3": "$.detail.a.b"},
		},
		"variables of EventBridge": {
			message{"<aws.events.rule-name>: <$.id>", "aws.events.event.ingestion-time"},
			`{"timestamp": <aws.events.event.ingestion-time>, "message": "<aws.events.rule-name>: <id>"}`,
			map[string]string{"id": "$.id"},
		},
		"an element of a list": {
			message{"<$.detail.job.agent_query_rules[0]>", "$.time"},
			`{"timestamp": <time>, "message": <detail_job_agent_query_rules_0>}`,
			map[string]string{"time": "$.time", "detail_job_agent_query_rules_0": "$.detail.job.agent_query_rules[0]"},
		},
		"not for the web": {
			message{"a > b & c", "$.time"},
			`{"timestamp": <time>, "message": "a > b & c"}`,
			map[string]string{"time": "$.time"},
		},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			got := test.message.transformer()
			if *got.InputTemplate != test.template {
				t.Errorf("template is\n  %s, want\n  %s", *got.InputTemplate, test.template)
			}
			if !maps.Equal(got.InputPathsMap, test.paths) {
				t.Errorf("paths are\n  %v, want\n  %v", got.InputPathsMap, test.paths)
			}
			back, ok := messageOf(got)
			if !ok || back != test.message {
				t.Errorf("read back it is %+v, %t", back, ok)
			}
			if findings := append(checkMessage(test.message.text), checkTimestamp(test.message.timestamp)...); len(findings) != 0 && title != "names that would be the same" {
				t.Errorf("refused: %v", findings)
			}
		})
	}
}

func TestMessageOfOthers(t *testing.T) {
	t.Parallel()
	paths := map[string]string{"t": "$.time", "n": "$.detail.build.number", "m": "$.detail.build.message"}
	for template, want := range map[string]*message{
		`{"timestamp": <t>, "message": "Build <n>"}`:            {"Build <$.detail.build.number>", "$.time"},
		`{ "message" : "Build <n>" , "timestamp" : <t> }`:       {"Build <$.detail.build.number>", "$.time"},
		"{\n\"timestamp\": <t>,\n\"message\": <m>\n}":           {"<$.detail.build.message>", "$.time"},
		`{"timestamp": <t>, "message": "<n>"}`:                  {"<$.detail.build.number>", "$.time"},
		`{"timestamp": <t>, "message": "\"<m>\""}`:              {`"<$.detail.build.message>"`, "$.time"},
		`{"timestamp": <t>, "message": <n>}`:                    nil, // a number is not text
		`{"timestamp": <t>, "message": "<m>"}`:                  nil, // not escaped
		`{"timestamp": "<t>", "message": "x"}`:                  nil,
		`{"timestamp": "2026-01-01T00:00:00Z", "message": "x"}`: nil,
		`{"timestamp": <t>, "message": "x", "more": "y"}`:       nil,
		`{"timestamp": <t>}`:                                    nil,
		`{"timestamp": <t>, "message": {"a": <n>}}`:             nil,
		`"Build <n>"`:      nil,
		`{"timestamp": <t`: nil,
		``:                 nil,
	} {
		t.Run(template, func(t *testing.T) {
			t.Parallel()
			got, ok := messageOf(&eventbridge.InputTransformer{InputTemplate: aws.String(template), InputPathsMap: paths})
			switch {
			case want == nil && ok:
				t.Errorf("read as %+v, want nothing", got)
			case want != nil && (!ok || got != *want):
				t.Errorf("read as %+v, %t, want %+v", got, ok, *want)
			}
		})
	}
}

func TestCheckMessage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Build <number>":                       "Undeclared placeholder in message",
		"<>":                                   "Undeclared placeholder in message",
		"<timestamp>":                          "Undeclared placeholder in message",
		"a < b":                                "Angle bracket in message",
		"<$.id":                                "Angle bracket in message",
		"<$.detail['build']>":                  "Invalid path in message",
		`<$.detail["build"]>`:                  "Invalid path in message",
		"<$.detail.build number>":              "Invalid path in message",
		"<$detail>":                            "Invalid path in message",
		"<$.>":                                 "Invalid path in message",
		"<$..build>":                           "Invalid path in message",
		"<$.detail.>":                          "Invalid path in message",
		"<$.detail[-1]>":                       "Invalid path in message",
		"<$.detail[?(@.x)]>":                   "Invalid path in message",
		"<$>":                                  "Invalid path in message",
		"<$." + strings.Repeat("a", 300) + ">": "Invalid path in message",
		"<$.detail>":                           "No text in message",
		"<$.resources>":                        "No text in message",
		"<$.detail.build>":                     "No text in message",
		"<$.detail.build.meta_data>":           "No text in message",
		"<$.detail.job.agent_query_rules>":     "No text in message",
		"<$.detail.job.agent_query_rules[*]>":  "No text in message",
		"<aws.events.event.json>":              "No text in message",
		"<aws.events.event>":                   "No text in message",
		"<aws.events.rule>":                    "Unknown variable in message",
		strings.Repeat("a", 9000):              "Message too long",
		strings.Repeat(`"`, 5000):              "Message too long",
		"<$.detail.build.number>":              "",
		"<$.detail.anything.else_>":            "",
		"<$.detail.build.meta_data.release>":   "",
		"<$.detail.job.agent_query_rules[0]>":  "",
		"a > b":                                "",
		"<aws.events.rule-arn>":                "",
	} {
		t.Run(text[:min(len(text), 40)], func(t *testing.T) {
			t.Parallel()
			findings := checkMessage(text)
			switch {
			case want == "" && len(findings) != 0:
				t.Errorf("refused: %v", findings)
			case want != "" && (len(findings) != 1 || findings[0].summary != want):
				t.Errorf("found %v, want %q", findings, want)
			}
		})
	}
	many := strings.Builder{}
	for i := range 101 {
		many.WriteString("<$.detail.x" + strings.Repeat("y", i) + ">")
	}
	if findings := checkMessage(many.String()); len(findings) != 1 || !strings.Contains(findings[0].detail, "102 different values") {
		t.Errorf("101 values and the time: %v", findings)
	}
}

func TestCheckTimestamp(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"$.time":                          "",
		"aws.events.event.ingestion-time": "",
		"$.detail.data.created_at":        "", // DevOps Agent writes ISO 8601
		"$.detail.mine.at":                "",
		"$.detail.build.finished_at":      "Time that CloudWatch Logs can't read",
		"$.detail.job.runnable_at":        "Time that CloudWatch Logs can't read",
		"$.detail.event.occurred_at":      "Time that CloudWatch Logs can't read",
		"$.detail.build.number":           "Timestamp that is no time",
		"$.detail.build.message":          "Timestamp that is no time",
		"time":                            "Invalid timestamp",
		"<$.time>":                        "Invalid timestamp",
		"":                                "Invalid timestamp",
		"$['time']":                       "Invalid timestamp",
		"$.detail.":                       "Invalid timestamp",
		"aws.events.rule-name":            "Invalid timestamp",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			findings := checkTimestamp(path)
			switch {
			case want == "" && len(findings) != 0:
				t.Errorf("refused: %v", findings)
			case want != "" && (len(findings) != 1 || findings[0].summary != want):
				t.Errorf("found %v, want %q", findings, want)
			}
		})
	}
}

func TestUnescaped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<$.detail.build.message>":                                    "",
		"Build <$.detail.build.number> <$.detail.build.state>":        "",
		"<$.detail-type> <$.id> <$.detail.pipeline.slug>":             "",
		"x <$.detail.build.message>":                                  "$.detail.build.message",
		"x <$.detail.build.message> <$.detail.build.message>":         "$.detail.build.message",
		"x <$.detail.build.branch> <$.detail.mine>":                   "$.detail.build.branch $.detail.mine",
		"at <$.detail.build.finished_at> with <aws.events.rule-name>": "",
		"x <$.detail.build.meta_data.release>":                        "$.detail.build.meta_data.release",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(unescaped(text), " "); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// FuzzMessage holds that what passes the check makes a template that reads back
// as the same message, and that is JSON once it is filled.
func FuzzMessage(f *testing.F) {
	for _, text := range []string{"", "a", "<$.id>", "x <$.a.b> \"y\" \\", "<aws.events.rule-arn>", "<<$.a>>", "\x00<$.a>\u2028", "<$.detail.build.number>"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" || len(checkMessage(text)) > 0 || strings.ToValidUTF8(text, "") != text {
			return
		}
		m := message{text, eventTime}
		made := m.transformer()
		back, ok := messageOf(made)
		if !ok || back != m {
			t.Fatalf("%q became %q and was read as %+v, %t", text, *made.InputTemplate, back, ok)
		}
		values, ok := templateValues(*made.InputTemplate)
		if !ok || len(values) != 2 {
			t.Fatalf("%q became %q", text, *made.InputTemplate)
		}
		filled := *made.InputTemplate
		for name := range made.InputPathsMap {
			filled = strings.ReplaceAll(filled, `: <`+name+`>`, `: ""`)
		}
		filled = strings.NewReplacer(`: <aws.events.rule-arn>`, `: ""`, `: <aws.events.rule-name>`, `: ""`, `: <aws.events.event.ingestion-time>`, `: ""`).Replace(filled)
		if !json.Valid([]byte(filled)) {
			t.Fatalf("%q became %q, which is not JSON when filled: %s", text, *made.InputTemplate, filled)
		}
	})
}
