# How long jobs wait for an agent, by pipeline, with a resolution of one second.
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

resource "eventbridge_buildkite_job_rule" "started" {
  name           = "started-jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Job Started"]
}

resource "eventbridge_metric" "agent_wait_time" {
  preset             = "buildkite_job_wait"
  name               = "job-agent-wait-time"
  metric_name        = "Job Agent Wait Time"
  storage_resolution = 1
  dimensions         = { Pipeline = "detail.pipeline.slug" }
}

resource "eventbridge_metric_target" "agent_wait_time" {
  rule_arn          = eventbridge_buildkite_job_rule.started.arn
  state_machine_arn = eventbridge_metric.agent_wait_time.state_machine_arn
  role_arn          = eventbridge_metric.agent_wait_time.invocation_role_arn
}
