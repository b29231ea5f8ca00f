# The event buses of all Buildkite organizations that send events to this account.
list "eventbridge_partner_event_source_association" "buildkite" {
  provider = eventbridge

  config {
    name_prefix = "aws.partner/buildkite.com/"
  }
}
