resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]
  build          = { state = { equals = ["failed"] } }
}

# Slack: a message in a channel, by the token of an app. On Terraform 1.10 and
# later, take the token from an ephemeral variable or resource.
resource "eventbridge_webhook" "slack" {
  name = "slack"
  url  = "https://slack.com/api/chat.postMessage"

  secret_wo         = "Bearer xoxb-example"
  secret_wo_version = 1
}

resource "eventbridge_target" "slack" {
  rule_arn = eventbridge_buildkite_build_rule.failed.arn
  arn      = eventbridge_webhook.slack.arn
  role_arn = eventbridge_webhook.slack.invocation_role_arn

  body = jsonencode({
    channel = "C0123456789"
    text    = "Build <$.detail.build.number> of <$.detail.pipeline.slug> failed"
  })
}

# An endpoint of your own that needs no secret.
resource "eventbridge_webhook" "own" {
  name = "own"
  url  = "https://example.com/hooks/builds"
}
