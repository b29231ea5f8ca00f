# A log group that EventBridge may write to. The resource policy is attached to the
# group itself and does not count towards the ten policies of the account.
resource "eventbridge_log_group" "buildkite" {
  name              = "/aws/events/buildkite"
  retention_in_days = 90

  tags = {
    team = "build-infrastructure"
  }
}

# A rule whose events are stored in it.
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

resource "eventbridge_buildkite_build_rule" "finished" {
  name           = "finished-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
}

resource "eventbridge_log_target" "finished" {
  rule_arn      = eventbridge_buildkite_build_rule.finished.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}

# An archive that is read rarely. Destroying it deletes its events.
resource "eventbridge_log_group" "archive" {
  name              = "/aws/events/buildkite-archive"
  retention_in_days = 1096
  log_group_class   = "INFREQUENT_ACCESS"
  force_destroy     = true
}
