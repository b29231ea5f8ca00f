package metricsink_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

const partnerSource = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"

// needJSONata skips a test where the reference implementation is not there.
func needJSONata(t *testing.T) {
	t.Helper()
	if _, err := jsonata.Locate(); err != nil {
		t.Skipf("SKIP: %s", err)
	}
}

// clock is one that a test sets.
type clock struct{ now atomic.Int64 }

func (c *clock) time() time.Time { return time.UnixMilli(c.now.Load()) }

func (c *clock) set(at time.Time) { c.now.Store(at.UnixMilli()) }

// allPresets is a metric, a rule for every event of the source, and a target for
// each preset.
func allPresets() string {
	var b strings.Builder
	fmt.Fprintf(&b, "resource \"eventbridge_partner_event_source_association\" \"buildkite\" {\n  event_source_name = %q\n}\n", partnerSource)
	for _, preset := range metric.Presets() {
		bus, source := "eventbridge_partner_event_source_association.buildkite.event_bus_name", partnerSource
		if strings.HasPrefix(preset, "devops") {
			bus, source = `"default"`, "aws.aidevops"
		}
		fmt.Fprintf(&b, `
resource "eventbridge_metric" %[1]q {
  preset = %[1]q
}

resource "eventbridge_rule" %[1]q {
  name           = %[1]q
  event_bus_name = %[2]s
  event_pattern  = jsonencode({ source = [%[3]q] })
}

resource "eventbridge_metric_target" %[1]q {
  rule_arn          = eventbridge_rule.%[1]s.arn
  state_machine_arn = eventbridge_metric.%[1]s.state_machine_arn
  role_arn          = eventbridge_metric.%[1]s.invocation_role_arn
}
`, preset, bus, source)
	}
	return b.String()
}

// TestPresetsOnDocumentedSamples sends every documented event through rule,
// target and state machine of every preset.
func TestPresetsOnDocumentedSamples(t *testing.T) {
	t.Parallel()
	needJSONata(t)
	now := &clock{}
	now.set(time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)) // before every sample
	env := acctest.New(t, emulator.WithClock(now.time))
	env.PartnerSource(partnerSource)
	config := env.Config(allPresets())
	env.Test(t, resource.TestStep{Config: config, Check: func(*terraform.State) error {
		for _, d := range catalog.Default().DetailTypes() {
			for _, sample := range d.Samples {
				expectSample(t, env, now, d, sample)
			}
		}
		if failed := env.Emulator.FailedExecutions(); len(failed) > 0 {
			t.Errorf("%d executions failed, the first: %s: %s", len(failed), failed[0].Error, failed[0].Cause)
		}
		return nil
	}})
	if left := env.Emulator.Inventory(); left.Roles+left.RolePolicies+left.StateMachines > 0 {
		t.Errorf("left behind: %+v", left)
	}
}

// expectSample publishes a sample and wants the points that wanted says.
func expectSample(t *testing.T, env *acctest.Env, now *clock, d *catalog.DetailType, sample catalog.Sample) {
	t.Helper()
	var event documented
	if err := json.Unmarshal(sample.JSON, &event); err != nil {
		t.Fatal(err)
	}
	now.set(event.Time)
	before := len(env.Emulator.Metrics())
	var err error
	if d.Source.Partner != "" {
		_, err = env.Emulator.PublishPartnerEvent(acctest.Region, partnerSource, sample.JSON)
	} else {
		_, err = env.Emulator.PublishServiceEvent(acctest.Region, "aws.aidevops", sample.JSON)
	}
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range env.Emulator.Metrics()[before:] {
		got = append(got, describePoint(p))
		if !p.Timestamp.Equal(event.Time) {
			t.Errorf("%s: the point is at %s, the event at %s", d.Name, p.Timestamp, event.Time)
		}
	}
	slices.Sort(got)
	want := event.wanted(t)
	if !slices.Equal(got, want) {
		t.Errorf("%s, %s:\ngot  %q\nwant %q", d.Name, sample.Name, got, want)
	}
}

// documented is an event as far as the test reads it by itself.
type documented struct {
	DetailType string    `json:"detail-type"`
	Time       time.Time `json:"time"`
	Detail     struct {
		Job *struct {
			Type       string
			Passed     bool
			RunnableAt *string  `json:"runnable_at"`
			StartedAt  *string  `json:"started_at"`
			FinishedAt *string  `json:"finished_at"`
			Rules      []string `json:"agent_query_rules"`
		}
		Build *struct {
			State      string
			StartedAt  *string `json:"started_at"`
			FailingAt  *string `json:"failing_at"`
			FinishedAt *string `json:"finished_at"`
		}
		Agent *struct {
			ConnectedAt    *string `json:"connected_at"`
			DisconnectedAt *string `json:"disconnected_at"`
		}
		Pipeline struct{ Slug string }
		Event    struct{ Type string }
		Data     struct {
			Priority  string
			CreatedAt *string `json:"created_at"`
			UpdatedAt *string `json:"updated_at"`
		}
	}
}

// wanted are the points that the presets are to publish, worked out here.
func (e documented) wanted(t *testing.T) []string {
	t.Helper()
	var out []string
	span := func(name, layout string, from, to *string, dimensions string) {
		if from == nil || to == nil {
			return
		}
		begin, err := time.Parse(layout, *from)
		if err != nil {
			t.Fatal(err)
		}
		end, err := time.Parse(layout, *to)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %v Seconds 1m0s %s", name, end.Sub(begin).Seconds(), dimensions)))
	}
	count := func(name, dimensions string) {
		out = append(out, strings.TrimSpace("Buildkite "+name+" 1 Count 1m0s "+dimensions))
	}
	const buildkite = "2006-01-02 15:04:05 UTC"
	d := e.Detail
	byQueue := "Pipeline=" + d.Pipeline.Slug
	if d.Job != nil {
		for _, rule := range d.Job.Rules {
			if queue, ok := strings.CutPrefix(rule, "queue="); ok {
				byQueue += ",Queue=" + queue
			}
		}
	}
	switch e.DetailType {
	case "Job Started":
		span("Buildkite JobWaitTime", buildkite, d.Job.RunnableAt, d.Job.StartedAt, byQueue)
	case "Job Finished":
		span("Buildkite JobDuration", buildkite, d.Job.StartedAt, d.Job.FinishedAt, byQueue)
		if !d.Job.Passed && d.Job.StartedAt != nil {
			count("FailedJobs", "Pipeline="+d.Pipeline.Slug)
		}
	case "Build Finished":
		if d.Build.State != "blocked" {
			span("Buildkite BuildDuration", buildkite, d.Build.StartedAt, d.Build.FinishedAt, "Pipeline="+d.Pipeline.Slug+",State="+d.Build.State)
		}
		if d.Build.State == "failed" {
			count("FailedBuilds", "Pipeline="+d.Pipeline.Slug)
		}
	case "Build Failing":
		span("Buildkite TimeToFailing", buildkite, d.Build.StartedAt, d.Build.FailingAt, "Pipeline="+d.Pipeline.Slug)
	case "Agent Disconnected", "Agent Stopped":
		span("Buildkite AgentSession", buildkite, d.Agent.ConnectedAt, d.Agent.DisconnectedAt, "")
	case "Agent Lost":
		count("AgentsLost", "")
	case "Agent Blocked":
		count("AgentsBlocked", "")
	case "Cluster Token Registration Blocked":
		count("RegistrationsBlocked", "")
	case "Audit Event Logged":
		count("AuditEvents", "Type="+d.Event.Type)
	case "Investigation Completed":
		span("AWSDevOpsAgent InvestigationDuration", time.RFC3339, d.Data.CreatedAt, d.Data.UpdatedAt, "Priority="+d.Data.Priority)
	}
	slices.Sort(out)
	return out
}

// TestWantedFigures holds the test's own arithmetic against the published figures.
func TestWantedFigures(t *testing.T) {
	t.Parallel()
	for detailType, want := range map[string]string{
		"Job Started":             "Buildkite JobWaitTime 2 Seconds 1m0s Pipeline=my-pipeline,Queue=default",
		"Job Finished":            "Buildkite JobDuration 19 Seconds 1m0s Pipeline=my-pipeline,Queue=default",
		"Build Finished":          "Buildkite BuildDuration 19 Seconds 1m0s Pipeline=my-pipeline,State=passed",
		"Build Failing":           "Buildkite TimeToFailing 65 Seconds 1m0s Pipeline=my-pipeline",
		"Agent Disconnected":      "Buildkite AgentSession 600 Seconds 1m0s",
		"Investigation Completed": "AWSDevOpsAgent InvestigationDuration 600 Seconds 1m0s Priority=CRITICAL",
		"Job Activated":           "",
	} {
		d := catalog.Default().DetailType(detailType)
		var event documented
		if err := json.Unmarshal(d.Samples[0].JSON, &event); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(event.wanted(t), "; "); got != want {
			t.Errorf("%s: got %q, want %q", detailType, got, want)
		}
	}
}

func describePoint(p emulator.MetricPoint) string {
	var dimensions []string
	for _, name := range slices.Sorted(maps.Keys(p.Dimensions)) {
		dimensions = append(dimensions, name+"="+p.Dimensions[name])
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %v %s %v %s", p.Namespace, p.Metric, p.Value, p.Unit, p.Resolution, strings.Join(dimensions, ",")))
}
