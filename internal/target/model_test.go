package target

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

func TestDefaultID(t *testing.T) {
	t.Parallel()
	if got := defaultID("/aws/events/buildkite"); got != "aws-events-buildkite" {
		t.Errorf("got %q", got)
	}
	ids := map[string]string{}
	for _, name := range []string{
		"/aws/events/buildkite", "aws/events/buildkite", "aws-events-buildkite", "/aws-events/buildkite", "/aws/events-buildkite", "/a#b", "/a/b", "a.b",
		"/" + strings.Repeat("x", 63), "/" + strings.Repeat("x", 64), "/" + strings.Repeat("x", 65), "/" + strings.Repeat("x", 500), strings.Repeat("x", 64),
		"/", "#",
	} {
		id := defaultID(name)
		if other, taken := ids[id]; taken {
			t.Errorf("%q and %q both have the id %q", name, other, id)
		}
		ids[id] = name
		if len(id) > maxIDLength || !idCharacters.MatchString(id) {
			t.Errorf("%q has the id %q, which EventBridge does not take", name, id)
		}
	}
}

func TestParseImportID(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]key{
		"arn:aws:events:us-east-1:123456789012:event-bus/custom/r/t": {awsclient.RuleARN{Bus: "custom", Name: "r"}, "t"},
		"arn:aws:events:us-east-1:123456789012:event-bus/aws.partner/buildkite.com/org/1/r/t": {
			awsclient.RuleARN{Bus: "aws.partner/buildkite.com/org/1", Name: "r"}, "t"},

		"default/r/t":    {awsclient.RuleARN{Bus: "default", Name: "r"}, "t"},
		"custom/r/t.1_x": {awsclient.RuleARN{Bus: "custom", Name: "r"}, "t.1_x"},
		"aws.partner/buildkite.com/org/1/r/t": {
			awsclient.RuleARN{Bus: "aws.partner/buildkite.com/org/1", Name: "r"}, "t"},
		"arn:aws:events:us-east-1:123456789012:rule/r/t": {
			awsclient.RuleARN{Partition: "aws", Region: "us-east-1", Account: "123456789012", Bus: "default", Name: "r"}, "t"},
		"arn:aws-cn:events:cn-north-1:123456789012:rule/aws.partner/buildkite.com/org/1/r/t": {
			awsclient.RuleARN{Partition: "aws-cn", Region: "cn-north-1", Account: "123456789012", Bus: "aws.partner/buildkite.com/org/1", Name: "r"}, "t"},
	} {
		got, problem := parseID(text)
		if problem != "" || got != want {
			t.Errorf("%q is %+v, %s, want %+v", text, got, problem, want)
		}
	}
	for _, text := range []string{"", "t", "r/t", "/r/t", "bus//t", "bus/r/", "arn:aws:events:us-east-1:123456789012:rule/r", "arn:aws:sqs:us-east-1:1:q/t", "bus/r/t t", "b us/r/t", "aws.partner/stripe.com/r/t", "aws.partner/buildkite.com/org/1/t", "arn:aws:events:us-east-1:123456789012:event-bus/r/t", "arn:aws:events:us-east-1:123456789012:rule/r"} {
		if got, problem := parseID(text); problem == "" {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}
