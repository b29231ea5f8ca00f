package insights_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/insights"
)

// lines are small events; the later ones are newer.
func lines(messages ...string) []insights.Event {
	var out []insights.Event
	for i, message := range messages {
		out = append(out, insights.Event{Timestamp: int64(i) * 60000, Message: message, ID: fmt.Sprint("p", i), Stream: "s", Log: "1:/a"})
	}
	return out
}

var some = lines(
	`{"a": {"b": "x", "c-d": 1}, "n": 2, "ok": true, "list": ["p", "q"], "none": null}`,
	`{"a": {"b": "y"}, "n": 10, "ok": false}`,
	`{"a": {"b": "x"}, "n": "3"}`,
	`plain text key=value rest`,
)

// TestRun answers queries on the small events; rows are shown without @ptr.
func TestRun(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"fields n | filter ispresent(n)":                           "n=3; n=10; n=2",
		"fields a.b as letter, n | filter n > 2 | sort n asc":      "letter=x n=3; letter=y n=10",
		"filter a.`c-d` = 1 | display n":                           "n=2",
		"filter n in [2, '3'] and a.b = \"x\" | display n":         "n=3; n=2",
		"filter n not in [2] and ispresent(n) | display n":         "n=3; n=10",
		"filter not (n = 2 or n = 10) and ispresent(n)|display n":  "n=3",
		"filter n != 2 | display n":                                "n=3; n=10",
		"filter ok = 'true' | display n":                           "n=2",
		"filter a.b like /^[xz]$/ | display n":                     "n=3; n=2",
		"filter a.b =~ /y/ | display n":                            "n=10",
		"filter @message like \"plain\" | display @message":        "@message=plain text key=value rest",
		"filter @message not like 'a' | stats count(*) as c":       "c=0",
		"filter list.1 = 'q' | display list.0":                     "list.0=p",
		"filter ispresent(none) | stats count() as c":              "c=0",
		"stats count(*) as c, sum(n), avg(n) as m by a.b | sort c": "c=1; a.b=y c=1 sum(n)=10 m=10; a.b=x c=2 sum(n)=5 m=2.5",
		"stats min(n) as least, max(n) as most, earliest(a.b) as first, latest(n) as last, count(ok) as oks, count_distinct(a.b) as letters": "least=2 most=10 first=x last=3 oks=2 letters=2",
		"stats count(*) as c by bin(2m) as t | sort t":                      "t=1970-01-01 00:00:00.000 c=2; t=1970-01-01 00:02:00.000 c=2",
		"parse 'key=* rest' as v | filter ispresent(v) | display v":         "v=value",
		"parse @message /key=(?<k>\\w+)/ | filter ispresent(k) | display k": "k=value",
		"fields n | sort n desc | limit 2":                                  "n=10; n=3",
		"filter ispresent(a.b) | sort @timestamp asc | dedup a.b":           "@timestamp=1970-01-01 00:00:00.000; @timestamp=1970-01-01 00:01:00.000",
		"fields n | dedup a.b | limit 2":                                    "; n=3",
		"# a comment\nfields n # another\n| limit 1":                        "",
		"FIELDS n | SORT n DESC | LIMIT 1":                                  "n=10",
	} {
		parsed, err := insights.Parse(query)
		if err != nil {
			t.Errorf("%s: %s", query, err)
			continue
		}
		var rows []string
		for _, row := range parsed.Run(some).Rows {
			var fields []string
			for _, field := range row {
				if field.Name != "@ptr" && (field.Name != "@message" || strings.Contains(query, "display @message")) {
					fields = append(fields, field.Name+"="+field.Value)
				}
			}
			rows = append(rows, strings.Join(fields, " "))
		}
		if got := strings.Join(rows, "; "); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

// TestStatistics counts as CloudWatch Logs does: what was read and what the
// filters left.
func TestStatistics(t *testing.T) {
	t.Parallel()
	query, err := insights.Parse("filter ispresent(n) | stats count(*) by a.b | filter a.b = 'x'")
	if err != nil {
		t.Fatal(err)
	}
	if got := query.Run(some); got.Scanned != 4 || got.Matched != 3 || len(got.Rows) != 1 || got.Bytes == 0 {
		t.Errorf("got %+v", got)
	}
}

// TestSyntaxErrors refuses what the language, or this part of it, does not have.
func TestSyntaxErrors(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"":                  "expected a command",
		"select a":          "expected a command",
		"fields":            "expected a field",
		"fields a |":        "expected a command",
		"fields a b":        "expected |",
		"filter a = ":       "expected a text or a number",
		"filter a ~ 1":      `unexpected '~'`,
		"filter a = 'x":     "no closing '",
		"filter `a = 1":     "no closing `",
		"filter a like /(/": "invalid regular expression",
		"filter (a = 1":     "expected )",
		"filter " + strings.Repeat("(", 60) + "a = 1": "too many levels",
		"stats median(a)":                 "expected one of count",
		"stats count(*) by bin(5)":        "expected a period",
		"parse @message /x/":              "has no group",
		"parse @message /(x)/":            "needs a name",
		"parse @message 'a*b*' as x":      "names and of asterisks differs",
		"sort a | dedup b | filter c = 1": "after dedup only limit is allowed",
		"limit 0":                         "expected a number",
		"fields detail-type":              `unexpected '-'`,
	} {
		_, err := insights.Parse(query)
		var syntax *insights.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", query, err, want)
		}
	}
}

// FuzzParse holds that no text makes the parser or a query panic, and that what
// it reads it reads again.
func FuzzParse(f *testing.F) {
	for _, preset := range catalog.Default().Queries() {
		f.Add(preset.Text)
	}
	f.Add("parse 'a*' as b | stats avg(n) as x by bin(5m), a.`c-d` | sort x desc | dedup x | limit 3")
	f.Fuzz(func(t *testing.T, text string) {
		query, err := insights.Parse(text)
		if err != nil {
			var syntax *insights.SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(text) {
				t.Fatalf("got %v", err)
			}
			return
		}
		if got := query.Run(some); len(got.Rows) > len(some) {
			t.Fatalf("%d rows of %d events", len(got.Rows), len(some))
		}
	})
}
