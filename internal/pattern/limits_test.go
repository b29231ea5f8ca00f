package pattern

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestLimits names the problems of patterns that are too large. None of them hangs.
func TestLimits(t *testing.T) {
	t.Parallel()

	fields := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"%x":[1]`, i)
		}

		return "{" + b.String()[1:] + "}"
	}

	text := func(size int) string { return `{"source":["` + strings.Repeat("é", size-15) + `"]}` }
	branches := `"$or":[` + strings.Repeat(`{"a":["x"]},`, 9) + `{"b":["y"]}]`

	cases := []struct{ name, text, want string }{
		{"quota", text(2048), ""},
		{"above the quota", text(2049), "warning $ 1:1 Pattern too long: The pattern has 2049 characters in compact form. EventBridge accepts at most 2048 unless the quota " +
			"for the size of event patterns was raised in this account and region."},
		{"spaces do not count", strings.Replace(text(2048), ":", ":"+strings.Repeat(" ", 5000), 1), ""},
		{"above the API", text(4097), "error $ 1:1 Pattern too long: The pattern has 4097 characters in compact form. EventBridge accepts at most 4096, and 2048 unless the quota was " +
			"raised. Split it into several rules, or match a prefix or wildcard instead of a long list."},
		{"combinations", `{"x":{` + branches + `},"y":{` + branches + `},"z":{` + branches + `}}`, "warning $.x.$or"},
		{"too many combinations", `{"x":{` + branches + `},"y":{` + branches + `},"z":{` + strings.Replace(branches, "{", `{"a":["x"]},{`, 1) + `}}`,
			"error $ 1:1 Too many $or combinations: The branches of all `$or` in the pattern make more than 1000 combinations."},
		{"too many fields", fields(257), "error $ 1:1 Too many fields: The pattern asks for 257 fields at once. EventBridge's engine accepts at most 256."},
		{"a megabyte", text(1 << 20), "error $ 1:1 Pattern too long: The pattern has 1048576 characters"},
		{"a megabyte of errors", `{"a":[` + strings.Repeat(`{"b":1},`, 1<<17) + `1]}`, "error $.a[0].b 1:8 Unknown operator: `b` is not an operator"},
	}

	for _, c := range cases {
		_, problems := Parse(c.text)

		var got string

		for _, line := range describe(problems) {
			if !strings.Contains(line, "Lost branch") || strings.HasPrefix(c.want, "warning $.x") {
				got = line

				break
			}
		}

		// The size of what is too large anyway is said, too, and comes in the same place.
		if !strings.HasPrefix(got, c.want) && !strings.Contains(strings.Join(describe(problems), "\n"), c.want) || c.want == "" && got != "" {
			t.Errorf("%s: got %.300s, want %s", c.name, got, c.want)
		}
	}
}

func TestProblemsByKind(t *testing.T) {
	t.Parallel()

	_, problems := Parse(`{"detailType": ["x"], "id": "y"}`)

	if len(problems.Errors()) != 1 || len(problems.Warnings()) != 1 || !problems.HasErrors() {
		t.Fatalf("the problems are %v", problems)
	}

	var invalid *InvalidError
	if err := problems.Err(); !errors.As(err, &invalid) || err.Error() != "the event pattern is not valid: $.id (line 1, column 29): "+
		"The field `id` is the string \"y\", but must be a list of values to match, or an object with fields below it. Did you mean `[\"y\"]`?" {
		t.Error(err)
	}

	if err := problems.Warnings().Err(); err != nil {
		t.Error(err)
	}

	if first := problems[0]; first.Found != `"detailType"` || first.Suggestion != `"detail-type"` || first.Offset != 1 || first.String() !=
		"warning: $.detailType at line 1, column 2: Unknown event field: No event has a field `detailType` at the top level, whatever its source. The fields there are `version`, `id`, `detail-type`, `source`, `account`, `time`, `region`, `resources`, `detail` and `replay-name`. Did you mean `\"detail-type\"`?" {
		t.Error(first)
	}
}

// TestTree finds what the catalog reads from a pattern.
func TestTree(t *testing.T) {
	t.Parallel()

	p, _ := Parse("{\"detail\": {\"build.state\": [\"x\", {\"prefix\": \"y\"}],\n \"$or\": [{\"a\": [1]}, {\"b\": {\"c\": [null]}}]}}")

	var got []string
	for _, leaf := range p.Root().Leaves() {
		got = append(got, fmt.Sprintf("%s %s %d:%d %s", leaf.Key(), leaf.JSONPath, leaf.Position.Line, leaf.Position.Column, leaf.Conditions[len(leaf.Conditions)-1].JSONPath))
	}

	want := "detail.build.state $.detail['build.state'] 1:13 $.detail['build.state'][1]\n" +
		"detail.a $.detail.$or[0].a 2:11 $.detail.$or[0].a[0]\n" +
		"detail.b.c $.detail.$or[1].b.c 2:29 $.detail.$or[1].b.c[0]"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}

	if n := len(p.Alternatives()); n != 2 {
		t.Errorf("%d alternatives", n)
	}

	if leaf := p.Root().Find("detail", "build", "state"); leaf == nil || len(leaf.Conditions) != 2 {
		t.Error("a leaf with a dotted name is not found")
	}
}
