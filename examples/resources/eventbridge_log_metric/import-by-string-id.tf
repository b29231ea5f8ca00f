# The ID is the name of the log group and that of the metric filter, with a colon between them.
import {
  to = eventbridge_log_metric.failed_jobs
  id = "/aws/events/buildkite:failed-jobs"
}
