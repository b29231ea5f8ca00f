# The event source of Buildkite's organization my-org, such as
# aws.partner/buildkite.com/my-org/0106-187c-12cd4fe. Terraform waits for it, so you
# can create the notification service while Terraform runs.
data "eventbridge_partner_event_source" "buildkite" {
  partner      = "buildkite.com"
  organization = "my-org"
  wait         = true

  timeouts = {
    read = "5m"
  }
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = data.eventbridge_partner_event_source.buildkite.name
}
