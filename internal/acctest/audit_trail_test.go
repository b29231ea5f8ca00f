package acctest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	fake "github.com/typed-events/terraform-provider-eventbridge/internal/emulator/buildkite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
)

// auditTrail has the same change of a token on both ways, and more on either.
var auditTrail = whole{
	variables: map[string]any{
		"region": acctest.Region, "event_source_name": buildkite, "organization": "my-org", "portal": "audit", "api_token": "portal-token",
		"backfill_start_time": time.Now().Add(-24 * time.Hour).Format(time.RFC3339), "kms_key_arn": auditKey, "dead_letter_arn": "arn:aws:sqs:us-east-1:123456789012:audit-dead-letters",
		"pagerduty_url": localServer, "pagerduty_routing_key": "key",
	},
	before: func(s *stage) { s.source(); s.queue("audit-dead-letters") },
	arrives: func(s *stage) {
		all := s.publishAll()
		sample := catalog.Default().Source("buildkiteauditlog").DetailTypes[0].Sample("pulled")
		published, err := s.env.Emulator.PublishServiceEvent(acctest.Region, "", sample)
		if err != nil {
			s.t.Fatal(err)
		}
		ids := []string{
			published, all["Audit Event Logged, documented"],
			s.publish("Audit Event Logged", "", `{"detail": {"event": {"type": "API_ACCESS_TOKEN_CREATED", "uuid": "twice"}}}`),
		}
		s.expectEvents("/buildkite/audit", ids...)
		s.expectDelivered()
		s.expectAuditGroup()
		s.t.Run("pulled", func(t *testing.T) {
			if _, err := jsonata.Locate(); err != nil {
				t.Skipf("SKIP: %s", err)
			}
			s.pull()
			if n := len(s.env.Emulator.LogEvents(acctest.Region, "/buildkite/audit")); n != len(ids)+3 {
				t.Errorf("%d events are logged", n)
			}
			var alerts []string
			for _, message := range s.received() {
				var alert struct {
					Key     string `json:"routing_key"`
					Dedup   string `json:"dedup_key"`
					Payload struct{ Summary string }
				}
				if err := json.Unmarshal([]byte(strings.TrimPrefix(message, "/chat ")), &alert); err != nil || alert.Key != "key" {
					t.Errorf("received %s", message)
				}
				alerts = append(alerts, alert.Dedup+" "+alert.Payload.Summary)
			}
			slices.Sort(alerts)
			if want := []string{"0193a8c1-94f9-7275-91cb-3986590f45b5 API_ACCESS_TOKEN_CREATED", "once SSO_PROVIDER_UPDATED", "twice API_ACCESS_TOKEN_CREATED", "twice API_ACCESS_TOKEN_CREATED"}; !slices.Equal(alerts, want) {
				t.Errorf("alerts are %q, want %q", alerts, want)
			}
			found := s.ask("/buildkite/audit", s.savedQueries()["audit/buildkite_token_and_sso_changes"])
			if strings.Count(found, "0193a8c1") != 1 || strings.Count(found, "twice") != 1 || strings.Count(found, "once") != 1 || strings.Contains(found, "other") {
				t.Errorf("the saved query finds %q", found)
			}
			s.expectDelivered()
		})
	},
	keeps: emulator.Inventory{LogGroups: 1, LogStreams: 2, Queues: 1},
	// The log is gone on with, as the header says.
	afterwards: func(s *stage, w *acctest.Workspace) {
		before := s.env.Emulator.LogEvents(acctest.Region, "/buildkite/audit")
		w.Run("import", "eventbridge_log_group.audit", "/buildkite/audit")
		w.Run("apply", "-auto-approve")
		s.publish("Audit Event Logged", "", "")
		s.expectAuditGroup()
		if now := s.env.Emulator.LogEvents(acctest.Region, "/buildkite/audit"); len(before) < 2 || len(now) != len(before)+1 {
			s.t.Errorf("%d events were kept, and there are %d with the next one", len(before), len(now))
		}
	},
}

// pull has three events in Buildkite's audit log, and reads them once.
func (s *stage) pull() {
	s.t.Helper()
	now := time.Now()
	organization := fake.New("my-org", "", func() time.Time { return now })
	event := func(uuid, typ string) fake.Event {
		return fake.Event{UUID: uuid, Type: typ, OccurredAt: now.Add(-time.Minute), Actor: &fake.Party{Name: "Sam Kim", Type: "USER", UUID: "u"}, Subject: &fake.Party{Name: "x", Type: "ORGANIZATION", UUID: "v"}}
	}
	organization.Add(event("twice", "API_ACCESS_TOKEN_CREATED"), event("once", "SSO_PROVIDER_UPDATED"), event("other", "ORGANIZATION_UPDATED"))
	if err := organization.AddPortal("audit", "portal-token", pull.Spec{}.Query(catalog.Default().Source("buildkiteauditlog")), false); err != nil {
		s.t.Fatal(err)
	}
	s.env.Emulator.HandleHTTPS(fake.PortalHost, organization)
	run, err := s.env.Emulator.RunSchedule(acctest.Region, "buildkite-audit-log-my-org", now)
	if err != nil || run.Status != "SUCCEEDED" {
		s.t.Fatalf("the run ended %s %s %s, %v", run.Status, run.Error, run.Cause, err)
	}
}
