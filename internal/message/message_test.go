package message

import (
	"maps"
	"strings"
	"testing"
	"time"
)

func TestTransformer(t *testing.T) {
	t.Parallel()
	for title, test := range map[string]struct {
		message  Log
		template string
		paths    map[string]string
	}{
		"text with values": {
			Log{"Build <$.detail.build.number> of <$.detail.pipeline.slug>", "$.time"},
			`{"timestamp": <time>, "message": "Build <detail_build_number> of <detail_pipeline_slug>"}`,
			map[string]string{"time": "$.time", "detail_build_number": "$.detail.build.number", "detail_pipeline_slug": "$.detail.pipeline.slug"},
		},
		"one text value": {
			Log{"<$.detail.build.message>", "$.time"},
			`{"timestamp": <time>, "message": <detail_build_message>}`,
			map[string]string{"time": "$.time", "detail_build_message": "$.detail.build.message"},
		},
		"one number": {
			Log{"<$.detail.build.number>", "$.time"},
			`{"timestamp": <time>, "message": "<detail_build_number>"}`,
			map[string]string{"time": "$.time", "detail_build_number": "$.detail.build.number"},
		},
		"the detail-type": {
			Log{"<$.detail-type>", "$.time"},
			`{"timestamp": <time>, "message": <detail-type>}`,
			map[string]string{"time": "$.time", "detail-type": "$.detail-type"},
		},
		"no value": {
			Log{`plain "text" with \ and` + "\na line", "$.time"},
			`{"timestamp": <time>, "message": "plain \"text\" with \\ and\na line"}`,
			map[string]string{"time": "$.time"},
		},
		"a value twice, and the time": {
			Log{"<$.time> <$.id> <$.id>", "$.time"},
			`{"timestamp": <time>, "message": "<time> <id> <id>"}`,
			map[string]string{"time": "$.time", "id": "$.id"},
		},
		"names that would be the same": {
			Log{"<$.detail.a_b> <$.detail.a.b>", "$.detail.a/b"},
			`{"timestamp": <detail_a_b>, "message": "<detail_a_b_2> <detail_a_b_3>"}`,
			map[string]string{"detail_a_b": "$.detail.a/b", "detail_a_b_2": "$.detail.a_b", "detail_a_b_3": "$.detail.a.b"},
		},
		"variables of EventBridge": {
			Log{"<aws.events.rule-name>: <$.id>", "aws.events.event.ingestion-time"},
			`{"timestamp": <aws.events.event.ingestion-time>, "message": "<aws.events.rule-name>: <id>"}`,
			map[string]string{"id": "$.id"},
		},
		"an element of a list": {
			Log{"<$.detail.job.agent_query_rules[0]>", "$.time"},
			`{"timestamp": <time>, "message": <detail_job_agent_query_rules_0>}`,
			map[string]string{"time": "$.time", "detail_job_agent_query_rules_0": "$.detail.job.agent_query_rules[0]"},
		},
		"not for the web": {
			Log{"a > b & c", "$.time"},
			`{"timestamp": <time>, "message": "a > b & c"}`,
			map[string]string{"time": "$.time"},
		},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			got := test.message.Transformer()
			if got.Template != test.template {
				t.Errorf("template is\n  %s, want\n  %s", got.Template, test.template)
			}
			if !maps.Equal(got.Paths, test.paths) {
				t.Errorf("paths are\n  %v, want\n  %v", got.Paths, test.paths)
			}
			back, lost, unreadable := ParseLog(got)
			if lost+unreadable != "" || back != test.message {
				t.Errorf("read back it is %+v, %s%s", back, lost, unreadable)
			}
			if findings := append(CheckText(test.message.Text), CheckTimestamp(test.message.Timestamp)...); len(findings) != 0 && title != "names that would be the same" {
				t.Errorf("refused: %v", findings)
			}
		})
	}
}

// TestParseLog parses every way to write a template that CloudWatch Logs takes.
func TestParseLog(t *testing.T) {
	t.Parallel()
	paths := map[string]string{"t": "$.time", "n": "$.detail.build.number", "m": "$.detail.build.message", "d": "$.detail", "x": "$.detail.mine", "aws-t": "$.time"}
	for template, want := range map[string]struct {
		log              Log
		lost, unreadable string
	}{
		`{"timestamp": <t>, "message": "Build <n>"}`:                                                 {log: Log{"Build <$.detail.build.number>", "$.time"}},
		`{"timestamp": "<t>", "message": "Build <n>"}`:                                               {log: Log{"Build <$.detail.build.number>", "$.time"}},
		`{ "message" : "Build <n>" , "timestamp" : <t> }`:                                            {log: Log{"Build <$.detail.build.number>", "$.time"}},
		"{\n\"timestamp\": <t>,\n\t\"message\": <m>\n}\n":                                            {log: Log{"<$.detail.build.message>", "$.time"}},
		`{"timestamp":<t>,"message":"<n>"}`:                                                          {log: Log{"<$.detail.build.number>", "$.time"}},
		`{"timestamp": <t>, "message": "<m>"}`:                                                       {log: Log{"<$.detail.build.message>", "$.time"}},
		`{"timestamp": <t>, "message": "<x>"}`:                                                       {log: Log{"<$.detail.mine>", "$.time"}},
		`{"timestamp": <t>, "message": "\"<m>\""}`:                                                   {log: Log{`"<$.detail.build.message>"`, "$.time"}},
		`{"timestamp": <t>, "message": "{\"build\": \"<n>\"}"}`:                                      {log: Log{`{"build": "<$.detail.build.number>"}`, "$.time"}},
		`{"timestamp": <t>, "message": "\u0042uild\t<n>\n"}`:                                         {log: Log{"Build\t<$.detail.build.number>\n", "$.time"}},
		`{"timestamp": <t>, "message": "Got <d>"}`:                                                   {log: Log{"Got <$.detail>", "$.time"}},
		`{"timestamp": <t>, "message": "a > b"}`:                                                     {log: Log{"a > b", "$.time"}},
		`{"timestamp": <aws.events.event.ingestion-time>, "message": "<aws.events.rule-name>: <n>"}`: {log: Log{"<aws.events.rule-name>: <$.detail.build.number>", "aws.events.event.ingestion-time"}},
		`{"timestamp": "<aws.events.event.ingestion-time>", "message": <aws.events.rule-arn>}`:       {log: Log{"<aws.events.rule-arn>", "aws.events.event.ingestion-time"}},
		`{"timestamp": <t>, "message": <n>}`:                                                         {log: Log{"<$.detail.build.number>", "$.time"}, lost: "a number or a boolean"},
		`{"timestamp": <t>, "message": <d>}`:                                                         {unreadable: "Its `message` is an object."},
		`{"timestamp": <t>, "message": <aws.events.event.json>}`:                                     {unreadable: "Its `message` is an object."},
		`{"timestamp": "at <t>", "message": "x"}`:                                                    {unreadable: "Its `timestamp` is not one placeholder."},
		`{"timestamp": "2026-01-01T00:00:00Z", "message": "x"}`:                                      {unreadable: "Its `timestamp` is not one placeholder."},
		`{"timestamp": <t>, "message": "x", "level": "y"}`:                                           {unreadable: "it produces `level`, `message` and `timestamp`"},
		`{"timestamp": <t>}`:                                                                         {unreadable: "it produces `timestamp`"},
		`{"timestamp": <t>, "message": {"a": <n>}}`:                                                  {unreadable: "whose members are strings"},
		`{"timestamp": <t>, "message": {"bare": "<n>"}}`:                                             {unreadable: "whose members are strings"},
		`{"timestamp": <t>, "message": 1}`:                                                           {unreadable: "whose members are strings"},
		`{"timestamp": <t>, "message": null}`:                                                        {unreadable: "whose members are strings"},
		`{"timestamp": <t>, "message": ["<n>"]}`:                                                     {unreadable: "whose members are strings"},
		`{"timestamp": <t>, "message": "a \u003c b"}`:                                                {unreadable: "angle brackets"},
		`{"timestamp": <t>, "message": "<a b>"}`:                                                     {unreadable: "angle brackets"},
		`{"timestamp": <t>, "message": "\\u003cn\\u003e"}`:                                           {unreadable: "angle brackets"},
		`{"timestamp": <t>, "message": ""}`:                                                          {unreadable: "Its `message` is empty."},
		`{"timestamp": <t>, "message": "<other>"}`:                                                   {unreadable: "<other> is not declared"},
		`"Build <n>"`:      {unreadable: "does not produce a JSON object"},
		`{"timestamp": <t`: {unreadable: "does not produce a JSON object"},
		``:                 {unreadable: "does not produce a JSON object"},
	} {
		t.Run(template, func(t *testing.T) {
			t.Parallel()
			got, lost, unreadable := ParseLog(Transformer{Template: template, Paths: paths})
			if !strings.Contains(unreadable, want.unreadable) || (unreadable == "") != (want.unreadable == "") ||
				!strings.Contains(lost, want.lost) || (lost == "") != (want.lost == "") {
				t.Errorf("read with %q, %q", lost, unreadable)
			}
			if unreadable == "" && got != want.log {
				t.Errorf("read as %+v, want %+v", got, want.log)
			}
		})
	}
}

// TestEscapedBrackets reads what Terraform's jsonencode makes of a message.
func TestEscapedBrackets(t *testing.T) {
	t.Parallel()
	for text, plain := range map[string]string{
		`{"build":"\u003c$.detail.build.number\u003e"}`: `{"build":"<$.detail.build.number>"}`,
		`\u003C$.id\u003E \u0026`:                       `<$.id> &`,
	} {
		escaped, want := (Log{text, EventTime}), (Log{plain, EventTime})
		if !escaped.Equal(want) || len(CheckText(text)) > 0 {
			t.Errorf("%s became %s: %v", text, escaped.Transformer().Template, CheckText(text))
		}
	}
	if got := (Log{`\\u003c$.id`, EventTime}).Transformer(); len(got.Paths) != 1 || !strings.Contains(got.Template, `\\\\u003c`) {
		t.Errorf("an escaped backslash became %s", got.Template)
	}
}

func TestDoubts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Build finished":                    "Message without placeholders",
		"Build $.detail.build.state":        "Path without angle brackets",
		"<$.id> $.detail.build.state":       "Path without angle brackets",
		"rule aws.events.rule-name":         "Path without angle brackets",
		"costs $.50 <$.id>":                 "",
		"<$.id>":                            "",
		"<aws.events.rule-name>":            "",
		`{"b":"\u003c$.detail-type\u003e"}`: "",
	} {
		var summaries []string
		for _, f := range Doubts(text) {
			summaries = append(summaries, f.Summary)
		}
		if got := strings.Join(summaries, ", "); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	var got []string
	for _, names := range Fields("<$.id> <aws.events.rule-name> <$.detail.job.agent_query_rules[0]> <$.detail.*.x> $.no") {
		got = append(got, strings.Join(names, "."))
	}
	if want := "id detail.job.agent_query_rules detail"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestCheckText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Build <number>":                       "Unknown placeholder",
		"<>":                                   "Unknown placeholder",
		"<timestamp>":                          "Unknown placeholder",
		"a < b":                                "Unclosed placeholder",
		"<$.id":                                "Unclosed placeholder",
		"<$.detail['build']>":                  "Invalid JSON path",
		`<$.detail["build"]>`:                  "Invalid JSON path",
		"<$.detail.build number>":              "Invalid JSON path",
		"<$detail>":                            "Invalid JSON path",
		"<$.>":                                 "Invalid JSON path",
		"<$..build>":                           "Invalid JSON path",
		"<$.detail.>":                          "Invalid JSON path",
		"<$.detail[-1]>":                       "Invalid JSON path",
		"<$.detail[?(@.x)]>":                   "Invalid JSON path",
		"<$>":                                  "Invalid JSON path",
		"<$." + strings.Repeat("a", 300) + ">": "Invalid JSON path",
		"<$.detail>":                           "Message is not a string",
		"<$.resources>":                        "Message is not a string",
		"<$.detail.build>":                     "Message is not a string",
		"<$.detail.build.meta_data>":           "Message is not a string",
		"<$.detail.job.agent_query_rules>":     "Message is not a string",
		"<$.detail.job.agent_query_rules[*]>":  "Message is not a string",
		"<aws.events.event.json>":              "Message is not a string",
		"<aws.events.event>":                   "Message is not a string",
		"<aws.events.rule>":                    "Unknown EventBridge variable",
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
			findings := CheckText(text)
			switch {
			case want == "" && len(findings) != 0:
				t.Errorf("refused: %v", findings)
			case want != "" && (len(findings) != 1 || findings[0].Summary != want):
				t.Errorf("found %v, want %q", findings, want)
			}
		})
	}
	many := strings.Builder{}
	for i := range 101 {
		many.WriteString("<$.detail.x" + strings.Repeat("y", i) + ">")
	}
	if findings := CheckText(many.String()); len(findings) != 1 || !strings.Contains(findings[0].Detail, "102 different values") {
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
		"$.detail.build.finished_at":      "Unsupported timestamp format",
		"$.detail.job.runnable_at":        "Unsupported timestamp format",
		"$.detail.event.occurred_at":      "Unsupported timestamp format",
		"$.detail.build.number":           "Invalid timestamp",
		"$.detail.build.message":          "Invalid timestamp",
		"time":                            "Invalid timestamp",
		"<$.time>":                        "Invalid timestamp",
		"":                                "Invalid timestamp",
		"$['time']":                       "Invalid timestamp",
		"$.detail.":                       "Invalid timestamp",
		"aws.events.rule-name":            "Invalid timestamp",
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			findings := CheckTimestamp(path)
			switch {
			case want == "" && len(findings) != 0:
				t.Errorf("refused: %v", findings)
			case want != "" && (len(findings) != 1 || findings[0].Summary != want):
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
			if got := strings.Join(pathsOf(text), " "); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func pathsOf(text string) []string {
	parts, _ := split(text)
	return unescaped(parts)
}

// FuzzLog holds that a message that passes the check makes a template that reads
// back as the same message, and that renders as JSON.
func FuzzLog(f *testing.F) {
	for _, text := range []string{"", "a", "<$.id>", "x <$.a.b> \"y\" \\", "<aws.events.rule-arn>", "<<$.a>>", "\x00<$.a>\u2028", "<$.detail.build.number>", `\u003c$.a\u003e`, "<$.aws> <$.->"} {
		f.Add(text)
	}
	event := Event{JSON: []byte(`{"id":"1","time":"2026-11-20T12:00:00Z","detail":{"build":{"number":7}}}`)}
	f.Fuzz(func(t *testing.T, text string) {
		if text == "" || len(CheckText(text)) > 0 || strings.ToValidUTF8(text, "") != text || strings.ContainsAny(text, standInOpen+standInClose) {
			return
		}
		l := Log{text, EventTime}
		made := l.Transformer()
		if name, found := made.Undeclared(); found {
			t.Fatalf("%q declares no %q", text, name)
		}
		back, lost, unreadable := ParseLog(made)
		if lost+unreadable != "" || !back.Equal(l) {
			t.Fatalf("%q became %q and was read as %+v: %s%s", text, made.Template, back, lost, unreadable)
		}
		if parts, _ := split(text); isWhole(parts) {
			return // the event may lack the value
		}
		if out, err := made.Render(event); err != nil {
			t.Fatalf("%q became %q, which renders as %s", text, made.Template, out)
		}
	})
}

// FuzzParseLog holds that any template is read as a message that makes an equal
// one, or refused.
func FuzzParseLog(f *testing.F) {
	for _, template := range []string{`{"timestamp": <t>, "message": "Build <n>"}`, `{"message":"<t>","timestamp":"<t>"}`, `{"timestamp":<t>,"message":"\u003c"}`, `{"timestamp":<t>,"message":<n>}`, `"`, `{"timestamp":<t>,"message":"\\"}`} {
		f.Add(template)
	}
	f.Fuzz(func(t *testing.T, template string) {
		l, _, unreadable := ParseLog(Transformer{Template: template, Paths: map[string]string{"t": "$.time", "n": "$.detail.build.number"}})
		if unreadable != "" || strings.ToValidUTF8(template, "") != template {
			return
		}
		back, lost, unreadable := ParseLog(l.Transformer())
		if lost+unreadable != "" || !back.Equal(l) {
			t.Fatalf("%q was read as %+v, and its template as %+v: %s%s", template, l, back, lost, unreadable)
		}
	})
}

func TestRender(t *testing.T) {
	t.Parallel()
	event := Event{
		JSON:    []byte(`{"id":"1","time":"2026-11-20T12:00:00Z","detail":{"n":7.50,"s":"a","q":"say \"hi\"","o":{"k":["v",1]},"b":true,"z":null}}`),
		RuleARN: "arn:r", RuleName: "r", Ingested: time.Date(2026, 11, 20, 12, 0, 5, 0, time.UTC),
	}
	paths := map[string]string{"n": "$.detail.n", "s": "$.detail.s", "q": "$.detail.q", "o": "$.detail.o", "b": "$.detail.b", "z": "$.detail.z", "none": "$.detail.none", "k": "$.detail.o.k[0]"}
	for template, want := range map[string]string{
		`{"a": <n>, "b": <s>, "c": <o>, "d": <b>, "e": <z>}`: `{"a":7.50,"b":"a","c":{"k":["v",1]},"d":true,"e":null}`,
		`{"a": "<n> <s> <b>"}`:                               `{"a":"7.50 a true"}`,
		`{"a": <q>}`:                                         `{"a":"say \"hi\""}`,
		`{"a": "<o>"}`:                                       `{"a":"{k:[v,1]}"}`,
		`{"a": "<none>", "b": <k>}`:                          `{"a":"","b":"v"}`,
		`"Build <n> <none>"`:                                 `"Build 7.50 "`,
		`{"a": <aws.events.event>}`:                          `{"a":{"id":"1","time":"2026-11-20T12:00:00Z"}}`,
		`{"a": "<aws.events.rule-name> <aws.events.rule-arn>", "b": <aws.events.event.ingestion-time>}`: `{"a":"r arn:r","b":"2026-11-20T12:00:05Z"}`,
		`{"a": "<q>"}`:  "",
		`{"a": <none>}`: "",
	} {
		out, err := Transformer{Template: template, Paths: paths}.Render(event)
		if (err != nil) != (want == "") || err == nil && string(out) != want {
			t.Errorf("%s renders as %s, %v", template, out, err)
		}
	}
	if got, err := event.Select("$.detail.o"); string(got) != `{"k":["v",1]}` || err != nil {
		t.Errorf("selected %s, %v", got, err)
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	event, err := decodeJSON([]byte(`{"detail-type":"x","a/b":1,"detail":{"list":[{"n":1.50},{"n":2},{"m":3}],"null":null}}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"$.detail-type": `"x"`, "$.a/b": `1`, "$.detail.list[0].n": `1.50`, "$.detail.list[*].n": `[1.50,2]`,
		"$.detail.list[9]": "", "$.detail.none": "", "$.detail.null": `null`, "$.detail.list[2]": `{"m":3}`,
		"$.detail.*": `[[{"n":1.50},{"n":2},{"m":3}],null]`, "$.detail-type.x": "", "$.detail[0]": "", "$.detail-type[*]": "",
	} {
		parsed, ok := ParsePath(path)
		if !ok {
			t.Errorf("%s is refused", path)
			continue
		}
		got := ""
		if found, ok := parsed.find(event); ok {
			got = string(encodeJSON(found))
		}
		if got != want {
			t.Errorf("%s gives %s, want %s", path, got, want)
		}
	}
	for _, path := range []string{"", "detail", "$detail", "$.", "$..a", "$.a b", "$['a']", "$.a['b']", "$.a[-1]", "$.a[x]", "$.a[1", "$.a."} {
		if _, ok := ParsePath(path); ok {
			t.Errorf("%q is taken", path)
		}
	}
}
