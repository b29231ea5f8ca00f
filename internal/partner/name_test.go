package partner

import (
	"strings"
	"testing"
)

func TestCheckName(t *testing.T) {
	t.Parallel()
	const form = ` A name looks like "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"; the integration's settings at the partner show it.`
	for text, want := range map[string]string{
		exampleName:                                     "",
		"aws.partner/datadog.com/alerts":                "",
		"aws.partner/auth0.com/acme/auth0.logs":         "",
		"aws.partner/b.com/" + strings.Repeat("a", 238): "",
		"aws.partner/b.com/" + strings.Repeat("a", 239): `"aws.partner/b.com/` + strings.Repeat("a", 239) + `" is not a partner event source name: it has 257 characters, and EventBridge allows 256.` + form,
		"buildkite.com/my-org/1":                        `"buildkite.com/my-org/1" is not a partner event source name: it does not begin with "aws.partner/"; did you mean "aws.partner/buildkite.com/my-org/1"?` + form,
		"aws.partner/buildkite.com":                     `"aws.partner/buildkite.com" is not a partner event source name: the id is missing; the form is aws.partner/<partner>/<organization>/<id>.` + form,
	} {
		if got := checkName(text); got != want {
			t.Errorf("checkName(%q)\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestCheckPrefix(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a": "", "aws.partner": "", "aws.partner/": "", "aws.partner/buildkite.com/my-": "", "aws.partner/buildkite.com/my-org/": "",
		"":               "The prefix is empty. To get all names, omit it.",
		"aws.partner/*":  `"aws.partner/*" contains "*". Letters, digits, '.', '-', '_' and '/' are allowed.`,
		"buildkite.com/": `No name starts with "buildkite.com/": the names of all partner event sources start with "aws.partner/".`,
		"aws.partner/" + strings.Repeat("a", 245): "The prefix has 257 characters. EventBridge allows 256.",
	} {
		if got := checkPrefix(text); got != want {
			t.Errorf("checkPrefix(%q)\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestNameInARN(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/aws.partner/b.com/o/1": {"aws.partner/b.com/o/1", "us-gov-west-1"},
		"arn:aws:events:eu-west-1::event-source/aws.partner/b.com/o/1":                     {"aws.partner/b.com/o/1", "eu-west-1"},
	} {
		if name, region, found := nameInARN(text); !found || name != want[0] || region != want[1] {
			t.Errorf("nameInARN(%q) = %q, %q, %t", text, name, region, found)
		}
	}
	for _, text := range []string{"", "aws.partner/b.com/o/1", "arn:aws:events:eu-west-1:123456789012:rule/aws.partner/b.com/o/1/r", "arn:aws:sqs:eu-west-1:123456789012:q"} {
		if _, _, found := nameInARN(text); found {
			t.Errorf("nameInARN(%q) found a name", text)
		}
	}
}
