# The name of the state machine. If its invocation role has another name than the
# default, append a comma and the ARN of the role.
import {
  to = eventbridge_devops_agent_summary.this
  id = "devops-agent-summary"
}
