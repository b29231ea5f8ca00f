package pattern

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

var fuzzPatterns = []string{
	`{"source":["aws.aidevops"],"detail-type":["Build Finished"],"detail":{"build":{"state":["failed",{"anything-but":"blocked"}]}}}`,
	`{"a":[{"prefix":"x"},{"suffix":"y"},{"prefix":{"equals-ignore-case":"Q"}},{"suffix":{"equals-ignore-case":"ß"}}]}`,
	`{"a":[{"equals-ignore-case":"İ"},{"wildcard":"a*b\\*c"},{"exists":false},{"exists":true}]}`,
	`{"a":[{"numeric":[">=",1,"<",2.5e3]},1.0,-0,true,null,{"anything-but":[1,2]}]}`,
	`{"a":[{"cidr":"10.0.0.0/8"},"10.0.0.1","::1",{"cidr":"2001:db8::/32"}]}`,
	`{"a":[{"anything-but":{"prefix":["a","b"]}},{"anything-but":{"wildcard":"*a*"}}]}`,
	`{"$or":[{"a":["x"]},{"b":["y"],"$or":[{"c":[1]},{"d":[2]}]}],"e":{"f.g":[null]}}`,
	`{"$or":[{"a":["x"]},{"a":["x","y"]}]}`,
	`{"a":{"b":["x"],"c":[{"exists":false}],"d":["y"]}}`,
	`{"":{"a":["x"]},"a.":["y"],".":[1]}`,
	`{"a":["x"],"a":["y"]} trailing`,
	`{"detailType":["x"]}`, `"{\"a\":[1]}"`, `{"a":"x"}`, `{"a":[{"numeric":5}]}`, `{"a":[{"preffix":"x"}]}`, `{'a':[1]}`, ``, `{`,
}

var fuzzEvents = []string{
	`{"source":"aws.aidevops","detail-type":"Build Finished","detail":{"build":{"state":"failed"}}}`,
	`{"a":"x"}`, `{"a":1}`, `{"a":[1,"x",null,{"b":"x"},[{"b":"x","d":"y"}]]}`, `{"a":[{"b":"x","d":"y"},{"b":"x","c":1}]}`,
	`{"a.b":"x","a":{"b":"y"},"a":[{"b":"x"}]}`, `{"a":"10.0.0.1","b":"y","c":1,"e":{"f":{"g":null}}}`, `{"":{"a":"x"},"a.":"y"}`,
	`{"a":105}`, `{"a":"SS"}`, `{"a":[[[["x"]]]]} x`, `[]`, `{"a":1e400,"b":0.10}`, `{`, ``,
}

// FuzzParse finds that no text makes the parser panic, that problems are in their place, and that a pattern is the same
// after it was written and read again.
func FuzzParse(f *testing.F) {
	for _, text := range append(slices.Clone(fuzzPatterns), fuzzEvents...) {
		f.Add(text)
	}

	f.Fuzz(func(t *testing.T, text string) {
		p, problems := Parse(text)
		if (p == nil) != problems.HasErrors() {
			t.Fatalf("pattern and errors do not fit: %v", problems)
		}

		for i, problem := range problems {
			if problem.Offset < 0 || problem.Offset > len(text) || problem.Line < 1 || problem.Column < 1 || problem.Path == "" ||
				problem.Summary == "" || problem.Detail == "" || problem.Severity == 0 {
				t.Fatalf("incomplete problem %+v", problem)
			}

			if i > 0 && problem.Offset < problems[i-1].Offset {
				t.Fatal("the problems are not in the order of the text")
			}

			if strings.ContainsAny(problem.Summary, ":.\n") {
				t.Fatalf("the summary %q is no noun phrase", problem.Summary)
			}
		}

		if p == nil {
			return
		}

		again, problems := Parse(p.String() + p.rest)
		if again == nil {
			t.Fatalf("%q was written as %q, which is not valid: %v", text, p, problems)
		}

		if again.String() != p.String() {
			t.Fatalf("%q became %q", p, again)
		}

		if !again.Equal(p) || again.canonical() != p.canonical() {
			t.Fatalf("%q does not equal %q", again.canonical(), p.canonical())
		}
	})
}

// FuzzMatch finds that no event makes the matcher panic, and that pattern, explanation and reference agree.
func FuzzMatch(f *testing.F) {
	for _, text := range fuzzPatterns {
		for _, event := range fuzzEvents {
			f.Add(text, event)
		}
	}

	f.Fuzz(func(t *testing.T, text, event string) {
		if p, _ := Parse(text); p != nil {
			checkAgreement(t, p, event)
		}
	})
}

// checkAgreement compares all ways to match.
func checkAgreement(t *testing.T, p *Pattern, event string) {
	t.Helper()

	matches, err := p.Match([]byte(event))
	if err != nil {
		var fault *EventError
		if !errors.As(err, &fault) || fault.Offset > len(event) || fault.Reason == "" {
			t.Fatalf("unexpected error %v", err)
		}

		return
	}

	explanation, err := p.Explain([]byte(event))
	if err != nil || explanation.Matches != matches || explanation.Text == "" {
		t.Fatalf("the explanation %+v (%v) is not that of %t", explanation, err, matches)
	}

	if beyondReference(event) || beyondReference(p.String()) {
		return
	}

	if reference, judged := referenceMatch(p, []byte(event)); judged && reference != matches {
		t.Fatalf("matches is %t, but %t for the reference\npattern %s\nevent %s", matches, reference, p, event)
	}
}
