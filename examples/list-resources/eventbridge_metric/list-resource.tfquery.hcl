# All metrics whose state machines have names that start with job-.
list "eventbridge_metric" "jobs" {
  provider = eventbridge

  config {
    name_prefix = "job-"
  }
}
