output "event_bus_name" {
  description = "Name of the partner event bus, for more rules."
  value       = eventbridge_partner_event_source_association.buildkite.event_bus_name
}

output "event_pattern" {
  description = "The event pattern of the rule. It is known in the plan."
  value       = eventbridge_buildkite_build_rule.failed.event_pattern
}
