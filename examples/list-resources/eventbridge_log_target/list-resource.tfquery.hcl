# All targets that send events to one log group, on every event bus of its region.
list "eventbridge_log_target" "buildkite" {
  provider = eventbridge

  config {
    log_group_arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite"
  }
}
