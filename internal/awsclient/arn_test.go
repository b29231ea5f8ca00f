package awsclient

import "testing"

func TestParseRuleARN(t *testing.T) {
	t.Parallel()
	const partner = "aws.partner/buildkite.com/acme/0190-ab"
	for text, want := range map[string]RuleARN{
		"arn:aws:events:eu-central-1:123456789012:rule/a":                    {"aws", "eu-central-1", "123456789012", "default", "a"},
		"arn:aws:events:eu-central-1:123456789012:rule/orders/a.b-c":         {"aws", "eu-central-1", "123456789012", "orders", "a.b-c"},
		"arn:aws:events:us-east-1:123456789012:rule/" + partner + "/a":       {"aws", "us-east-1", "123456789012", partner, "a"},
		"arn:aws-cn:events:cn-north-1:123456789012:rule/x/a":                 {"aws-cn", "cn-north-1", "123456789012", "x", "a"},
		"arn:aws-us-gov:events:us-gov-west-1:123456789012:rule/x/a":          {"aws-us-gov", "us-gov-west-1", "123456789012", "x", "a"},
		"arn:aws-eusc:events:eusc-de-east-1:123456789012:rule/x/a":           {"aws-eusc", "eusc-de-east-1", "123456789012", "x", "a"},
		"arn:aws-new:events:a-region-of-another-shape:123456789012:rule/x/a": {"aws-new", "a-region-of-another-shape", "123456789012", "x", "a"},
	} {
		got, err := ParseRuleARN(text)
		if err != nil || got != want {
			t.Errorf("ParseRuleARN(%q) = %+v, %v; want %+v", text, got, err, want)
		}
		if got.String() != text {
			t.Errorf("String() = %q, want %q", got.String(), text)
		}
	}
	for text, want := range map[string]string{
		"":                                    `"" is not an ARN`,
		"a":                                   `"a" is not an ARN`,
		"arn:aws:sqs:r:1:rule/a":              `"arn:aws:sqs:r:1:rule/a" is not the ARN of an EventBridge rule`,
		"arn:aws:events:r:1:a":                `"arn:aws:events:r:1:a" is not the ARN of an EventBridge rule`,
		"arn:aws:events:r:1:rule/":            `"arn:aws:events:r:1:rule/" names no rule`,
		"arn:aws:events:r:1:rule/bus/":        `"arn:aws:events:r:1:rule/bus/" names no rule`,
		"arn:aws:events:r:1:rule//a":          `"arn:aws:events:r:1:rule//a" names no rule`,
		"arn:aws:events:r:1:event-bus/orders": `"arn:aws:events:r:1:event-bus/orders" is not the ARN of an EventBridge rule`,
	} {
		if _, err := ParseRuleARN(text); err == nil || err.Error() != want {
			t.Errorf("ParseRuleARN(%q): %v, want %q", text, err, want)
		}
	}
}

func TestBusName(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"":        "default",
		"default": "default",
		"orders":  "orders",
		"arn:aws:events:eu-central-1:123456789012:event-bus/orders":                          "orders",
		"arn:aws:events:eu-central-1:123456789012:event-bus/default":                         "default",
		"arn:aws-cn:events:cn-north-1:123456789012:event-bus/aws.partner/buildkite.com/a/b1": "aws.partner/buildkite.com/a/b1",
		"aws.partner/buildkite.com/a/b1":                                                     "aws.partner/buildkite.com/a/b1",
		"arn:aws:sqs:eu-central-1:123456789012:queue":                                        "arn:aws:sqs:eu-central-1:123456789012:queue",
	} {
		if got := BusName(given); got != want {
			t.Errorf("BusName(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestParseLogGroupARN(t *testing.T) {
	t.Parallel()
	want := LogGroupARN{"aws", "eu-central-1", "123456789012", "/aws/events/a"}
	for _, text := range []string{
		"arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/a",
		"arn:aws:logs:eu-central-1:123456789012:log-group:/aws/events/a:*",
	} {
		got, err := ParseLogGroupARN(text)
		if err != nil || got != want {
			t.Errorf("ParseLogGroupARN(%q) = %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "a", "arn:aws:logs:r:1:log-group:", "arn:aws:logs:r:1:log-group:a:log-stream:b", "arn:aws:logs:r:1:destination:a"} {
		if got, err := ParseLogGroupARN(text); err == nil {
			t.Errorf("ParseLogGroupARN(%q) = %+v, want an error", text, got)
		}
	}
}
