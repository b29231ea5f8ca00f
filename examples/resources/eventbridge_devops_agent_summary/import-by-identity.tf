# account_id and region default to those of the provider.
import {
  to = eventbridge_devops_agent_summary.this
  identity = {
    name = "devops-agent-summary"
  }
}
