# The event bus of Buildkite's event source. The name is shown in Buildkite, or comes
# from the resource that manages the notification service.
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"

  description     = "Builds, jobs and agents of my-org"
  dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:event-bus-dead-letters"

  log_config = {
    level = "ERROR"
  }

  tags = {
    team = "build-infrastructure"
  }
}

# A rule on the event bus, and a target for its events.
resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
  build          = { state = { equals = ["failed"] } }
}

resource "eventbridge_log_group" "failed" {
  name              = "/aws/events/failed-builds"
  retention_in_days = 30
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.failed.arn
}
