# The ID is <event bus>/<rule>/<target id>, or <ARN of the rule>/<target id>.
import {
  to = eventbridge_metric_target.agent_wait_time
  id = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe/started-jobs/job-agent-wait-time"
}
