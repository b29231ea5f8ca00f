# The ID is the event bus, the rule and the target's id, or the ARN of the rule and the target's id.
import {
  to = eventbridge_metric_target.agent_wait_time
  id = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/started-jobs/job-agent-wait-time"
}
