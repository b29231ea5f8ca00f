package pull_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

func auditLog() *catalog.Source { return catalog.Default().Source("buildkiteauditlog") }

func spec() pull.Spec {
	return pull.Spec{
		Organization: "my-org", Start: 1793491200000, LateMinutes: 10,
		ConnectionARN: "arn:aws:events:us-east-1:123456789012:connection/c/1",
		EventBus:      "default", EventSource: "buildkite.audit-log/my-org",
	}
}

// TestPrint prints the definition of the Spec in the environment variable
// PULL_SPEC, for simulators that run it outside Go.
func TestPrint(t *testing.T) {
	text := os.Getenv("PULL_SPEC")
	if text == "" {
		t.Skip("SKIP: PULL_SPEC is not set")
	}
	var s pull.Spec
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(os.Getenv("PULL_OUT"), []byte(s.Definition(auditLog(), "aws")), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDefinition(t *testing.T) {
	t.Parallel()
	engine, err := jsonata.Default()
	if err != nil {
		t.Skip("SKIP: " + err.Error())
	}
	all := spec()
	all.EventTypes = slices.SortedFunc(slices.Values(catalog.Default().DetailType("Audit Event Logged").Field("event", "type").Enum),
		func(a, b string) int { return len(b) - len(a) })[:pull.MaxEventTypes] // the longest
	all.Organization, all.EventSource = strings.Repeat("o", 100), strings.Repeat("s", 256)
	all.ConnectionARN = "arn:aws-us-gov:events:us-gov-east-1:123456789012:connection/" + strings.Repeat("c", 64) + "/01939999-0000-7000-8000-000000000000"
	all.EventBus = "arn:aws-us-gov:events:us-gov-east-1:123456789012:event-bus/" + strings.Repeat("b", 256)
	portal := spec()
	portal.Portal = "audit"
	hostile := spec()
	hostile.Organization, hostile.EventSource, hostile.EventBus = `{% $x %}`, `a"b %} & $now() {% 'c`, `b'\`
	for name, s := range map[string]pull.Spec{"plain": spec(), "all types": all, "portal": portal, "hostile": hostile} {
		definition := s.Definition(auditLog(), "aws")
		if n := len(definition); n >= 20000 {
			t.Errorf("%s: %d characters", name, n)
		}
		if _, findings := asl.Parse(definition, asl.Options{Partition: "aws", Compile: engine.Compile}); len(findings) > 0 {
			t.Errorf("%s: %v", name, findings)
		}
		back, ours, intact := pull.SpecOf(definition, auditLog(), "aws")
		if !ours || !intact || back.EventSource != s.EventSource || !slices.Equal(back.EventTypes, s.EventTypes) {
			t.Errorf("%s: read back as %v, %t, %t", name, back, ours, intact)
		}
		if _, _, intact := pull.SpecOf(strings.Replace(definition, "Find the last run", "Find the last", 1), auditLog(), "aws"); intact {
			t.Errorf("%s: a changed definition is intact", name)
		}
	}
	if strings.Contains(portal.Definition(auditLog(), "aws"), "auditEvents(") || !strings.Contains(portal.Definition(auditLog(), "aws"), "https://portal.buildkite.com/organizations/my-org/portals/audit") {
		t.Error("a portal is sent a query, or is not called")
	}
	for _, foreign := range []string{`{}`, `x`, `{"Comment":"Made by terraform-provider-eventbridge: {}"}`} {
		if _, ours, _ := pull.SpecOf(foreign, auditLog(), "aws"); ours {
			t.Errorf("%s is ours", foreign)
		}
	}
}
