output "event_patterns" {
  description = "What EventBridge selects by."
  value = {
    ended    = eventbridge_devops_agent_investigation_rule.ended.event_pattern
    unsolved = eventbridge_devops_agent_investigation_rule.unsolved.event_pattern
  }
}
