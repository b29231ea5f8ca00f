resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# The log group with the events to query.
resource "eventbridge_buildkite_build_rule" "finished" {
  name           = "finished-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
}

resource "eventbridge_log_group" "buildkite" {
  name = "/aws/events/buildkite"
}

resource "eventbridge_log_target" "builds" {
  rule_arn      = eventbridge_buildkite_build_rule.finished.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}

# A preset.
resource "eventbridge_logs_query" "failed_builds" {
  name            = "buildkite/failed-builds"
  log_group_names = [eventbridge_log_group.buildkite.name]
  preset          = "buildkite_failed_builds"
}

# A query of your own, with a parameter.
resource "eventbridge_logs_query" "builds_of_pipeline" {
  name            = "buildkite/builds-of-a-pipeline"
  log_group_names = [eventbridge_log_group.buildkite.name]

  query = <<-QUERY
    fields @timestamp, detail.build.number, detail.build.state, detail.build.message
    | filter `detail-type` = "Build Finished" and detail.pipeline.slug = "{{pipeline}}"
    | sort @timestamp desc
    | limit 100
  QUERY

  parameters = {
    pipeline = { default = "my-pipeline", description = "Slug of the pipeline" }
  }
}
