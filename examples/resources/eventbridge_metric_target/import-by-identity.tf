# account_id and region default to those of the provider.
import {
  to = eventbridge_metric_target.agent_wait_time
  identity = {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
    rule_name      = "started-jobs"
    target_id      = "job-agent-wait-time"
  }
}
