# All metric filters of one log group that eventbridge_log_metric can manage.
list "eventbridge_log_metric" "buildkite" {
  provider = eventbridge

  config {
    log_group_name = "/aws/events/buildkite"
  }
}
