package pattern

import (
	"strings"
	"testing"
)

// TestMeant has what is valid but hardly meant, and beside it what is meant.
func TestMeant(t *testing.T) {
	t.Parallel()

	cases := []struct{ text, want string }{
		// An asterisk that is none.
		{`{"detail":{"branch":["release/*"]}}`, "$.detail.branch[0] Asterisk is not a wildcard {\"wildcard\":\"release/*\"}"},
		{`{"detail":{"branch":["a**b\\c"]}}`, "$.detail.branch[0] Asterisk is not a wildcard {\"wildcard\":\"a*b\\\\\\\\c\"}"},
		{`{"detail":{"branch":[{"anything-but":"release/*"}]}}`, "$.detail.branch[0].anything-but Asterisk is not a wildcard {\"anything-but\":{\"wildcard\":\"release/*\"}}"},
		{`{"detail":{"branch":[{"anything-but":["a","b*"]}]}}`, "$.detail.branch[0].anything-but[1] Asterisk is not a wildcard"},
		{`{"detail":{"branch":[{"prefix":"release/*"}]}}`, "$.detail.branch[0].prefix Asterisk is not a wildcard {\"wildcard\":\"release/*\"}"},
		{`{"detail":{"branch":[{"suffix":"*-rc"}]}}`, "$.detail.branch[0].suffix Asterisk is not a wildcard {\"wildcard\":\"*-rc\"}"},
		{`{"detail":{"branch":[{"equals-ignore-case":"a*"}]}}`, "$.detail.branch[0].equals-ignore-case Asterisk is not a wildcard"},
		{`{"detail":{"branch":[{"prefix":{"equals-ignore-case":"a*"}}]}}`, "$.detail.branch[0].prefix.equals-ignore-case Asterisk is not a wildcard"},
		{`{"detail":{"branch":[{"anything-but":{"prefix":"a*"}}]}}`, "$.detail.branch[0].anything-but.prefix Asterisk is not a wildcard {\"anything-but\":{\"wildcard\":\"a*\"}}"},
		{`{"detail":{"branch":[{"anything-but":{"suffix":"*a"}}]}}`, "$.detail.branch[0].anything-but.suffix Asterisk is not a wildcard {\"anything-but\":{\"wildcard\":\"*a\"}}"},
		{`{"detail":{"branch":[{"wildcard":"release/*"}]}}`, ""},
		{`{"detail":{"branch":[{"anything-but":{"wildcard":"a*"}}]}}`, ""},
		// Operators as text.
		{`{"detail":{"branch":["{\"prefix\": \"a\"}"]}}`, "$.detail.branch[0] Operator in a string {\"prefix\": \"a\"}"},
		{`{"detail":{"n":[">= 5"]}}`, "$.detail.n[0] Operator in a string {\"numeric\": [\">=\", 5]}"},
		{`{"detail":{"n":["!= 5"]}}`, "$.detail.n[0] Operator in a string"},
		{`{"detail":{"state":["!passed"]}}`, "$.detail.state[0] Operator in a string"},
		{`{"detail":{"state":["anything-but: passed"]}}`, "$.detail.state[0] Operator in a string"},
		{`{"detail":{"state":["{\"a\": 1}", "prefix", "5", "-1"]}}`, ""},
		{`{"detail":{"n":[">= 5 and < 7"]}}`, "$.detail.n[0] Operator in a string {\"numeric\": [\">=\", 5, \"<\", 7]}"},
		{`{"detail":{"n":["numeric > 5"]}}`, "$.detail.n[0] Operator in a string {\"numeric\": [\">\", 5]}"},
		{`{"detail":{"n":[{"anything-but":"> 5"}]}}`, "$.detail.n[0].anything-but Operator in a string"},
		{`{"detail":{"state":["== passed"]}}`, "$.detail.state[0] Operator in a string"},
		{`{"detail":{"state":["{exists: true}"]}}`, "$.detail.state[0] Operator in a string"},
		{`{"detail":{"state":["[\"a\", \"b\"]"]}}`, "$.detail.state[0] List in a string \"a\", \"b\""},
		{`{"detail":{"state":["[ci] a", "[1]", "[]"]}}`, ""},
		// Paths, templates, regular expressions, white space.
		{`{"detail":{"a":["$.detail.b"]}}`, "$.detail.a[0] Path as a value"},
		{`{"detail":{"a":["<$.detail.b>"]}}`, "$.detail.a[0] Path as a value"},
		{`{"detail":{"a":["$5", "US$. and more"]}}`, ""},
		{`{"detail":{"a":["${var.branch}"]}}`, "$.detail.a[0] Template as a value"},
		{`{"detail":{"a":["^release/.*$"]}}`, "$.detail.a[0] Regular expression as a value"},
		{`{"detail":{"a":[{"prefix":"release/.+"}]}}`, "$.detail.a[0].prefix Regular expression as a value"},
		{`{"detail":{"a":["<aws.events.event.json>"]}}`, "$.detail.a[0] Path as a value"},
		{`{"detail":{"a":["main|develop"]}}`, "$.detail.a[0] Regular expression as a value"},
		{`{"detail":{"a":["a || b", "x|", "US$"]}}`, ""},
		{`{"detail":{"a":[{"suffix":"csv$"}]}}`, "$.detail.a[0].suffix Regular expression as a value"},
		{`{"detail":{"a":[{"wildcard":"^release/*"}]}}`, "$.detail.a[0].wildcard Regular expression as a value"},
		{`{"detail":{"a":[{"wildcard":"*.*"}, {"prefix":"a "}, {"suffix":" a"}]}}`, ""},
		{`{"detail":{"a":[{"prefix":" a"}]}}`, "$.detail.a[0].prefix White space around a value"},
		{`{"detail":{"a":["main\n"]}}`, "$.detail.a[0] White space around a value"},
		{`{"detail":{"a":[{"prefix":"Deploy "}, " ", ""]}}`, ""},
		// Around the detail.
		{`{"event_type":["x"]}`, "$.event_type Unknown event field"},
		{`{"event_type":{"x":["y"]}}`, "$.event_type Unknown event field"},
		{`{"$or":[{"sorce":["x"]},{"source":["y"]}]}`, "$.$or[0].sorce Unknown event field \"source\""},
		{`{"replay-name":[{"exists":false}],"version":["0"],"id":["x"],"time":[{"prefix":"2026-"}],"region":["eu-west-1"],"resources":["arn:x"],"detail":{"a":[1]}}`, ""},
		{`{"account":["1111"]}`, "$.account[0] Condition never matches"},
		{`{"account":["111111111111", "abcdefghijkl"]}`, "$.account[1] Condition never matches"},
		{`{"account":[111111111111]}`, "$.account[0] Condition never matches"},
		{`{"account":[{"prefix":"11"}, {"wildcard":"1*2"}]}`, ""},
		{`{"account":[{"prefix":"1111111111111"}]}`, "$.account[0] Condition never matches"},
		{`{"detail":["x"]}`, "$.detail[0] Condition never matches"},
		{`{"source":[{"exists":false}]}`, "$.source[0] Condition never matches"},
		{`{"source":{"name":["x"]}}`, "$.source.name[0] Condition never matches"},
		{`{"detail-type":[null]}`, "$.detail-type[0] Condition never matches"},
		{`{"region":["us_east_1"]}`, "$.region[0] Condition never matches"},
		{`{"time":["yesterday"]}`, "$.time[0] Condition never matches"},
		{`{"source":["aws.partner/stripe.com"]}`, "$.source[0] Condition never matches"},
		{`{"source":["aws.partner"]}`, "$.source[0] Condition never matches"},
		{`{"source":["aws.partner/a b/c"]}`, "$.source[0] Condition never matches"},
		{`{"source":[{"prefix":"aws.partner/a//"}]}`, "$.source[0] Condition never matches"},
		{`{"source":["aws.partner/stripe.com/acct_1", "aws.partnership", {"prefix":"aws.partner/stripe.com"}, {"prefix":"aws.partner/"}, {"equals-ignore-case":"AWS.partner/a.com/b"}]}`, ""},
		{`{"source":["aws.partner/x/*"]}`, "$.source[0] Asterisk is not a wildcard {\"wildcard\":\"aws.partner/x/*\"}, $.source[0] Condition never matches"},
		// Wildcards at the edge.
		{`{"detail":{"a":[{"wildcard":"*a*a*a*a*"}]}}`, ""},
		{`{"detail":{"a":[{"wildcard":"*a*a*a*a*a"}]}}`, "$.detail.a Wildcards too complex"},
	}

	for _, c := range cases {
		p, problems := Parse(c.text)

		var got []string

		for _, problem := range problems {
			got = append(got, strings.TrimSpace(problem.Path+" "+problem.Summary+" "+problem.Suggestion))
		}

		if p == nil || strings.Join(got, ", ") != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.text, strings.Join(got, ", "), c.want)
		}
	}
}

// TestSuggestedWildcard holds that what is suggested for two operators matches nothing that one of them does not.
func TestSuggestedWildcard(t *testing.T) {
	t.Parallel()

	_, problems := Parse(`{"detail":{"key":[{"prefix":"a*/","suffix":"\\.csv"}]}}`)
	if len(problems) != 1 || problems[0].Suggestion != `{"wildcard":"a\\*/*\\\\.csv"}` {
		t.Fatal(problems)
	}

	p, _ := Parse(`{"detail":{"key":[` + problems[0].Suggestion + `]}}`)
	for key, want := range map[string]bool{`a*/x\\.csv`: true, `a*/\\.csv`: true, `ab/x\\.csv`: false, `a*/x.csv`: false} {
		if got, err := p.Match([]byte(`{"detail":{"key":"` + key + `"}}`)); err != nil || got != want {
			t.Errorf("%s: %t, %v", key, got, err)
		}
	}

	for _, text := range []string{`{"prefix":"a","anything-but":"b"}`, `{"prefix":"a","wildcard":"b"}`, `{"prefix":"a","suffix":"b","cidr":"c"}`, `{"prefix":"a","suffix":{"equals-ignore-case":"b"}}`} {
		_, problems := Parse(`{"detail":{"key":[` + text + `]}}`)
		if problems[0].Suggestion != "" || problems[0].Summary != "Several operators in one object" {
			t.Errorf("%s: %v", text, problems)
		}
	}
}
