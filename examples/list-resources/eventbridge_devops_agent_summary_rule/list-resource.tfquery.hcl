# Rules that only select summaries, on the default event bus.
list "eventbridge_devops_agent_summary_rule" "summaries" {
  provider = eventbridge

  config {
    event_bus_name = "default"
  }
}
