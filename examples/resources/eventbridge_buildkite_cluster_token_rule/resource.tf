resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Registrations that were refused because of the address they came from.
resource "eventbridge_buildkite_cluster_token_rule" "refused" {
  name           = "refused-registrations"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name

  blocked_ip    = { cidr = ["0.0.0.0/0"] }
  cluster_token = { description = { not_prefix = ["test"] } }
}
