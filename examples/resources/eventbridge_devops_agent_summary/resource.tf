# Investigations that completed, with or without a summary.
resource "eventbridge_devops_agent_investigation_rule" "completed" {
  name         = "investigations-completed"
  detail_types = ["Investigation Completed"]
}

# Publishes the text of the summary as an event on the default event bus.
resource "eventbridge_devops_agent_summary" "this" {}

resource "eventbridge_target" "summary" {
  rule_arn = eventbridge_devops_agent_investigation_rule.completed.arn
  arn      = eventbridge_devops_agent_summary.this.state_machine_arn
  role_arn = eventbridge_devops_agent_summary.this.invocation_role_arn
}

# Stores the first paragraph of each summary.
resource "eventbridge_devops_agent_summary_rule" "summaries" {
  name         = "investigation-summaries"
  source       = [eventbridge_devops_agent_summary.this.event_source]
  detail_types = ["Investigation Summary"]
}

resource "eventbridge_log_group" "summaries" {
  name              = "/aws/events/investigation-summaries"
  retention_in_days = 90
}

resource "eventbridge_log_target" "summaries" {
  rule_arn      = eventbridge_devops_agent_summary_rule.summaries.arn
  log_group_arn = eventbridge_log_group.summaries.arn
  message       = "<$.detail.headline>"
}
