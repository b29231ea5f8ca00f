# The source that Buildkite has made for my-org, such as
# aws.partner/buildkite.com/my-org/0106-187c-12cd4fe. It is waited for, so that
# the integration can be set up while Terraform runs.
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
