package pattern

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// problemCase names the exact problems of a text: severity, path, place, summary and detail.
type problemCase struct {
	name, text string
	want       []string
}

// shapeProblems are the problems of JSON, of fields and of "$or".
var shapeProblems = []problemCase{
	{
		name: "empty", text: ``,
		want: []string{
			`error $ 1:1 Invalid JSON: The event pattern is empty. It must be a JSON object.`,
		},
	},
	{
		name: "spaces", text: `  `,
		want: []string{
			`error $ 1:3 Invalid JSON: The event pattern is empty. It must be a JSON object.`,
		},
	},
	{
		name: "not json word", text: `detail: [x]`,
		want: []string{
			"error $ 1:1 Invalid JSON: The event pattern is not JSON: found `detail` where a JSON value is expected. Write strings and keys in double quotes.",
		},
	},
	{
		name: "single quotes", text: `{'a': ["x"]}`,
		want: []string{
			"error $ 1:2 Invalid JSON: The event pattern is not JSON: found `'` where a key in double quotes is expected. Write strings and keys in double quotes.",
		},
	},
	{
		name: "trailing comma", text: `{"a": ["x",]}`,
		want: []string{
			"error $ 1:11 Invalid JSON: The event pattern is not JSON: there is a trailing comma before the closing `]`; remove it.",
		},
	},
	{
		name: "comment", text: `{"a": ["x"] // why`,
		want: []string{
			"error $ 1:13 Invalid JSON: The event pattern is not JSON: found `/` where a comma or a closing `}` is expected. JSON has no comments.",
		},
	},
	{
		name: "hcl", text: `{"a" = ["x"]}`,
		want: []string{
			"error $ 1:6 Invalid JSON: The event pattern is not JSON: found `=` where a colon is expected. JSON has a colon between a key and its value; the text may be HCL that was not passed through `jsonencode`.",
		},
	},
	{
		name: "typographic", text: `{“a”: ["x"]}`,
		want: []string{
			"error $ 1:2 Invalid JSON: The event pattern is not JSON: found `“a”` where a key in double quotes is expected. These are typographic quotes; JSON accepts only the plain double quote.",
		},
	},
	{
		name: "python", text: `{"a": [None]}`,
		want: []string{
			"error $ 1:8 Invalid JSON: The event pattern is not JSON: found `None` where a JSON value is expected. JSON writes true, false and null in lower case.",
		},
	},
	{
		name: "unclosed", text: `{"a": ["x"]`,
		want: []string{
			"error $ 1:12 Invalid JSON: The event pattern is not JSON: the text ends where a comma or a closing `}` is expected.",
		},
	},
	{
		name: "unclosed string", text: `{"a": ["x]}`,
		want: []string{
			`error $ 1:8 Invalid JSON: The event pattern is not JSON: the string that begins here has no closing quote.`,
		},
	},
	{
		name: "leading zero", text: `{"a": [007]}`,
		want: []string{
			`error $ 1:8 Invalid JSON: The event pattern is not JSON: a number must not begin with a zero; an id with leading zeros is a string and belongs in quotes.`,
		},
	},
	{
		name: "bad escape", text: `{"a": ["\d+"]}`,
		want: []string{
			`error $ 1:9 Invalid JSON: The event pattern is not JSON: \d is not a JSON escape sequence; a plain backslash is written \\.`,
		},
	},
	{
		name: "no UTF-8", text: "{\"a\": [\"x\xff\"]}",
		want: []string{
			"error $ 1:10 Invalid JSON: The event pattern is not JSON: it contains the byte 0xff, which is not valid UTF-8 there.",
		},
	},
	{
		name: "top list", text: `["x"]`,
		want: []string{
			`error $ 1:1 Invalid event pattern: An event pattern is a JSON object, but this is a list.`,
		},
	},
	{
		name: "double", text: `"{\"source\": [\"x\"]}"`,
		want: []string{
			"error $ 1:1 Double-encoded JSON: The pattern is a JSON string that itself holds JSON: it was encoded twice. Encode it once, with a single `jsonencode`.",
		},
	},
	{
		name: "double below", text: `{"detail": "{\"state\": [\"x\"]}"}`,
		want: []string{
			"error $.detail 1:12 Double-encoded JSON: The field `detail` is a string that itself holds JSON: it was encoded twice. Write the JSON as it is. Did you mean `{\"state\": [\"x\"]}`?",
		},
	},
	{
		name: "trailing text", text: `{"id": ["x"]}}`,
		want: []string{
			"warning $ 1:14 Text after the pattern: The pattern ends before `}`. EventBridge's engine ignores what follows; remove it, or look for a misplaced brace.",
		},
	},
	{
		name: "empty pattern", text: `{}`,
		want: []string{
			`error $ 1:1 Empty object: The pattern is empty. It must hold at least one field; to match every event of a bus, write {"source": [{"prefix": ""}]}.`,
		},
	},
	{
		name: "empty object", text: `{"detail": {}}`,
		want: []string{
			`error $.detail 1:12 Empty object: The object is empty. It must hold at least one field; leave it out to accept anything there.`,
		},
	},
	{
		name: "empty list", text: `{"detail": {"state": []}}`,
		want: []string{
			`error $.detail.state 1:22 Empty list: The list is empty, so nothing could match. It must have at least one value or operator; for a missing field write [{"exists": false}], for an empty string [""].`,
		},
	},
	{
		name: "bare string", text: `{"source": "aws.aidevops"}`,
		want: []string{
			"error $.source 1:12 Value outside a list: The field `source` is the string \"aws.aidevops\", but must be a list of values to match, or an object with fields below it. Did you mean `[\"aws.aidevops\"]`?",
		},
	},
	{
		name: "bare null", text: `{"detail": {"x": null}}`,
		want: []string{
			"error $.detail.x 1:18 Value outside a list: The field `x` is `null`, but must be a list of values to match, or an object with fields below it. Did you mean `[null]`?",
		},
	},
	{
		name: "detailType", text: `{"detailType": ["Build Finished"]}`,
		want: []string{
			"warning $.detailType 1:2 Unknown event field: No event has a field `detailType` at the top level, whatever its source. The fields there are `version`, `id`, `detail-type`, `source`, `account`, `time`, `region`, `resources`, `detail` and `replay-name`. Did you mean `\"detail-type\"`?",
		},
	},
	{
		name: "detial", text: `{"detial.build": {"state": ["failed"]}}`,
		want: []string{
			"warning $['detial.build'] 1:2 Unknown event field: No event has a field `detial` at the top level, whatever its source. The fields there are `version`, `id`, `detail-type`, `source`, `account`, `time`, `region`, `resources`, `detail` and `replay-name`. Did you mean `\"detail.build\"`?",
		},
	},
	{
		name: "bare operator", text: `{"detail": {"state": {"prefix": "fa"}}}`,
		want: []string{
			"error $.detail.state 1:22 Operator outside a list: The operator `prefix` is written directly under a field. Write conditions in a list. Did you mean `[{\"prefix\": \"fa\"}]`?",
		},
	},
	{
		name: "bare anything-but", text: `{"detail": {"state": {"anything-but": {"prefix": "fa"}}}}`,
		want: []string{
			"error $.detail.state 1:22 Operator outside a list: The operator `anything-but` is written directly under a field. Write conditions in a list. Did you mean `[{\"anything-but\": {\"prefix\": \"fa\"}}]`?",
		},
	},
	{
		name: "operator field", text: `{"detail": {"state": {"anything-but": ["failed"]}}}`,
		want: []string{
			"warning $.detail.state.anything-but 1:23 Operator used as a field: `anything-but` is written in the place of a field, so this matches a field of that name in the event. To use it as an operator, put it into a list: \"state\": [{\"anything-but\": ...}].",
		},
	},
	{
		name: "nested list", text: `{"source": [["x"]]}`,
		want: []string{
			`error $.source[0] 1:13 Nested list: An element of a field's list is itself a list, but must be a string, a number, true, false, null or an object with one operator. Values of an array in the event are matched one by one; write them without the inner brackets.`,
		},
	},
}

func TestProblems(t *testing.T) {
	t.Parallel()

	for _, c := range slices.Concat(shapeProblems, operatorProblems) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()

			p, problems := Parse(c.text)

			if got := describe(problems); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}

			if (p == nil) != problems.HasErrors() {
				t.Errorf("the pattern is %v, the problems are %v", p, problems)
			}
		})
	}
}

func describe(problems Problems) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, fmt.Sprintf("%s %s %d:%d %s: %s", p.Severity, p.Path, p.Line, p.Column, p.Summary, p.Detail))
	}

	return lines
}
