# The ID is the name of the state machine. Where the invocation role was given,
# or has a name of its own, the role's ARN follows behind a comma.
import {
  to = eventbridge_metric.agent_wait_time
  id = "job-agent-wait-time"
}
