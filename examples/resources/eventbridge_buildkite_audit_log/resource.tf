# Every audit event since the beginning of the year, and each new one within minutes.
# On Terraform 1.10 and later, take the token from an ephemeral variable or resource.
resource "eventbridge_buildkite_audit_log" "this" {
  organization        = "my-org"
  portal              = "audit-events"
  backfill_start_time = "2026-01-01T00:00:00Z"

  api_token_wo         = "example"
  api_token_wo_version = 1
}

# Stores the events in a log group.
resource "eventbridge_buildkite_audit_rule" "pulled" {
  name           = "buildkite-audit"
  event_bus_name = "default"
  source         = [eventbridge_buildkite_audit_log.this.event_source]
}

resource "eventbridge_log_group" "audit" {
  name              = "/buildkite/audit"
  retention_in_days = 2557
}

resource "eventbridge_log_target" "audit" {
  rule_arn      = eventbridge_buildkite_audit_rule.pulled.arn
  log_group_arn = eventbridge_log_group.audit.arn
}
