# Buildkite's audit log, kept for years in a log group of its own: who changed
# what, from the moment of the apply on. (Buildkite's Enterprise plan has an
# audit log. Earlier events come from its API only.)
#
# The log outlives this configuration. `terraform destroy` removes the rule, and
# keeps the log group as long as it holds events, because force_destroy is not
# set. To go on with it later, import it:
#
#   terraform import eventbridge_log_group.audit /buildkite/audit
#
# Audit events hold names, IP addresses and user agents: give the log group a KMS
# key, and let few people read it. That EventBridge may write to it comes from
# the resource policy that eventbridge_log_group attaches to the group itself.
#
# Costs (us-east-1): 1 USD for a million events that Buildkite publishes, 0.50
# USD for each GB logged and 0.03 USD a month for each GB kept. Audit events are
# few: mostly cents a month, plus that of the KMS key.

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

# What security wants to hear of at once: count it, and put an alarm on the metric.
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
