package loggroup

import (
	"strings"
	"testing"
)

func TestPolicyName(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	for _, group := range []string{"/aws/events/buildkite", "aws-events-buildkite", "/aws/events-buildkite", "a#b", "a/b", strings.Repeat("x", 511) + "1", strings.Repeat("x", 511) + "2"} {
		name := policyName(group)
		if other, taken := names[name]; taken {
			t.Errorf("%q and %q have the same policy name", group, other)
		}
		names[name] = group
		// CloudFormation's documented form of a policy name.
		if len(name) > 255 || strings.ContainsAny(name, ":*/") {
			t.Errorf("policy name %q of %q can't be used", name, group)
		}
		if policyName(group) != name {
			t.Errorf("policy name of %q is not stable", group)
		}
	}
	if got, want := policyName("/aws/events/buildkite"), "EventBridgeToLogs-aws-events-buildkite-"; !strings.HasPrefix(got, want) {
		t.Errorf("policy name is %q, want %q...", got, want)
	}
}

func TestNearestRetention(t *testing.T) {
	t.Parallel()
	for days, want := range map[int64]int64{-9: 1, 0: 1, 2: 3, 4: 5, 6: 7, 10: 7, 11: 14, 22: 30, 45: 60, 364: 365, 1000: 1096, 3653: 3653, 99999: 3653} {
		if got := nearestRetention(days); got != want {
			t.Errorf("nearest to %d is %d, want %d", days, got, want)
		}
	}
}
