# The configuration that `make demo` applies: failed and failing builds of a Buildkite
# organization are stored in a log group, and sent to a topic and to a webhook; how long
# builds take, how long jobs wait for an agent, and how many builds fail become metrics on a
# dashboard. Summaries of AWS DevOps Agent are in devops-agent.tf, the audit log in audit-log.tf.
#
# Costs: none. `make demo` runs an emulator of AWS.

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

resource "eventbridge_buildkite_build_rule" "broken" {
  name           = "broken-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  description    = "Builds that failed or are failing"
  detail_types   = ["Build Failing", "Build Finished"]

  build = {
    state  = { equals = ["failing", "failed"] }
    branch = { equals = ["main"] }
  }
}

resource "eventbridge_log_group" "buildkite" {
  name              = "/aws/events/buildkite"
  retention_in_days = 7
  force_destroy     = true # by default, a log group with events is kept
}

resource "eventbridge_log_target" "broken" {
  rule_arn      = eventbridge_buildkite_build_rule.broken.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}

# A message for the subscribers of a topic.
resource "eventbridge_target" "topic" {
  rule_arn = eventbridge_buildkite_build_rule.broken.arn
  arn      = var.topic_arn
  message  = "Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state>"
}

# The same as JSON for a webhook.
resource "eventbridge_webhook" "chat" {
  name = "chat"
  url  = var.webhook_url
}

resource "eventbridge_target" "chat" {
  rule_arn = eventbridge_buildkite_build_rule.broken.arn
  arn      = eventbridge_webhook.chat.arn
  role_arn = eventbridge_webhook.chat.invocation_role_arn
  body = jsonencode({
    number = "<$.detail.build.number>"
    text   = "Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state>"
  })
}

resource "eventbridge_buildkite_build_rule" "finished" {
  name           = "finished-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
}

resource "eventbridge_buildkite_job_rule" "started" {
  name           = "started-jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Job Started"]
}

resource "eventbridge_metric" "build_duration" {
  preset     = "buildkite_build_duration"
  dimensions = { Pipeline = "detail.pipeline.slug" }
}

resource "eventbridge_metric" "job_wait" {
  preset     = "buildkite_job_wait"
  dimensions = { Pipeline = "detail.pipeline.slug" }
}

resource "eventbridge_metric_target" "build_duration" {
  rule_arn          = eventbridge_buildkite_build_rule.finished.arn
  state_machine_arn = eventbridge_metric.build_duration.state_machine_arn
  role_arn          = eventbridge_metric.build_duration.invocation_role_arn
}

resource "eventbridge_metric_target" "job_wait" {
  rule_arn          = eventbridge_buildkite_job_rule.started.arn
  state_machine_arn = eventbridge_metric.job_wait.state_machine_arn
  role_arn          = eventbridge_metric.job_wait.invocation_role_arn
}

output "event_pattern" {
  description = "The event pattern of the rule."
  value       = eventbridge_buildkite_build_rule.broken.event_pattern
}

# A saved query that counts the failed builds. `make demo` runs it and shows the answer.
resource "eventbridge_logs_query" "failed_builds" {
  name            = "buildkite/failed-builds"
  log_group_names = [eventbridge_log_group.buildkite.name]
  preset          = "buildkite_failed_builds"
}

# Counts failed builds from the log group.
resource "eventbridge_log_metric" "failed_builds" {
  log_group_name = eventbridge_log_group.buildkite.name
  namespace      = "Buildkite"
  metric_name    = "FailedBuilds"
  detail_types   = ["Build Finished"]
  count_events   = true
  dimensions     = { Pipeline = "detail.pipeline.slug" }
}

# `make demo` draws it into the report.
resource "eventbridge_dashboard" "buildkite" {
  name      = "buildkite"
  metrics   = [eventbridge_metric.build_duration.dashboard, eventbridge_metric.job_wait.dashboard, eventbridge_log_metric.failed_builds.dashboard]
  rule_arns = [eventbridge_buildkite_build_rule.broken.arn, eventbridge_buildkite_build_rule.finished.arn, eventbridge_buildkite_job_rule.started.arn]
  queries   = [eventbridge_logs_query.failed_builds.dashboard]
  period    = 3600
}
