# What AWS DevOps Agent finds out: every investigation that ended in one log
# group, those that got nowhere although they matter in another, and how long
# investigations take as a metric.
#
# DevOps Agent publishes to the default event bus, in the region of the agent
# space. So there is no partner event source to associate, and the typed rules
# know bus and source by themselves.
#
# Costs (us-east-1): the events are free. 0.50 USD for each GB logged, in the
# order of ten USD for a million points of the metric, and 0.30 USD a month for
# each status that has points.

provider "eventbridge" {
  region = var.region
}

# Without a matcher any agent space will do.
locals {
  agent_space = var.agent_space_ids == null ? null : { equals = var.agent_space_ids }
}

resource "eventbridge_devops_agent_investigation_rule" "ended" {
  name         = "investigations-ended"
  description  = "Investigations that ended, one way or the other"
  detail_types = ["Investigation Completed", "Investigation Failed", "Investigation Timed Out", "Investigation Cancelled"]
  metadata     = { agent_space_id = local.agent_space }
}

resource "eventbridge_devops_agent_investigation_rule" "unsolved" {
  name         = "investigations-unsolved"
  description  = "Important investigations that ended without a result"
  detail_types = ["Investigation Failed", "Investigation Timed Out"]
  metadata     = { agent_space_id = local.agent_space }
  data         = { priority = { equals = ["CRITICAL", "HIGH"] } }
}

resource "eventbridge_log_group" "ended" {
  name              = "/devops-agent/investigations"
  retention_in_days = 90
  force_destroy     = true # destroying deletes the events, too; without it a log group that holds any is kept
}

resource "eventbridge_log_target" "ended" {
  rule_arn      = eventbridge_devops_agent_investigation_rule.ended.arn
  log_group_arn = eventbridge_log_group.ended.arn
}

resource "eventbridge_log_group" "unsolved" {
  name              = "/devops-agent/unsolved"
  retention_in_days = 90
  force_destroy     = true
}

# One line for each, to be read by people.
resource "eventbridge_log_target" "unsolved" {
  rule_arn      = eventbridge_devops_agent_investigation_rule.unsolved.arn
  log_group_arn = eventbridge_log_group.unsolved.arn
  message       = "Investigation <$.detail.metadata.task_id> (<$.detail.data.priority>) ended as <$.detail.data.status>"
}

resource "eventbridge_metric" "duration" {
  preset       = "devops_agent_investigation_duration"
  detail_types = eventbridge_devops_agent_investigation_rule.ended.detail_types
  dimensions   = { Status = "detail.data.status" }
}

resource "eventbridge_metric_target" "duration" {
  rule_arn          = eventbridge_devops_agent_investigation_rule.ended.arn
  state_machine_arn = eventbridge_metric.duration.state_machine_arn
  role_arn          = eventbridge_metric.duration.invocation_role_arn
}
