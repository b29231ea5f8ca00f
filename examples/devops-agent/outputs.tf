output "event_patterns" {
  description = "The event patterns of the rules."
  value = {
    ended    = eventbridge_devops_agent_investigation_rule.ended.event_pattern
    unsolved = eventbridge_devops_agent_investigation_rule.unsolved.event_pattern
  }
}
