resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# The log group with the events to count.
resource "eventbridge_buildkite_job_rule" "finished" {
  name           = "finished-jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Job Finished"]
}

resource "eventbridge_buildkite_agent_rule" "lost" {
  name           = "lost-agents"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Agent Lost"]
}

resource "eventbridge_log_group" "buildkite" {
  name = "/aws/events/buildkite"
}

resource "eventbridge_log_target" "jobs" {
  rule_arn      = eventbridge_buildkite_job_rule.finished.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}

resource "eventbridge_log_target" "agents" {
  rule_arn      = eventbridge_buildkite_agent_rule.lost.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}

# Failed jobs by pipeline.
resource "eventbridge_log_metric" "failed_jobs" {
  name           = "failed-jobs"
  log_group_name = eventbridge_log_group.buildkite.name
  namespace      = "Buildkite"
  metric_name    = "FailedJobs"
  detail_types   = ["Job Finished"]
  count_events   = true

  where      = { "detail.job.passed" = { equals = ["false"] } }
  dimensions = { Pipeline = "detail.pipeline.slug" }
}

# All lost agents; 0 if there are none.
resource "eventbridge_log_metric" "agents_lost" {
  log_group_name = eventbridge_log_group.buildkite.name
  namespace      = "Buildkite"
  metric_name    = "AgentsLost"
  detail_types   = ["Agent Lost"]
  count_events   = true
  default_value  = 0
}
