resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Agents in the office network that were lost or stopped.
resource "eventbridge_buildkite_agent_rule" "gone" {
  name           = "agents-gone"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Agent Lost", "Agent Stopped"]

  agent = {
    ip_address = { cidr = ["10.0.0.0/8", "2001:db8::/32"] }
    hostname   = { wildcard = ["build-*.example.com"] }
    meta_data  = { prefix = ["queue="] }
  }
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "gone" {
  name              = "/aws/events/agents-gone"
  retention_in_days = 30
}

resource "eventbridge_log_target" "gone" {
  rule_arn      = eventbridge_buildkite_agent_rule.gone.arn
  log_group_arn = eventbridge_log_group.gone.arn
}
