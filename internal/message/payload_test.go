package message

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestPayloadTransformer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want, back string }{
		"values keep their type": {body: `{"text": "Build <$.detail.build.number>", "n": "<$.detail.build.number>"}`, want: `{"text":"Build <detail_build_number>","n":<detail_build_number>}`,
			back: `{"n":"<$.detail.build.number>","text":"Build <$.detail.build.number>"}`},
		"as jsonencode writes it":     {body: `{"t":"\u003c$.detail-type\u003e \u0026 more"}`, want: `{"t":"<detail-type> & more"}`, back: `{"t":"<$.detail-type> & more"}`},
		"nested lists":                {body: `[[["<$.id>", 1.50], null], {"a": [true, "x"]}]`, want: `[[[<id>,1.50],null],{"a":[true,"x"]}]`, back: `[[["<$.id>",1.50],null],{"a":[true,"x"]}]`},
		"a link of Slack":             {body: `{"t":"<https://example.com/<$.id>|Build>"}`, want: `{"t":"\u003chttps://example.com/<id>|Build\u003e"}`, back: `{"t":"<https://example.com/<$.id>|Build>"}`},
		"the event":                   {body: `{"e":"<aws.events.event.json>","r":"<aws.events.rule-name>"}`, want: `{"e":<aws.events.event.json>,"r":<aws.events.rule-name>}`, back: `{"e":"<aws.events.event.json>","r":"<aws.events.rule-name>"}`},
		"JSON in JSON":                {body: `{"t":"{\"a\":\"\\u003c$.id\\u003e\"}"}`, want: `{"t":"{\"a\":\"<id>\"}"}`, back: `{"t":"{\"a\":\"<$.id>\"}"}`},
		"quotes, keys and colons":     {body: `{"a\"b:":"x\":\"y","<":1}`, want: `{"a\"b:":"x\":\"y","\u003c":1}`, back: `{"<":1,"a\"b:":"x\":\"y"}`},
		"the same path twice":         {body: `{"a":"<$.id>","b":"<$.id> <$.id>"}`, want: `{"a":<id>,"b":"<id> <id>"}`, back: `{"a":"<$.id>","b":"<$.id> <$.id>"}`},
		"a number too large for IEEE": {body: `{"a":12345678901234567890}`, want: `{"a":12345678901234567890}`, back: `{"a":12345678901234567890}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := Payload{Text: test.body, JSON: true}
			if findings := p.Check(); len(findings) > 0 {
				t.Errorf("refused: %v", findings)
			}
			made := p.Transformer()
			if made.Template != test.want {
				t.Errorf("template is\n  %s, want\n  %s", made.Template, test.want)
			}
			back, unreadable := ParsePayload(made)
			if unreadable != "" || back.Text != test.back || !back.JSON || !back.Equal(p) {
				t.Errorf("read back as %+v, %s", back, unreadable)
			}
		})
	}
	for text, want := range map[string]string{
		`Build <$.detail.build.number> "failed"` + "\n": `"Build <detail_build_number> \"failed\"\n"`,
		"<$.detail.build.message>":                      `"<detail_build_message>"`,
		"\\u003c$.id\\u003e":                            `"<id>"`,
		"no value":                                      `"no value"`,
	} {
		p := Payload{Text: text}
		made := p.Transformer()
		back, unreadable := ParsePayload(made)
		if made.Template != want || unreadable != "" || !back.Equal(p) || len(p.Check()) > 0 {
			t.Errorf("%s: template %s, read back as %+v %s, %v", text, made.Template, back, unreadable, p.Check())
		}
	}
}

// TestParsePayload reads the templates of others.
func TestParsePayload(t *testing.T) {
	t.Parallel()
	paths := map[string]string{"instance": "$.detail.instance-id", "state": "$.detail.state", "n": "$.detail.build.number", "s": "$.detail.build.state", "d": "$.detail"}
	for template, want := range map[string]struct{ text, unreadable string }{
		`"instance <instance> is in <state>"`:     {text: "instance <$.detail.instance-id> is in <$.detail.state>"},
		`"instance \"<instance>\" is in <state>"`: {text: `instance "<$.detail.instance-id>" is in <$.detail.state>`},
		`"<state>"`: {text: "<$.detail.state>"},
		"{\n  \"instance\" : <instance>,\n  \"state\": \"<state>\"\n}\n": {text: `{"instance":"<$.detail.instance-id>","state":"<$.detail.state>"}`},
		`{"instance": <instance>, "state": [9, <state>, true]}`:          {text: `{"instance":"<$.detail.instance-id>","state":[9,"<$.detail.state>",true]}`},
		`{"rule": <aws.events.rule-arn>, "event": <aws.events.event>}`:   {text: `{"event":"<aws.events.event>","rule":"<aws.events.rule-arn>"}`},
		`{"link": "\u003chttp://x|y\u003e <n>"}`:                         {text: `{"link":"<http://x|y> <$.detail.build.number>"}`},
		`{"a": {"b": {"c": <d>}}}`:                                       {text: `{"a":{"b":{"c":"<$.detail>"}}}`},
		`{"n": "<n>"}`:                                                   {unreadable: "a number"},
		`{"d": "<d>"}`:                                                   {unreadable: "an object as a placeholder in quotes"},
		`{"t": "\u003c$.id\u003e"}`:                                      {unreadable: "angle brackets"},
		`<d>`:                                                            {unreadable: "`input_path` sends the same."},
		`<instance> is in <state>`:                                       {unreadable: "neither JSON nor a single quoted string"},
		"\"line <n>\"\n\"line 2\"":                                       {unreadable: "neither JSON nor a single quoted string"},
		`{"a": <nothing>}`:                                               {unreadable: "<nothing> is not declared"},
	} {
		t.Run(template, func(t *testing.T) {
			t.Parallel()
			got, unreadable := ParsePayload(Transformer{Template: template, Paths: paths})
			if got.Text != want.text || !strings.Contains(unreadable, want.unreadable) || (unreadable == "") != (want.unreadable == "") {
				t.Errorf("read as %+v, %s", got, unreadable)
			}
			if unreadable == "" && !got.Makes(Transformer{Template: template, Paths: paths}) {
				t.Error("does not make the template")
			}
		})
	}
}

func TestPayloadCheck(t *testing.T) {
	t.Parallel()
	many := make([]string, 101)
	for i := range many {
		many[i] = `"<$.detail.a` + strings.Repeat("b", i) + `>"`
	}
	for text, want := range map[string]string{
		`{"a": <$.id>}`:                 "Invalid JSON",
		`{"a": 1} {}`:                   "Invalid JSON",
		``:                              "Invalid JSON",
		`"text"`:                        "Body is a string",
		`7`:                             "Body is a constant",
		`null`:                          "Body is a constant",
		`{"<$.id>": 1}`:                 "Placeholder as a key",
		`{"a": [{"x <$.id>": 1}]}`:      "Placeholder as a key",
		`{"a": "<$.id"}`:                "Unclosed placeholder",
		`{"a": "<$.detail['x']>"}`:      "Invalid JSON path",
		`{"a": "x <aws.events.event>"}`: "Object inside a string",
		`{"a": "<aws.events.nothing>"}`: "Unknown EventBridge variable",
		`{"a": "` + strings.Repeat("x", 8185) + `"}`:    "Input template too long",
		`[` + strings.Join(many, ",") + `]`:             "Too many paths",
		`{"a": "<$.` + strings.Repeat("x", 256) + `>"}`: "Invalid JSON path",
	} {
		if got := (Payload{Text: text, JSON: true}).Check(); len(got) != 1 || got[0].Summary != want {
			t.Errorf("%.60s: got %v, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"a <$.id": "Unclosed placeholder", "<aws.events.event.json>": "Object inside a string", "<build>": "Unknown placeholder"} {
		if got := (Payload{Text: text}).Check(); len(got) != 1 || got[0].Summary != want {
			t.Errorf("%s: got %v, want %s", text, got, want)
		}
	}
}

func TestPayloadDoubts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a": "<$.detail.build.message>"}`:   "",
		`{"a": "<$.detail.build.number>th"}`:  "",
		`{"a": "x <$.detail.build.message>"}`: "Unescaped values",
		`{"a": "x <$.detail.build>"}`:         "Object inside a string",
		`{"a": "$.detail.build.message"}`:     "Path without angle brackets",
		`{"a": "<build>", "b": "<$.id>"}`:     "Unknown placeholder",
		`{"a": "b"}`:                          "Message without placeholders",
	} {
		got := (Payload{Text: text, JSON: true}).Doubts()
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || got[0].Summary != want) {
			t.Errorf("%s: got %v, want %q", text, got, want)
		}
	}
	if got := (Payload{Text: "<$.detail.build.message>"}).Doubts(); len(got) != 1 || got[0].Summary != "Unescaped values" {
		t.Errorf("got %v", got)
	}
}

// TestRenderPayload compares with the examples of the user guide.
func TestRenderPayload(t *testing.T) {
	t.Parallel()
	event := Event{JSON: []byte(`{"id":"7","time":"2015-11-11T21:29:54Z","resources":["a"],"detail":{"instance-id":"i-0123456789","state":"RUNNING","n":7,"q":"say \"hi\""}}`),
		RuleName: "example", RuleARN: "arn:aws:events:us-east-2:123456789012:rule/example", Ingested: time.Unix(0, 0)}
	for text, want := range map[string]string{
		`{"instance": "<$.detail.instance-id>", "state": [9, "<$.detail.state>", true], "Transformed": "Yes"}`: `{"instance":"i-0123456789","state":[9,"RUNNING",true],"Transformed":"Yes"}`,
		`{"s": "instance \"<$.detail.instance-id>\" is in <$.detail.state>"}`:                                  `{"s":"instance \"i-0123456789\" is in RUNNING"}`,
		`{"rule": "<aws.events.rule-name>", "at": "<aws.events.event.ingestion-time>"}`:                        `{"rule":"example","at":"1970-01-01T00:00:00Z"}`,
		`{"e": "<aws.events.event>"}`: `{"e":{"id":"7","resources":["a"],"time":"2015-11-11T21:29:54Z"}}`,
		`{"q": "<$.detail.q>"}`:       `{"q":"say \"hi\""}`,
		`{"n": "<$.detail.n>", "t": "<$.detail.n>th", "m": "a<$.detail.none>b"}`: `{"n":7,"t":"7th","m":"ab"}`,
		`{"q": "x <$.detail.q>"}`:  "",
		`{"q": "<$.detail.none>"}`: "",
	} {
		got, err := (Payload{Text: text, JSON: true}).Transformer().Render(event)
		if want == "" && !errors.Is(err, errInvalid) || want != "" && (err != nil || string(got) != want) {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
	if got, err := (Payload{Text: "instance <$.detail.instance-id> is in <$.detail.state>"}).Transformer().Render(event); err != nil || string(got) != `"instance i-0123456789 is in RUNNING"` {
		t.Errorf("got %s, %v", got, err)
	}
}

// TestDoubtInput has constants with what only templates have.
func TestDoubtInput(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"a":"<$.detail.build.id>"}`: true, `{"a":"\u003c$.id\u003e"}`: true, `"<aws.events.rule-name>"`: true,
		`{"a":"$.detail"}`: false, `"<b>"`: false, `{"a":1}`: false, "": false,
	} {
		got := DoubtInput(text)
		if (len(got) == 1) != want || want && got[0].Summary != "Placeholder in a constant" {
			t.Errorf("%s: %v", text, got)
		}
	}
	got := (Payload{Text: `{"n": "<$.detail.build.number>"}`}).Doubts()
	if len(got) != 1 || got[0].Summary != "JSON in a message" {
		t.Errorf("JSON in a message: %v", got)
	}
}
