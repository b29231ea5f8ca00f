# Sends a line of text for each failed build to an SNS topic of yours, given by ARN. Its
# policy has to let events.amazonaws.com publish: without, creating the target fails and
# shows the statement.
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]

  build = {
    state = { equals = ["failed"] }
  }
}

resource "eventbridge_target" "alerts" {
  rule_arn = eventbridge_buildkite_build_rule.failed.arn
  arn      = "arn:aws:sns:us-east-1:123456789012:alerts"
  message  = "Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state>"
}
