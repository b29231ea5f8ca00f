resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Failed builds and failed jobs: one rule for two families of events.
resource "eventbridge_rule" "broken" {
  name           = "broken"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name

  event_pattern = jsonencode({
    "$or" = [
      {
        detail-type = ["Build Finished"]
        detail      = { build = { state = [{ anything-but = ["passed", "blocked"] }] } }
      },
      {
        detail-type = ["Job Finished"]
        detail      = { job = { passed = [false], soft_failed = [false] } }
      },
    ]
  })

  must_match = [provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed" } } })]
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "broken" {
  name              = "/aws/events/broken"
  retention_in_days = 30
}

resource "eventbridge_log_target" "broken" {
  rule_arn      = eventbridge_rule.broken.arn
  log_group_arn = eventbridge_log_group.broken.arn
}
