# Summaries of important investigations, as eventbridge_devops_agent_summary publishes
# them.
resource "eventbridge_devops_agent_investigation_rule" "completed" {
  name         = "investigations-completed"
  detail_types = ["Investigation Completed"]
}

resource "eventbridge_devops_agent_summary" "this" {}

resource "eventbridge_target" "summary" {
  rule_arn = eventbridge_devops_agent_investigation_rule.completed.arn
  arn      = eventbridge_devops_agent_summary.this.state_machine_arn
  role_arn = eventbridge_devops_agent_summary.this.invocation_role_arn
}

resource "eventbridge_devops_agent_summary_rule" "important" {
  name         = "important-summaries"
  source       = [eventbridge_devops_agent_summary.this.event_source]
  detail_types = ["Investigation Summary"]
  data         = { priority = { equals = ["CRITICAL", "HIGH"] } }
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "important" {
  name              = "/aws/events/important-summaries"
  retention_in_days = 90
}

resource "eventbridge_log_target" "important" {
  rule_arn      = eventbridge_devops_agent_summary_rule.important.arn
  log_group_arn = eventbridge_log_group.important.arn
}
