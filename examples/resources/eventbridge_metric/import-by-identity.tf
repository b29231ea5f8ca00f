# account_id and region are those of the provider where they are left out.
import {
  to = eventbridge_metric.agent_wait_time
  identity = {
    name = "job-agent-wait-time"
  }
}
