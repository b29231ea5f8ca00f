# Completed mitigations of one agent space that have a summary. The events arrive on
# the default event bus, so no association is needed. If hashicorp/aws manages the
# agent space, use aws_devopsagent_agent_space.NAME.agent_space_id.
resource "eventbridge_devops_agent_mitigation_rule" "done" {
  name         = "mitigations-done"
  detail_types = ["Mitigation Completed"]

  metadata = { agent_space_id = { equals = ["8f6187a7-0388-4926-8217-3a0fe32f757c"] } }
  data     = { summary_record_id = { is = ["present"] } }
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "done" {
  name              = "/aws/events/mitigations-done"
  retention_in_days = 90
}

resource "eventbridge_log_target" "done" {
  rule_arn      = eventbridge_devops_agent_mitigation_rule.done.arn
  log_group_arn = eventbridge_log_group.done.arn
}
