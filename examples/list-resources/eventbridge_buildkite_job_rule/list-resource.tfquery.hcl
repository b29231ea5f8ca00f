# Rules that only select job events, on the event bus of one organization.
list "eventbridge_buildkite_job_rule" "jobs" {
  provider = eventbridge

  config {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
