# Several regions from one configuration and one provider block: Buildkite's
# events, which arrive in one region, and those of AWS DevOps Agent, which arrive in
# every region that has an agent space.
#
# `region` of a resource says where it is. The provider's region counts for the
# others, and a target is where its rule is.
#
# Costs (us-east-1, other regions differ): 1 USD for a million events that
# Buildkite publishes; those of DevOps Agent are free; 0.50 USD for each GB logged.

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
  force_destroy     = true # destroying deletes the events, too; without it a log group that holds any is kept
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
