# Summaries of AWS DevOps Agent: the headline of each as a message to the webhook, and the
# whole text in a log group.

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

resource "eventbridge_devops_agent_summary_rule" "summaries" {
  name         = "investigation-summaries"
  detail_types = ["Investigation Summary"]
}

resource "eventbridge_target" "headline" {
  rule_arn = eventbridge_devops_agent_summary_rule.summaries.arn
  arn      = eventbridge_webhook.chat.arn
  role_arn = eventbridge_webhook.chat.invocation_role_arn
  body     = jsonencode({ text = "<$.detail.headline>" })
}

resource "eventbridge_log_group" "summaries" {
  name              = "/devops-agent/summaries"
  retention_in_days = 7
  force_destroy     = true
}

resource "eventbridge_log_target" "summaries" {
  rule_arn      = eventbridge_devops_agent_summary_rule.summaries.arn
  log_group_arn = eventbridge_log_group.summaries.arn
}
