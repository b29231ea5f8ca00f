resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Changes that the security team wants to know about.
resource "eventbridge_buildkite_audit_rule" "security" {
  name           = "security-relevant-changes"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name

  event = {
    type = {
      equals = ["PIPELINE_VISIBILITY_CHANGED"]
      prefix = ["API_ACCESS_TOKEN_", "SSO_PROVIDER_", "ORGANIZATION_MEMBER_"]
    }
  }
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "security" {
  name              = "/buildkite/security-relevant-changes"
  retention_in_days = 365
}

resource "eventbridge_log_target" "security" {
  rule_arn      = eventbridge_buildkite_audit_rule.security.arn
  log_group_arn = eventbridge_log_group.security.arn
}
