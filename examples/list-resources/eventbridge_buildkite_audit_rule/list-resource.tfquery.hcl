# Rules that only select audit events, on the event bus of one organization.
list "eventbridge_buildkite_audit_rule" "audit" {
  provider = eventbridge

  config {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
