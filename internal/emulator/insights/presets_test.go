package insights_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/insights"
)

// event is an event as the independent answers read it.
type event struct {
	ID         string `json:"id"`
	DetailType string `json:"detail-type"`
	Detail     struct {
		Build    struct{ UUID, State, Branch string }
		Pipeline struct{ Slug string }
		Job      struct {
			UUID, Label     string
			ExitStatus      *int     `json:"exit_status"`
			SignalReason    *string  `json:"signal_reason"`
			AgentQueryRules []string `json:"agent_query_rules"`
		}
		Agent struct{ UUID, Hostname string }
		Event struct {
			UUID, Type string
			Subject    string `json:"subject_name"`
		}
		Actor        struct{ Name string }
		BlockedIP    string                       `json:"blocked_ip"`
		ClusterToken struct{ Description string } `json:"cluster_token"`
		Metadata     struct {
			Task string `json:"task_id"`
		}
		Data    struct{ Status, Priority string }
		EventID string `json:"event_id"`
	}
}

// answers say of each preset what an event counts for: the group, and the thing
// that counts once in it. ok is false for an event that does not count.
var answers = map[string]func(event) (group, thing string, ok bool){
	"buildkite_failed_builds": func(e event) (string, string, bool) {
		d := e.Detail
		return d.Pipeline.Slug + "," + d.Build.Branch, d.Build.UUID, e.DetailType == "Build Finished" && d.Build.State == "failed"
	},
	"buildkite_failed_jobs": func(e event) (string, string, bool) {
		d := e.Detail
		return d.Pipeline.Slug + "," + d.Job.Label, d.Job.UUID, e.DetailType == "Job Finished" && d.Job.ExitStatus != nil && *d.Job.ExitStatus != 0
	},
	"buildkite_exit_statuses": func(e event) (string, string, bool) {
		if e.DetailType != "Job Finished" || e.Detail.Job.ExitStatus == nil {
			return "", "", false
		}
		return fmt.Sprintf("%d,%s", *e.Detail.Job.ExitStatus, e.Detail.Pipeline.Slug), e.Detail.Job.UUID, true
	},
	"buildkite_job_signals": func(e event) (string, string, bool) {
		if e.DetailType != "Job Finished" || e.Detail.Job.SignalReason == nil {
			return "", "", false
		}
		return *e.Detail.Job.SignalReason + "," + e.Detail.Pipeline.Slug, e.Detail.Job.UUID, true
	},
	"buildkite_agents_lost": func(e event) (string, string, bool) {
		return e.Detail.Agent.Hostname, e.Detail.Agent.UUID, e.DetailType == "Agent Lost"
	},
	"buildkite_jobs_by_queue": func(e event) (string, string, bool) {
		counts := slices.Contains([]string{"Job Scheduled", "Job Started", "Job Finished"}, e.DetailType)
		for _, rule := range slices.Backward(e.Detail.Job.AgentQueryRules) {
			if queue, ok := strings.CutPrefix(rule, "queue="); ok && counts {
				return queue + "," + e.Detail.Pipeline.Slug, e.Detail.Job.UUID, true
			}
		}
		return "", "", false
	},
	"buildkite_audit_by_actor": func(e event) (string, string, bool) {
		return e.Detail.Actor.Name + "," + e.Detail.Event.Type, e.Detail.Event.UUID, e.DetailType == "Audit Event Logged"
	},
	"buildkite_secret_reads": func(e event) (string, string, bool) {
		return e.Detail.Event.UUID, "", e.Detail.Event.Type == "SECRET_READ" || e.Detail.Event.Type == "SECRET_QUERIED"
	},
	"buildkite_token_and_sso_changes": func(e event) (string, string, bool) {
		of := e.Detail.Event.Type
		return e.Detail.Event.UUID, "", strings.Contains(of, "TOKEN") || strings.Contains(of, "SSO_PROVIDER")
	},
	"buildkite_blocked_addresses": func(e event) (string, string, bool) {
		return e.Detail.BlockedIP + "," + e.Detail.ClusterToken.Description, e.ID, strings.HasSuffix(e.DetailType, " Blocked")
	},
	"devops_agent_summaries": func(e event) (string, string, bool) {
		return e.Detail.EventID, "", strings.HasSuffix(e.DetailType, " Summary")
	},
	"devops_agent_investigations": func(e event) (string, string, bool) {
		return e.Detail.Data.Status + "," + e.Detail.Data.Priority, e.Detail.Metadata.Task, strings.HasPrefix(e.DetailType, "Investigation")
	},
}

// samples are the documented events and many variants of them, some of them
// delivered twice.
func samples(t *testing.T) []insights.Event {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	of := func(values ...any) func() any { return func() any { return values[random.IntN(len(values))] } }
	choices := map[string]func() any{
		"uuid": of("u1", "u2", "u3", "u4", "u5"), "task_id": of("t1", "t2", "t3"), "state": of("failed", "passed", "canceled"), "branch": of("main", "dev"),
		"slug": of("web", "api"), "label": of("Test", "Lint, fast"), "exit_status": of(0.0, 1.0, -1.0, nil), "signal_reason": of(nil, "cancel", "agent_stop"),
		"hostname": of("h1", "h2"), "agent_query_rules": of([]any{}, []any{"queue=default"}, []any{"os=linux", "queue=large"}, []any{"os=linux"}),
		"type": of("SECRET_READ", "SECRET_QUERIED", "SSO_PROVIDER_CREATED", "AGENT_TOKEN_REVOKED", "PIPELINE_CREATED", "script"),
		"name": of("Ada", "Grace"), "event_id": of("e1", "e2", "e3"), "blocked_ip": of("10.0.0.1", "10.0.0.2"), "status": of("COMPLETED", "FAILED"), "priority": of("HIGH", "LOW"),
	}
	var vary func(any)
	vary = func(value any) {
		object, ok := value.(map[string]any)
		if !ok {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			vary(object[name])
			if choice := choices[name]; choice != nil {
				object[name] = choice()
			}
		}
	}
	var out []insights.Event
	for _, detailType := range catalog.Default().DetailTypes() {
		for _, sample := range detailType.Samples {
			for i := range 25 {
				text := sample.JSON
				if i > 0 {
					var whole map[string]any
					if err := json.Unmarshal(text, &whole); err != nil {
						t.Fatal(err)
					}
					vary(whole["detail"])
					whole["id"] = fmt.Sprint(random.IntN(2000))
					text, _ = json.Marshal(whole)
				}
				message := insights.Event{Timestamp: random.Int64N(1e12), Message: string(text), ID: fmt.Sprint(len(out))}
				out = append(out, message)
				if i%7 == 0 {
					message.Timestamp++
					out = append(out, message)
				}
			}
		}
	}
	return out
}

// TestPresets compares what each preset answers with what plain Go makes of the
// same events.
func TestPresets(t *testing.T) {
	t.Parallel()
	events := samples(t)
	for _, preset := range catalog.Default().Queries() {
		t.Run(preset.Name, func(t *testing.T) {
			t.Parallel()
			answer := answers[preset.Name]
			if answer == nil {
				t.Fatal("there is no independent answer")
			}
			want := map[string]map[string]bool{}
			for _, one := range events {
				var e event
				if err := json.Unmarshal([]byte(one.Message), &e); err != nil {
					t.Fatal(err)
				}
				if group, thing, ok := answer(e); ok {
					if want[group] == nil {
						want[group] = map[string]bool{}
					}
					want[group][thing] = true
				}
			}
			query, err := insights.Parse(preset.Text)
			if err != nil {
				t.Fatal(err)
			}
			rows := query.Run(events).Rows
			if len(rows) != len(want) || len(rows) == 0 {
				t.Fatalf("%d rows, not %d", len(rows), len(want))
			}
			_, rest, _ := strings.Cut(preset.Text, "| dedup ")
			key, _, isList := strings.Cut(rest, "\n")
			last := 1 << 30
			for _, row := range rows {
				if isList {
					once := valueOf(row, key)
					if want[once] == nil {
						t.Errorf("%v should not be there", row)
					}
					delete(want, once)
					continue
				}
				var group []string
				for _, field := range row[:len(row)-1] {
					group = append(group, field.Value)
				}
				n := len(want[strings.Join(group, ",")])
				if row[len(row)-1].Value != fmt.Sprint(n) {
					t.Errorf("%v should count %d", row, n)
				}
				if n > last {
					t.Errorf("%v is not in order", row)
				}
				last = n
			}
		})
	}
}

func valueOf(row []insights.Field, name string) string {
	for _, field := range row {
		if field.Name == name {
			return field.Value
		}
	}
	return ""
}

// TestPresetsReadDocumentedFields holds that a preset reads only fields that the
// catalog has, of the detail-types that it names.
func TestPresetsReadDocumentedFields(t *testing.T) {
	t.Parallel()
	for _, preset := range catalog.Default().Queries() {
		query, err := insights.Parse(preset.Text)
		if err != nil {
			t.Fatal(err)
		}
		if len(preset.Text) > 10000 {
			t.Errorf("%s is too long for CloudWatch Logs", preset.Name)
		}
		for _, field := range query.Fields() {
			if strings.HasPrefix(field, "@") {
				continue
			}
			found := false
			for _, detailType := range preset.Source.DetailTypes {
				for _, sample := range detailType.Samples {
					var whole any
					if err := json.Unmarshal(sample.JSON, &whole); err != nil {
						t.Fatal(err)
					}
					for _, name := range strings.Split(field, ".") {
						object, _ := whole.(map[string]any)
						whole = object[name]
					}
					found = found || whole != nil
				}
			}
			if !found {
				t.Errorf("%s reads %s, which no sample has", preset.Name, field)
			}
		}
	}
}
