resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

resource "eventbridge_buildkite_build_rule" "finished" {
  name           = "finished-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
}

# How long builds take.
resource "eventbridge_metric" "build_duration" {
  preset = "buildkite_build_duration"
}

resource "eventbridge_metric_target" "build_duration" {
  rule_arn          = eventbridge_buildkite_build_rule.finished.arn
  state_machine_arn = eventbridge_metric.build_duration.state_machine_arn
  role_arn          = eventbridge_metric.build_duration.invocation_role_arn
}

# Which builds fail.
resource "eventbridge_log_group" "buildkite" {
  name = "/aws/events/buildkite"
}

resource "eventbridge_log_target" "builds" {
  rule_arn      = eventbridge_buildkite_build_rule.finished.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}

resource "eventbridge_logs_query" "failed_builds" {
  name            = "buildkite/failed-builds"
  log_group_names = [eventbridge_log_group.buildkite.name]
  preset          = "buildkite_failed_builds"
}

resource "eventbridge_dashboard" "buildkite" {
  name      = "buildkite"
  metrics   = [eventbridge_metric.build_duration.dashboard]
  rule_arns = [eventbridge_buildkite_build_rule.finished.arn]
  queries   = [eventbridge_logs_query.failed_builds.dashboard]
  start     = "-P7D"

  widgets = jsonencode([
    {
      type       = "text"
      width      = 24
      height     = 2
      properties = { markdown = "Questions: #ci" }
    }
  ])
}
