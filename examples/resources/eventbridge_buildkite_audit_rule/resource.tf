resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# What security wants to know at once.
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
