output "event_patterns" {
  description = "The event patterns of the rules, which the tests evaluate."
  value = {
    failed = eventbridge_buildkite_build_rule.failed.event_pattern
    team   = eventbridge_rule.team.event_pattern
  }
}
