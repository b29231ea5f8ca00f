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
