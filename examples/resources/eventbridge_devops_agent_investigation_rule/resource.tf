# Investigations of high priority that ended without a result. The events arrive on
# the default event bus, so no association is needed.
resource "eventbridge_devops_agent_investigation_rule" "unsolved" {
  name         = "unsolved-investigations"
  detail_types = ["Investigation Failed", "Investigation Timed Out"]

  data = { priority = { equals = ["CRITICAL", "HIGH"] } }
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "unsolved" {
  name              = "/aws/events/unsolved-investigations"
  retention_in_days = 90
}

resource "eventbridge_log_target" "unsolved" {
  rule_arn      = eventbridge_devops_agent_investigation_rule.unsolved.arn
  log_group_arn = eventbridge_log_group.unsolved.arn
}
