package emulator

import (
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/logfilter"
)

func TestGlob(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true}, {"", "", true}, {"", "a", false}, {"a*", "abc", true}, {"a*c", "abbc", true}, {"a*c", "abcd", false},
		{"*b*", "abc", true}, {"a?c", "abc", true}, {"a?c", "ac", false}, {"*ab", "aab", true}, {"a**b", "ab", true}, {"abc", "ab", false},
	} {
		if got := glob(test.pattern, test.text); got != test.want {
			t.Errorf("glob(%q, %q) = %v", test.pattern, test.text, got)
		}
	}
}

func TestArnLike(t *testing.T) {
	t.Parallel()
	const arn = "arn:aws:events:us-east-1:123456789012:rule/a/b"
	for pattern, want := range map[string]bool{
		arn: true, "arn:aws:events:*:*:rule/*": true, "arn:aws:*": false, "*": true, "arn:*:events:us-east-1:123456789012:rule/a/?": true,
		"arn:aws:events:us-east-1:999988887777:rule/a/b": false,
	} {
		if got := arnLike(pattern, arn); got != want {
			t.Errorf("arnLike(%q) = %v", pattern, got)
		}
	}
}

func TestFilterPatterns(t *testing.T) {
	t.Parallel()
	const message = `{"detail-type":"Job Finished","detail":{"n":5,"text":"7","ok":false,"none":null,"slug":"a-b","list":[{"s":"x"},{"s":"y"}],"cluster.name":"c"}}`
	for pattern, want := range map[string]bool{
		"": true, "Job": true, `"Job Finished"`: true, "Job Started": false, "-Started Job": true, "-Job": false,
		"?Started ?Finished": true, "?Started ?Failed": false,
		`{ $.detail-type = "Job Finished" }`: true, `{ $.detail-type = "Job*" }`: true, `{ $.detail-type = "*shed" }`: true,
		`{ $.detail-type = "Job" }`: false, `{ $.detail-type != "Job" }`: true, `{ $.detail-type = %^Job% }`: true,
		`{ $.detail.n = 5 }`: true, `{ $.detail.n = 5.0 }`: true, `{ $.detail.n > 4 && $.detail.n < 6 }`: true, `{ $.detail.n >= 6 }`: false,
		`{ $.detail.n <= 5 }`: true, `{ $.detail.text > 6 }`: false,
		`{ $.detail.ok IS FALSE }`: true, `{ $.detail.ok IS TRUE }`: false, `{ $.detail.none IS NULL }`: true, `{ $.detail.n IS NULL }`: false,
		`{ $.detail.missing NOT EXISTS }`: true, `{ $.detail.n NOT EXISTS }`: false, `{ $.detail.missing != "x" }`: false,
		`{ $.detail.slug = "*" }`: true, `{ $.detail.slug = * }`: true, `{ $.detail = "*" }`: false, `{ $.detail.none = "*" }`: false,
		`{ ($.detail.n = 1 || $.detail.n = 5) && $.detail.slug = "a-b" }`: true, `{ $.detail.n = 1 || $.detail.n = 5 && $.detail.slug = "z" }`: false,
		`{ $.detail.list[0].s = "x" }`: true, `{ $.detail.list[*].s = "y" }`: true, `{ $.detail.list[*].s = "z" }`: false,
		`{ $.detail.['cluster.name'] = "c" }`: true,
	} {
		filter, err := logfilter.Parse(pattern)
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		if got := filter.Match(message); got != want {
			t.Errorf("%s matches: %v", pattern, got)
		}
	}
	if filter, _ := logfilter.Parse(`{ $.a = 1 }`); filter.Match("no JSON") {
		t.Error("a text that is not JSON matches a condition")
	}
	for _, pattern := range []string{
		"{ $.a = 1", "{ $.a }", "{ a = 1 }", "{ $.a = }", "{ $.a IS NOT NULL }", "{ $.a EXISTS }", "{ ($.a = 1 }", "{ $.a = 1 $.b = 2 }",
		`{ $.a < "x" }`, `{ $."a" = 1 }`, "[a, b", "[a, b]", `"open`, "a=b", "{ }", "{ $.a = %(% }",
	} {
		if _, err := logfilter.Parse(pattern); err == nil {
			t.Errorf("%s is taken", pattern)
		}
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	context := map[string]string{"aws:sourceaccount": "1", "aws:securetransport": "true"}
	for _, test := range []struct {
		condition policyCondition
		want      bool
	}{
		{policyCondition{"StringEquals", "aws:sourceaccount", []string{"2", "1"}}, true},
		{policyCondition{"StringNotEquals", "aws:sourceaccount", []string{"2", "1"}}, false},
		{policyCondition{"StringLike", "aws:sourceaccount", []string{"?"}}, true},
		{policyCondition{"StringEquals", "aws:other", []string{"1"}}, false},
		{policyCondition{"StringEqualsIfExists", "aws:other", []string{"1"}}, true},
		{policyCondition{"StringNotEquals", "aws:other", []string{"1"}}, true},
		{policyCondition{"ForAnyValue:StringEquals", "aws:sourceaccount", []string{"1"}}, true},
		{policyCondition{"Null", "aws:other", []string{"true"}}, true},
		{policyCondition{"Null", "aws:sourceaccount", []string{"true"}}, false},
		{policyCondition{"Null", "aws:sourceaccount", []string{"false"}}, true},
		{policyCondition{"Bool", "aws:securetransport", []string{"true"}}, true},
		{policyCondition{"Bool", "aws:securetransport", []string{"false"}}, false},
	} {
		if got := test.condition.met(context); got != test.want {
			t.Errorf("%+v is met: %v", test.condition, got)
		}
	}
}
