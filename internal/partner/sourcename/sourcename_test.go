package sourcename_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/partner/sourcename"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sourcename.Name{
		"aws.partner/buildkite.com/my-org/0106-187c-12cd4fe": {Partner: "buildkite.com", Organization: "my-org", ID: "0106-187c-12cd4fe"},
		"aws.partner/auth0.com/acme-6c1b/auth0.logs":         {Partner: "auth0.com", Organization: "acme-6c1b", ID: "auth0.logs"},
		"aws.partner/datadog.com/alerts":                     {Partner: "datadog.com", ID: "alerts"},
		"aws.partner/example.com/a/b/c_d":                    {Partner: "example.com", Organization: "a", ID: "b/c_d"},
	} {
		want.Full = text
		got, err := sourcename.Parse(text)
		if err != nil {
			t.Errorf("Parse(%q): %v", text, err)
		}
		if got != want {
			t.Errorf("Parse(%q) = %+v, want %+v", text, got, want)
		}
	}
}

func TestParseWrong(t *testing.T) {
	t.Parallel()
	const form = `The name has the form aws.partner/PARTNER/ORGANIZATION/ID, such as "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"; the partner shows it where the integration is set up.`
	for text, want := range map[string]string{
		"":        "The name is empty. " + form,
		"default": "The default event bus takes no events of partners. " + form,
		"arn:aws:events:eu-west-1:123456789012:event-bus/aws.partner/buildkite.com/my-org/1": `"arn:aws:events:eu-west-1:123456789012:event-bus/aws.partner/buildkite.com/my-org/1" is the ARN of an event bus. Write the name alone: "aws.partner/buildkite.com/my-org/1".`,
		"arn:aws-cn:events:cn-north-1::event-source/aws.partner/buildkite.com/my-org/1":      `"arn:aws-cn:events:cn-north-1::event-source/aws.partner/buildkite.com/my-org/1" is the ARN of an event source. Write the name alone: "aws.partner/buildkite.com/my-org/1".`,
		"arn:aws:events:eu-west-1:123456789012:event-bus/default":                            `"arn:aws:events:eu-west-1:123456789012:event-bus/default" is the ARN of an event bus, not a partner event source. ` + form,
		"arn:aws:events:eu-west-1:123456789012:rule/aws.partner/b.com/o/1/r":                 `"arn:aws:events:eu-west-1:123456789012:rule/aws.partner/b.com/o/1/r" is the ARN of a rule, not a partner event source. ` + form,
		" aws.partner/buildkite.com/my-org/1":                                                `" aws.partner/buildkite.com/my-org/1" starts or ends with a space or a line break. Remove it.`,
		"aws.partner/buildkite.com/my org/1":                                                 `"aws.partner/buildkite.com/my org/1" contains " ". Allowed are letters, digits, full stop, dash, underscore and slash.`,
		"aws.partner/buildkite.com":                                                          `"aws.partner/buildkite.com" names the partner alone. ` + form,
		"aws.partner/buildkite.com/my-org/":                                                  `"aws.partner/buildkite.com/my-org/" has an empty part between or after its slashes. ` + form,
		"aws.partner//my-org":                                                                `"aws.partner//my-org" has an empty part between or after its slashes. ` + form,
		"buildkite.com/my-org/1":                                                             `"buildkite.com/my-org/1" does not start with "aws.partner/". Did you mean "aws.partner/buildkite.com/my-org/1"?`,
		"my-bus":                                                                             `"my-bus" does not start with "aws.partner/". ` + form,
		"aws.partner/b.com/" + strings.Repeat("a", 239):                                      "The text has 257 characters. EventBridge allows 256.",
	} {
		_, err := sourcename.Parse(text)
		var wrong *sourcename.Error
		if !errors.As(err, &wrong) {
			t.Errorf("Parse(%q) = %v, want *Error", text, err)
			continue
		}
		if wrong.Text != text || wrong.Error() != want {
			t.Errorf("Parse(%q)\n got %s\nwant %s", text, wrong, want)
		}
	}
	if _, err := sourcename.Parse("aws.partner/b.com/" + strings.Repeat("a", 238)); err != nil {
		t.Errorf("a name of 256 characters: %v", err)
	}
}

func TestFromARN(t *testing.T) {
	t.Parallel()
	name, region, found := sourcename.FromARN("arn:aws-us-gov:events:us-gov-west-1:123456789012:event-bus/aws.partner/b.com/o/1")
	if name != "aws.partner/b.com/o/1" || region != "us-gov-west-1" || !found {
		t.Errorf("got %q %q %t", name, region, found)
	}
	for _, text := range []string{
		"", "aws.partner/b.com/o/1", "arn:aws:events:eu-west-1:123456789012:event-bus/default",
		"arn:aws:events:eu-west-1:123456789012:rule/aws.partner/b.com/o/1/r", "arn:aws:sqs:eu-west-1:123456789012:q",
	} {
		if _, _, found := sourcename.FromARN(text); found {
			t.Errorf("FromARN(%q) found a name", text)
		}
	}
}

func TestCheckPrefix(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a", "aws.partner", "aws.partner/", "aws.partner/buildkite.com/my-", "aws.partner/buildkite.com/my-org/"} {
		if err := sourcename.CheckPrefix(text); err != nil {
			t.Errorf("CheckPrefix(%q): %v", text, err)
		}
	}
	for text, want := range map[string]string{
		"":               "The prefix is empty. Leave it out to see all names.",
		"aws.partner/*":  `"aws.partner/*" contains "*". Allowed are letters, digits, full stop, dash, underscore and slash.`,
		"buildkite.com/": `"buildkite.com/" cannot be the beginning of a name: the name of every partner event source starts with "aws.partner/".`,
		"aws.partner/" + strings.Repeat("a", 245): "The text has 257 characters. EventBridge allows 256.",
	} {
		if err := sourcename.CheckPrefix(text); err == nil || err.Error() != want {
			t.Errorf("CheckPrefix(%q) = %v, want %s", text, err, want)
		}
	}
}

func TestPrefix(t *testing.T) {
	t.Parallel()
	if got := sourcename.Prefix("buildkite.com", ""); got != "aws.partner/buildkite.com/" {
		t.Error(got)
	}
	if got := sourcename.Prefix("buildkite.com", "my-org"); got != "aws.partner/buildkite.com/my-org/" {
		t.Error(got)
	}
}
