resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

resource "eventbridge_buildkite_build_rule" "finished" {
  name           = "finished-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
}

resource "eventbridge_log_group" "events" {
  name = "/aws/events/buildkite"
}

resource "eventbridge_log_group" "summary" {
  name = "/aws/events/buildkite-summary"
}

# Logs whole events.
resource "eventbridge_log_target" "events" {
  rule_arn      = eventbridge_buildkite_build_rule.finished.arn
  log_group_arn = eventbridge_log_group.events.arn
}

# Logs one line for each event, and gives up after an hour.
resource "eventbridge_log_target" "summary" {
  rule_arn      = eventbridge_buildkite_build_rule.finished.arn
  log_group_arn = eventbridge_log_group.summary.arn
  message       = "Build <$.detail.build.number> of <$.detail.pipeline.slug>: <$.detail.build.state>"

  retry_policy = {
    maximum_event_age_in_seconds = 3600
  }
}
