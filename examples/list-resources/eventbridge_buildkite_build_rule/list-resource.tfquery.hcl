# Rules that only select build events, on the event bus of one organization.
list "eventbridge_buildkite_build_rule" "builds" {
  provider = eventbridge

  config {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
