# All log groups for events.
list "eventbridge_log_group" "events" {
  provider = eventbridge

  config {
    name_prefix = "/aws/events/"
  }
}
