# Buildkite's audit log, stored for years in its own log group, on two ways: who changed
# what, complete and fast. (The audit log is part of Buildkite's Enterprise plan.)
#
#   pushed  Buildkite's partner event source delivers each event within seconds, from
#           the first apply on. What happens during an outage can be missing.
#   pulled  eventbridge_buildkite_audit_log reads the audit log every few minutes,
#           from backfill_start_time on. Nothing is missing.
#
# Both ways end in one log group. An event has the same detail.event.uuid on both, by
# which the saved queries and the alert count it once.
#
# The log group outlives this configuration. `terraform destroy` deletes the rules, but
# keeps a log group with events, because force_destroy is not set. To keep its
# resource policy as well, set `skip_destroy = true`. To continue later, import the
# log group:
#
#   terraform import eventbridge_log_group.audit /buildkite/audit
#
# Audit events contain names, IP addresses and user agents: encrypt the log group with
# a KMS key, and let few people read it. The key policy must allow CloudWatch Logs to
# use the key; the output kms_key_policy_statement is the statement to add to it. The
# key also encrypts the history of the state machine, which holds events for 90 days.
#
# Costs (us-east-1): 1.40 USD per month for reading every 5 minutes, 1 USD per million
# events on each way, 0.50 USD per GB logged and 0.03 USD per month for each GB stored.
# Audit events are few: usually cents per month, plus the KMS key.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = var.event_source_name
}

resource "eventbridge_buildkite_audit_log" "pulled" {
  organization        = var.organization
  portal              = var.portal
  backfill_start_time = var.backfill_start_time

  api_token_wo         = var.api_token
  api_token_wo_version = var.api_token_version

  dead_letter_arn = var.dead_letter_arn
  kms_key_arn     = var.kms_key_arn
}

locals {
  ways = {
    pushed = { bus = eventbridge_partner_event_source_association.buildkite.event_bus_name, source = null }
    pulled = { bus = "default", source = [eventbridge_buildkite_audit_log.pulled.event_source] }
  }
}

resource "eventbridge_buildkite_audit_rule" "all" {
  for_each = local.ways

  name           = "buildkite-audit"
  event_bus_name = each.value.bus
  source         = each.value.source
  description    = "Every audit event of the organization, ${each.key}"
}

resource "eventbridge_log_group" "audit" {
  name              = "/buildkite/audit"
  retention_in_days = var.retention_in_days
  kms_key_arn       = var.kms_key_arn
}

resource "eventbridge_log_target" "audit" {
  for_each = local.ways

  rule_arn        = eventbridge_buildkite_audit_rule.all[each.key].arn
  log_group_arn   = eventbridge_log_group.audit.arn
  dead_letter_arn = var.dead_letter_arn
}

# Queries to start from. They count an event once that arrived on both ways.
resource "eventbridge_logs_query" "audit" {
  for_each = toset(["buildkite_token_and_sso_changes", "buildkite_audit_by_actor", "buildkite_secret_reads"])

  name            = "audit/${each.key}"
  log_group_names = [eventbridge_log_group.audit.name]
  preset          = each.key
}

# What the security team must see at once: changes of tokens and of single sign-on.
resource "eventbridge_buildkite_audit_rule" "alert" {
  for_each = local.ways

  name           = "buildkite-audit-alert"
  event_bus_name = each.value.bus
  source         = each.value.source
  description    = "Changes of tokens and of single sign-on, ${each.key}"
  event          = { type = { wildcard = ["*_TOKEN_*"], prefix = ["SSO_PROVIDER_"] } }
}

# PagerDuty opens one incident for each dedup_key, so the alert of the second way
# changes nothing.
resource "eventbridge_webhook" "pagerduty" {
  name = "buildkite-audit-pagerduty"
  url  = var.pagerduty_url

  secret_body_field = "routing_key"
  secret_wo         = var.pagerduty_routing_key
  secret_wo_version = var.pagerduty_routing_key_version
}

resource "eventbridge_target" "alert" {
  for_each = local.ways

  rule_arn        = eventbridge_buildkite_audit_rule.alert[each.key].arn
  arn             = eventbridge_webhook.pagerduty.arn
  role_arn        = eventbridge_webhook.pagerduty.invocation_role_arn
  dead_letter_arn = var.dead_letter_arn

  body = jsonencode({
    event_action = "trigger"
    dedup_key    = "<$.detail.event.uuid>"
    payload = {
      summary  = "<$.detail.event.type>"
      source   = "<$.detail.organization.slug>"
      severity = "warning"
      custom_details = {
        occurred_at = "<$.detail.event.occurred_at>"
        actor       = "<$.detail.actor.name>"
        subject     = "<$.detail.event.subject_name>"
      }
    }
  })
}
