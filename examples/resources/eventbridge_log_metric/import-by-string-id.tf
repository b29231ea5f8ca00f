# The ID is <log group>:<metric filter>.
import {
  to = eventbridge_log_metric.failed_jobs
  id = "/aws/events/buildkite:failed-jobs"
}
