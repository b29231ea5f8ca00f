# The ID is the name of the state machine. If the invocation role was passed in, or
# has a custom name, append a comma and the ARN of the role.
import {
  to = eventbridge_metric.agent_wait_time
  id = "job-agent-wait-time"
}
