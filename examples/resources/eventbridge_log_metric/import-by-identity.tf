# account_id and region are those of the provider where they are left out.
import {
  to = eventbridge_log_metric.failed_jobs
  identity = {
    log_group_name = "/aws/events/buildkite"
    name           = "failed-jobs"
  }
}
