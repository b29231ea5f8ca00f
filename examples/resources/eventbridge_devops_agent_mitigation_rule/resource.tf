# Mitigations of one agent space that have a summary.
resource "eventbridge_devops_agent_mitigation_rule" "done" {
  name         = "mitigations-done"
  detail_types = ["Mitigation Completed"]

  metadata = { agent_space_id = { equals = ["8f6187a7-0388-4926-8217-3a0fe32f757c"] } }
  data     = { summary_record_id = { is = ["present"] } }
}
