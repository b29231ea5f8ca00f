output "event_patterns" {
  description = "What EventBridge selects by. The tests try sample events on it."
  value = {
    failed = eventbridge_buildkite_build_rule.failed.event_pattern
    team   = eventbridge_rule.team.event_pattern
  }
}
