# Investigations of important tasks that ended without a result.
resource "eventbridge_devops_agent_investigation_rule" "unsolved" {
  name         = "unsolved-investigations"
  detail_types = ["Investigation Failed", "Investigation Timed Out"]

  data = { priority = { equals = ["CRITICAL", "HIGH"] } }
}
