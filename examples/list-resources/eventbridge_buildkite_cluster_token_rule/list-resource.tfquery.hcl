# Rules that only select refused registrations, on the event bus of one organization.
list "eventbridge_buildkite_cluster_token_rule" "registrations" {
  provider = eventbridge

  config {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
