# The audit log of the organization, read through Buildkite's API from audit_log_start on,
# and stored in a log group. It requires Terraform 1.11 or later: with an older one, `make demo`
# leaves this file out.

resource "eventbridge_buildkite_audit_log" "this" {
  organization         = "my-org"
  backfill_start_time  = var.audit_log_start
  api_token_wo         = var.audit_log_token
  api_token_wo_version = 1
}

resource "eventbridge_buildkite_audit_rule" "pulled" {
  name           = "audit-log"
  event_bus_name = "default"
  source         = [eventbridge_buildkite_audit_log.this.event_source]
}

resource "eventbridge_log_group" "audit" {
  name              = "/buildkite/audit"
  retention_in_days = 7
  force_destroy     = true
}

resource "eventbridge_log_target" "audit" {
  rule_arn      = eventbridge_buildkite_audit_rule.pulled.arn
  log_group_arn = eventbridge_log_group.audit.arn
}

variable "audit_log_start" {
  description = "Time from which on the audit log is read. `make demo` invents events since then."
  type        = string
}

variable "audit_log_token" {
  description = "API token for the organization. `make demo` invents it."
  type        = string
  ephemeral   = true # neither in the state nor in a saved plan
}
