resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# How long jobs wait for an agent, by pipeline and queue: rule, metric and target.
resource "eventbridge_buildkite_job_rule" "started" {
  name           = "started-jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Job Started"]
}

resource "eventbridge_metric" "job_wait" {
  preset = "buildkite_job_wait"
}

resource "eventbridge_metric_target" "job_wait" {
  rule_arn          = eventbridge_buildkite_job_rule.started.arn
  state_machine_arn = eventbridge_metric.job_wait.state_machine_arn
  role_arn          = eventbridge_metric.job_wait.invocation_role_arn
}

# The preset with other names, by pipeline only, with a resolution of one second.
resource "eventbridge_metric" "agent_wait_time" {
  name               = "job-agent-wait-time"
  preset             = "buildkite_job_wait"
  metric_name        = "Job Agent Wait Time"
  storage_resolution = 1
  dimensions         = { Pipeline = "detail.pipeline.slug" }
}

# Without a preset: jobs of the main branch that ran out of memory.
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

# With a role path, a permissions boundary, and errors in a log group.
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
