# All state machines that deliver summaries.
list "eventbridge_devops_agent_summary" "all" {
  provider = eventbridge

  config {
    name_prefix = "devops-agent-"
  }
}
