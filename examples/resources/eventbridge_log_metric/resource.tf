resource "eventbridge_log_group" "buildkite" {
  name = "/aws/events/buildkite"
}

# Failed jobs per pipeline, counted in the log.
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

# Lost agents in all, 0 while there are none.
resource "eventbridge_log_metric" "agents_lost" {
  log_group_name = eventbridge_log_group.buildkite.name
  namespace      = "Buildkite"
  metric_name    = "AgentsLost"
  detail_types   = ["Agent Lost"]
  count_events   = true
  default_value  = 0
}
