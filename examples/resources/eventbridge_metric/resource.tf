# How long jobs wait for an agent, per pipeline and queue, from a preset.
resource "eventbridge_metric" "job_wait" {
  preset = "buildkite_job_wait"
}

# The same under another name, per pipeline only, with a value a second.
resource "eventbridge_metric" "agent_wait_time" {
  name               = "job-agent-wait-time"
  preset             = "buildkite_job_wait"
  metric_name        = "Job Agent Wait Time"
  storage_resolution = 1
  dimensions         = { Pipeline = "detail.pipeline.slug" }
}

# A metric without a preset: jobs of the main branch that ran out of memory.
resource "eventbridge_metric" "out_of_memory" {
  namespace    = "Buildkite"
  metric_name  = "JobsOutOfMemory"
  detail_types = ["Job Finished"]
  count_events = true

  where = {
    "detail.job.exit_status" = { equals = ["137"] }
    "detail.build.branch"    = { equals = ["main"] }
  }

  dimensions = {
    Pipeline = "detail.pipeline.slug"
    Queue    = "queue"
    Stage    = "=production"
  }

  tags = {
    team = "build-infrastructure"
  }
}

# With roles under a path and a boundary, and failures in a log group.
resource "eventbridge_log_group" "failures" {
  name            = "/aws/vendedlogs/states/buildkite-metrics"
  resource_policy = "none"
}

resource "eventbridge_metric" "build_duration" {
  preset                   = "buildkite_build_duration"
  role_path                = "/eventbridge/"
  permissions_boundary_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
  failure_log_group_arn    = eventbridge_log_group.failures.arn
}
