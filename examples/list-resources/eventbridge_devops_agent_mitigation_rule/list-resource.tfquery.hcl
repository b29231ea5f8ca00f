# Rules that only select mitigation events, on the default event bus.
list "eventbridge_devops_agent_mitigation_rule" "mitigations" {
  provider = eventbridge

  config {
    event_bus_name = "default"
  }
}
