# Several regions with one configuration and one provider block: Buildkite's events,
# which arrive in one region, and those of AWS DevOps Agent, which arrive in every
# region that has an agent space.
#
# `region` sets the region of a resource. The default is the provider's region, and
# a target is in the region of its rule.
#
# Costs (us-east-1, other regions differ): 1 USD per million events that Buildkite
# publishes. Events of DevOps Agent are free. 0.50 USD per GB logged.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = var.event_source_name
}

resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]

  build = { state = { equals = ["failed"] } }
}

resource "eventbridge_log_group" "builds" {
  name              = "/buildkite/failed-builds"
  retention_in_days = 30
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "builds" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.builds.arn
}

resource "eventbridge_devops_agent_investigation_rule" "completed" {
  for_each = var.agent_regions
  region   = each.key

  name         = "investigations-completed"
  detail_types = ["Investigation Completed"]
}

resource "eventbridge_log_group" "investigations" {
  for_each = var.agent_regions
  region   = each.key

  name              = "/devops-agent/investigations"
  retention_in_days = 90
  force_destroy     = true
}

resource "eventbridge_log_target" "investigations" {
  for_each = var.agent_regions

  rule_arn      = eventbridge_devops_agent_investigation_rule.completed[each.key].arn
  log_group_arn = eventbridge_log_group.investigations[each.key].arn
}
