output "event_bus_name" {
  description = "Name of the partner's event bus, for more rules, in this configuration or in others."
  value       = eventbridge_partner_event_source_association.buildkite.event_bus_name
}
