output "event_bus_name" {
  description = "Name of the partner event bus, for more rules."
  value       = eventbridge_partner_event_source_association.buildkite.event_bus_name
}
