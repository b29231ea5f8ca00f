# Investigations of AWS DevOps Agent: all that ended in one log group, important ones
# without a result in another, their duration as a metric, and their summary as a message
# to a webhook and in a log group.
#
# DevOps Agent sends events to the default event bus in the region of the agent space.
# No association is needed, and the typed rules set the bus and the source.
#
# If hashicorp/aws manages the agent space, pass its ID to this configuration:
#
#   agent_space_ids = [aws_devopsagent_agent_space.main.agent_space_id]
#
# Costs (us-east-1): the events are free. 0.50 USD per GB logged, about 10 USD per
# million data points of the metric, and 0.30 USD per month for each status with
# data points.

provider "eventbridge" {
  region = var.region
}

# null matches every agent space.
locals {
  agent_space = var.agent_space_ids == null ? null : { equals = var.agent_space_ids }
}

resource "eventbridge_devops_agent_investigation_rule" "ended" {
  name         = "investigations-ended"
  description  = "Investigations that ended, with or without a result"
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
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
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

# One readable line for each event.
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

# The summary of an investigation that completed. The event alone says that it ended;
# the summary says why.

resource "eventbridge_devops_agent_summary" "this" {
  agent_space_ids = var.agent_space_ids
}

resource "eventbridge_target" "summary" {
  rule_arn = eventbridge_devops_agent_investigation_rule.ended.arn
  arn      = eventbridge_devops_agent_summary.this.state_machine_arn
  role_arn = eventbridge_devops_agent_summary.this.invocation_role_arn
}

resource "eventbridge_devops_agent_summary_rule" "summaries" {
  name         = "investigation-summaries"
  description  = "Summaries of investigations"
  source       = [eventbridge_devops_agent_summary.this.event_source]
  detail_types = ["Investigation Summary"]
}

# The whole Markdown
resource "eventbridge_log_group" "summaries" {
  name              = "/devops-agent/summaries"
  retention_in_days = 90
  force_destroy     = true
}

resource "eventbridge_log_target" "summaries" {
  rule_arn      = eventbridge_devops_agent_summary_rule.summaries.arn
  log_group_arn = eventbridge_log_group.summaries.arn
}

# "CRITICAL investigation completed: " and the first paragraph
resource "eventbridge_webhook" "chat" {
  name = "devops-agent-summaries"
  url  = var.webhook_url
}

resource "eventbridge_target" "chat" {
  rule_arn = eventbridge_devops_agent_summary_rule.summaries.arn
  arn      = eventbridge_webhook.chat.arn
  role_arn = eventbridge_webhook.chat.invocation_role_arn
  body     = jsonencode({ text = "<$.detail.headline>" })
}
