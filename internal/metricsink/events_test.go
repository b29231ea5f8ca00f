package metricsink_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// oddMetrics are two metrics that get every event.
const oddMetrics = `
resource "eventbridge_metric" "wait" {
  preset = "buildkite_job_wait"
  catalog_check = "off"
  unit   = "Milliseconds"
  dimensions = {
    Pipeline = "detail.pipeline.slug"
    Queue    = "queue"
    Branch   = "detail.build.meta_data.branch.name"
    Number   = "detail.build.number"
    Passed   = "detail.job.passed"
    Account  = "account"
    Stage    = "=100%} \"safe\" 'x\\"
  }
  where = {
    "detail.build.branch" = { not_equals = ["skipped"] }
    "detail.build.source" = { equals = ["ui"], prefix = ["web"], is = ["missing", "null"] }
  }
}

resource "eventbridge_metric" "status" {
  catalog_check = "off"
  namespace    = "{% 1 %}"
  metric_name  = "{%x%}"
  detail_types = ["Job Started"]
  field        = "detail.job.exit_status"
  where        = { "detail.job.label" = { wildcard = ["a*[b].c"] }, "detail.build.number" = { numeric = [">= 5, < 10"] } }
}

resource "eventbridge_rule" "all" {
  catalog_check  = "off"
  name           = "all"
  event_bus_name = "default"
  event_pattern  = jsonencode({ source = ["test"] })
}

resource "eventbridge_metric_target" "wait" {
  catalog_check     = "off"
  rule_arn          = eventbridge_rule.all.arn
  state_machine_arn = eventbridge_metric.wait.state_machine_arn
  role_arn          = eventbridge_metric.wait.invocation_role_arn
}

resource "eventbridge_metric_target" "status" {
  catalog_check     = "off"
  rule_arn          = eventbridge_rule.all.arn
  state_machine_arn = eventbridge_metric.status.state_machine_arn
  role_arn          = eventbridge_metric.status.invocation_role_arn
}
`

// TestMetricOnOddEvents sends events that no document shows.
func TestMetricOnOddEvents(t *testing.T) {
	t.Parallel()
	needJSONata(t)
	now := &clock{}
	now.set(time.Date(2026, 11, 20, 10, 0, 1, 0, time.UTC))
	env := acctest.New(t, emulator.WithClock(now.time))
	config := env.Config(oddMetrics)
	const (
		times = `"runnable_at": "2026-11-20 09:59:30 UTC", "started_at": "2026-11-20 10:00:00 UTC"`
		build = `"build": {"branch": "b"}`
		stage = `Stage=100%} "safe" 'x\`
	)
	wait := func(dimensions string) string {
		return "Buildkite JobWaitTime 30000 Milliseconds 1m0s Account=123456789012," + dimensions + stage
	}
	env.Test(t, resource.TestStep{Config: config, Check: func(*terraform.State) error {
		for _, test := range []struct{ detail, want string }{
			{`{"job": {` + times + `}, ` + build + `}`, wait("")},
			{`{"job": {` + times + `}}`, ""},
			{`{"job": {` + times + `}, "build": {"branch": "skipped"}}`, ""},
			{`{"job": {` + times + `}, "build": {"branch": null, "source": null}}`, wait("")},
			{`{"job": {` + times + `}, "build": {"branch": "b", "source": "webhook"}}`, wait("")},
			{`{"job": {` + times + `}, "build": {"branch": "b", "source": "api"}}`, ""},
			{`{"job": {"runnable_at": null, "started_at": "2026-11-20 10:00:00 UTC"}, ` + build + `}`, ""},
			{`{"job": {"runnable_at": 5, "started_at": {}}, ` + build + `}`, ""},
			{`{"job": {"runnable_at": "garbage", "started_at": "2026-11-20 10:00:00 UTC"}, ` + build + `}`, ""},
			{`{"job": {"runnable_at": "2026-13-45T99:00:00Z", "started_at": "2026-11-20T10:00:00Z"}, ` + build + `}`, ""},
			{`{"job": {"runnable_at": "2026-11-20T09:59:30Z", "started_at": "2026-11-20T10:00:00.000Z"}, ` + build + `}`, wait("")},
			{`{"job": {"runnable_at": "2026-11-20 10:00:01 UTC", "started_at": "2026-11-20 10:00:00 UTC"}, ` + build + `}`, ""},
			{`{"job": {"runnable_at": "2026-11-20 09:59:30.250 UTC", "started_at": "2026-11-20 10:00:00.25 UTC"}, ` + build + `}`, wait("")},
			{`{"job": {"runnable_at": "2026-11-20T09:59:30.5+00:00", "started_at": "2026-11-20T12:00:00.500000000+02:00"}, ` + build + `}`, wait("")},
			{`{"job": {"runnable_at": "2026-11-20T04:29:30-05:30", "started_at": "2026-11-20 10:00:00 UTC"}, ` + build + `}`, wait("")},
			{`{"job": {"runnable_at": "2026-11-20 09:59:30", "started_at": "2026-11-20 10:00:00 UTC"}, ` + build + `}`, ""},
			{`{"job": {"runnable_at": "0001-01-01T00:00:00Z", "started_at": "2026-11-20T10:00:00Z"}, ` + build + `}`, ""},
			{`{"job": null, ` + build + `}`, ""},
			{`{"job": [], "build": []}`, ""},
			{`{}`, ""},
			{
				`{"job": {` + times + `, "passed": false, "agent_query_rules": ["os=linux", "queue=größe", null, 5, "queue=second"]},
				  "build": {"branch": "b", "number": 7, "meta_data": {"branch.name": "zażółć 🎉"}}, "pipeline": {"slug": " "}}`,
				wait("Branch=za____ __,Number=7,Passed=false,Queue=gr__e,"),
			},
			{
				`{"job": {` + times + `, "agent_query_rules": "queue=x"}, "build": {"branch": ["skipped", "b"]}, "pipeline": {"slug": "` + strings.Repeat("x", 5000) + `"}}`,
				wait("Pipeline=" + strings.Repeat("x", 1024) + ",Queue=x,"),
			},
			{`{"job": {` + times + `}, ` + build + `, "pipeline": {"slug": "` + strings.Repeat("🎉", 1024) + `"}}`, wait("Pipeline=" + strings.Repeat("_", 1024) + ",")},
			{`{"job": {` + times + `}, ` + build + `, "pipeline": {"slug": "\t\n\u00a0\u3000"}}`, wait("")},
			{`{"job": {` + times + `}, ` + build + `, "pipeline": {"slug": "` + strings.Repeat(" ", 1024) + `x"}}`, wait("")},
			{`{"job": {` + times + `, "agent_query_rules": null}, ` + build + `, "pipeline": {"slug": null}}`, wait("")},
			{`{"job": {` + times + `}, ` + build + `, "pipeline": "text"}`, wait("")},
			{`{"job": {"exit_status": -1, "label": "a long [b].c"}, "build": {"branch": "b", "number": 9.5, "source": "api"}}`, "{% 1 %} {%x%} -1 None 1m0s"},
			{`{"job": {"exit_status": 0, "label": "a[b].c"}, "build": {"number": 10}}`, ""},
			{`{"job": {"exit_status": "1", "label": "a[b].c"}, "build": {"number": 5}}`, ""},
			{`{"job": {"exit_status": 2, "label": "aXb.c"}, "build": {"number": 5}}`, ""},
			{`{"job": {"exit_status": 1e300, "label": "a[b].c"}, "build": {"number": 5}}`, ""},
		} {
			before := len(env.Emulator.Metrics())
			event := fmt.Sprintf(`{"detail-type": "Job Started", "source": "test", "time": "2026-11-20T10:00:00Z", "detail": %s}`, test.detail)
			if _, err := env.Emulator.PublishServiceEvent(acctest.Region, "test", []byte(event)); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range env.Emulator.Metrics()[before:] {
				got = append(got, describePoint(p))
			}
			if want := strings.Fields(test.want); !slices.Equal(strings.Fields(strings.Join(got, ";")), want) {
				t.Errorf("%.200s:\ngot  %q\nwant %q", test.detail, got, test.want)
			}
		}
		for _, run := range env.Emulator.FailedExecutions() {
			t.Errorf("%s: %s", run.Error, run.Cause)
		}
		return nil
	}})
}
