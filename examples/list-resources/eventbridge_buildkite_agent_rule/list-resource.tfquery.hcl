# Rules that only select agent events, on the event bus of one organization.
list "eventbridge_buildkite_agent_rule" "agents" {
  provider = eventbridge

  config {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
