# account_id and region default to those of the provider.
import {
  to = eventbridge_log_metric.failed_jobs
  identity = {
    log_group_name = "/aws/events/buildkite"
    name           = "failed-jobs"
  }
}
