# Buildkite's audit log, stored for years in its own log group: who changed what,
# beginning with the first apply. (The audit log is part of Buildkite's Enterprise
# plan. Earlier events are only available from its API.)
#
# The log group outlives this configuration. `terraform destroy` deletes the rule, but
# keeps a log group with events, because force_destroy is not set. To keep its
# resource policy as well, set `skip_destroy = true`. To continue later, import the
# log group:
#
#   terraform import eventbridge_log_group.audit /buildkite/audit
#
# Audit events contain names, IP addresses and user agents: encrypt the log group with
# a KMS key, and let few people read it. The key policy must allow CloudWatch Logs to
# use the key; the output kms_key_policy_statement is the statement to add to it.
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes, 0.50 USD per
# GB logged and 0.03 USD per month for each GB stored. Audit events are few: usually
# cents per month, plus the KMS key.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = var.event_source_name
}

resource "eventbridge_buildkite_audit_rule" "all" {
  name           = "buildkite-audit"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  description    = "Every audit event of the organization"
}

resource "eventbridge_log_group" "audit" {
  name              = "/buildkite/audit"
  retention_in_days = var.retention_in_days
  kms_key_arn       = var.kms_key_arn
}

resource "eventbridge_log_target" "audit" {
  rule_arn        = eventbridge_buildkite_audit_rule.all.arn
  log_group_arn   = eventbridge_log_group.audit.arn
  dead_letter_arn = var.dead_letter_arn
}

# Counts the changes that the security team must see at once. Set an alarm on this
# metric.
resource "eventbridge_log_metric" "access" {
  name           = "access-changes"
  log_group_name = eventbridge_log_group.audit.name
  namespace      = "Buildkite"
  metric_name    = "AccessChanges"
  detail_types   = ["Audit Event Logged"]
  count_events   = true
  default_value  = 0

  where = {
    "detail.event.type" = {
      prefix = ["API_ACCESS_TOKEN_", "ORGANIZATION_MEMBER_", "SSO_PROVIDER_", "TEAM_MEMBER_"]
    }
  }
}
