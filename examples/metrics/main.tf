# Three metrics from Buildkite events, without code: how long jobs wait for an agent,
# how long builds take, and how many jobs fail.
#
# The first one, "Job Agent Wait Time", is computed by a Lambda function in Buildkite's
# documentation. A duration needs an eventbridge_metric, which is a state machine.
# To count events that are logged anyway, an eventbridge_log_metric is cheaper.
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes, about 10 USD
# per million data points of the two durations, 0.50 USD per GB of logged failed
# jobs, and 0.30 USD per month for each combination of dimensions with data points:
# three for each pipeline.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = var.event_source_name
}

# How long jobs wait for an agent, by pipeline, with a resolution of one second.

resource "eventbridge_buildkite_job_rule" "started" {
  name           = "started-jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Job Started"]
}

resource "eventbridge_metric" "wait" {
  preset             = "buildkite_job_wait"
  metric_name        = "Job Agent Wait Time"
  storage_resolution = 1
  dimensions         = { Pipeline = "detail.pipeline.slug" }
}

resource "eventbridge_metric_target" "wait" {
  rule_arn          = eventbridge_buildkite_job_rule.started.arn
  state_machine_arn = eventbridge_metric.wait.state_machine_arn
  role_arn          = eventbridge_metric.wait.invocation_role_arn
}

# How long builds of the main branch take, by pipeline. A blocked build sends
# "Build Finished", too. The rule excludes it, so that no execution is billed.

resource "eventbridge_buildkite_build_rule" "finished" {
  name           = "finished-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]

  build = {
    branch = { equals = ["main"] }
    state  = { not_equals = ["blocked"] }
  }
}

resource "eventbridge_metric" "build_duration" {
  preset     = "buildkite_build_duration"
  dimensions = { Pipeline = "detail.pipeline.slug" }
}

resource "eventbridge_metric_target" "build_duration" {
  rule_arn          = eventbridge_buildkite_build_rule.finished.arn
  state_machine_arn = eventbridge_metric.build_duration.state_machine_arn
  role_arn          = eventbridge_metric.build_duration.invocation_role_arn
}

# How many jobs fail, by pipeline, counted in the log that contains them.

resource "eventbridge_buildkite_job_rule" "failed" {
  name           = "failed-jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Job Finished"]

  job = {
    type        = { equals = ["script"] }
    passed      = false
    soft_failed = false
    started_at  = { prefix = ["2"] } # null for jobs that never ran
  }
}

resource "eventbridge_log_group" "failed" {
  name              = "/buildkite/failed-jobs"
  retention_in_days = 14
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_job_rule.failed.arn
  log_group_arn = eventbridge_log_group.failed.arn
}

resource "eventbridge_log_metric" "failed" {
  log_group_name = eventbridge_log_group.failed.name
  namespace      = "Buildkite"
  metric_name    = "FailedJobs"
  detail_types   = ["Job Finished"]
  count_events   = true
  dimensions     = { Pipeline = "detail.pipeline.slug" }
}
