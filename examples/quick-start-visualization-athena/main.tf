# Every job that ran, as metrics, as a log that can be queried, and as a table in
# Athena: AWS's retired quick start "Build event visualization with Amazon
# QuickSight", without its Lambda function and its crawler. Without the table,
# ../quick-start-visualization has less to maintain.
#
#   then                             now
#   event bus, owned by the stack    event_bus_name: one bus for many stacks
#   rule for every finished job;     eventbridge_buildkite_job_rule without jobs
#     jobs that never ran broke it     that never ran: their times are null
#   wait time, never stored          eventbridge_metric, in seconds
#   Lambda function, a file per job  a Firehose stream (aws.tf), and a log group
#   Glue crawler, run manually       a table with fixed columns (aws.tf)
#   QuickSight, set up manually      a dashboard (aws.tf); QuickSight as before
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes; per million
# jobs about 1 USD for the log, about 20 USD for the two metrics, and cents for
# Firehose and S3; 0.30 USD per month for each metric of each pipeline, 3 USD for the
# dashboard.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_buildkite_job_rule" "ran" {
  name           = "visualization"
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

# Both durations come from the one event that has all timestamps.

resource "eventbridge_metric" "job" {
  for_each = {
    wait     = "buildkite_job_wait"
    duration = "buildkite_job_duration"
  }

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

resource "eventbridge_log_group" "jobs" {
  name              = "/buildkite/finished-jobs"
  retention_in_days = 90
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "jobs" {
  rule_arn      = eventbridge_buildkite_job_rule.ran.arn
  log_group_arn = eventbridge_log_group.jobs.arn
}
