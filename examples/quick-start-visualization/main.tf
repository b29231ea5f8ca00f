# What builds and jobs do, on one dashboard: AWS's retired quick start "Build event
# visualization with Amazon QuickSight", without its Lambda function, its crawler
# and its manual steps. ../quick-start-visualization-athena is the variant with a
# table in Athena, for reports over years and for QuickSight.
#
#   then                             now
#   event bus, owned by the stack    event_bus_name: one bus for many stacks
#   Lambda function, a file per job  eventbridge_metric and a log group
#   Glue crawler, run manually       nothing: CloudWatch finds new pipelines
#   Athena query for all jobs        eventbridge_logs_query, three presets
#   QuickSight, set up manually      eventbridge_dashboard
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes; per million
# jobs about 1 USD for the log and about 20 USD for the two metrics; 0.30 USD per
# month for each metric of each pipeline, 3 USD for the dashboard, and 0.005 USD per
# GB that a query scans.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_buildkite_job_rule" "ran" {
  name           = "dashboard-jobs"
  event_bus_name = var.event_bus_name
  description    = "Command jobs that ran and finished"
  detail_types   = ["Job Finished"]

  job = {
    type       = { equals = ["script"] }
    started_at = { prefix = ["2"] } # null for jobs that never ran
  }

  must_match     = [provider::eventbridge::sample_event("Job Finished")]
  must_not_match = [provider::eventbridge::sample_event("Job Finished", "broken")]
}

resource "eventbridge_buildkite_build_rule" "finished" {
  name           = "dashboard-builds"
  event_bus_name = var.event_bus_name
  description    = "Builds that finished"
  detail_types   = ["Build Finished"]
  must_match     = [provider::eventbridge::sample_event("Build Finished", "failed")]
}

# How long jobs wait and run.

resource "eventbridge_metric" "job" {
  for_each = {
    wait     = "buildkite_job_wait"
    duration = "buildkite_job_duration"
  }

  name         = "dashboard-job-${each.key}"
  preset       = each.value
  detail_types = eventbridge_buildkite_job_rule.ran.detail_types
  dimensions   = { Pipeline = "detail.pipeline.slug" }
}

resource "eventbridge_metric_target" "job" {
  for_each = eventbridge_metric.job

  rule_arn          = eventbridge_buildkite_job_rule.ran.arn
  state_machine_arn = each.value.state_machine_arn
  role_arn          = each.value.invocation_role_arn
}

# What failed, and where.

resource "eventbridge_log_group" "events" {
  name              = "/buildkite/dashboard"
  retention_in_days = 90
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "jobs" {
  rule_arn      = eventbridge_buildkite_job_rule.ran.arn
  log_group_arn = eventbridge_log_group.events.arn
}

resource "eventbridge_log_target" "builds" {
  rule_arn      = eventbridge_buildkite_build_rule.finished.arn
  log_group_arn = eventbridge_log_group.events.arn
}

resource "eventbridge_logs_query" "preset" {
  for_each = toset(["buildkite_failed_builds", "buildkite_failed_jobs", "buildkite_exit_statuses"])

  name            = "dashboard/${each.key}"
  log_group_names = [eventbridge_log_group.events.name]
  preset          = each.key
}

resource "eventbridge_dashboard" "buildkite" {
  name      = "buildkite-builds"
  metrics   = [for metric in eventbridge_metric.job : metric.dashboard]
  rule_arns = [eventbridge_buildkite_job_rule.ran.arn, eventbridge_buildkite_build_rule.finished.arn]
  queries   = [for query in eventbridge_logs_query.preset : query.dashboard]
  start     = "-P7D"
}
