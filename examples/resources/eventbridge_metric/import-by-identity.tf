# account_id and region default to those of the provider.
import {
  to = eventbridge_metric.agent_wait_time
  identity = {
    name = "job-agent-wait-time"
  }
}
