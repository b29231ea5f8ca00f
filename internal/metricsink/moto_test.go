package metricsink_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestMetricMoto hears moto's opinion on the calls to IAM, Step Functions and
// the metric filters of CloudWatch Logs.
func TestMetricMoto(t *testing.T) {
	t.Parallel()
	env := acctest.Moto(t)
	body := func(lines string) string {
		return env.Config(wait(lines) + `
resource "eventbridge_rule" "test" {
  name           = "starts"
  event_bus_name = "default"
  event_pattern  = jsonencode({ detail-type = ["Job Started"] })
  catalog_check  = "off"
}

resource "eventbridge_metric_target" "test" {
  rule_arn          = eventbridge_rule.test.arn
  state_machine_arn = eventbridge_metric.test.state_machine_arn
  role_arn          = eventbridge_metric.test.invocation_role_arn
}

resource "eventbridge_log_group" "test" {
  name            = "/aws/events/buildkite"
  resource_policy = "none"
}

resource "eventbridge_log_metric" "test" {
  log_group_name = eventbridge_log_group.test.name
  name           = "failed"
  namespace      = "CI"
  metric_name    = "Failed"
  detail_types   = ["Job Finished"]
  count_events   = true
  where          = { "detail.job.passed" = { equals = ["false"] } }
  dimensions     = { Pipeline = "detail.pipeline.slug" }
}
`)
	}
	first, second := body(""), body("  namespace = \"CI\"\n  tags = { team = \"ci\" }")
	env.Test(t,
		resource.TestStep{Config: first},
		resource.TestStep{Config: first, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		resource.TestStep{Config: first, ResourceName: metricAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{Config: first, ResourceName: "eventbridge_log_metric.test", ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		resource.TestStep{Config: second},
		resource.TestStep{Config: second, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
	)
}
