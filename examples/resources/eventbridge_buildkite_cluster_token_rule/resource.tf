resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Agent registrations that were refused because of their IP address.
resource "eventbridge_buildkite_cluster_token_rule" "refused" {
  name           = "refused-registrations"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name

  blocked_ip    = { cidr = ["0.0.0.0/0"] }
  cluster_token = { description = { not_prefix = ["test"] } }
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "refused" {
  name              = "/buildkite/refused-registrations"
  retention_in_days = 365
}

resource "eventbridge_log_target" "refused" {
  rule_arn      = eventbridge_buildkite_cluster_token_rule.refused.arn
  log_group_arn = eventbridge_log_group.refused.arn
}
