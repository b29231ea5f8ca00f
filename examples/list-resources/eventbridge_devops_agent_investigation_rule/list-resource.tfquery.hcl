# Rules that only select investigation events, on the default event bus.
list "eventbridge_devops_agent_investigation_rule" "investigations" {
  provider = eventbridge

  config {
    event_bus_name = "default"
  }
}
