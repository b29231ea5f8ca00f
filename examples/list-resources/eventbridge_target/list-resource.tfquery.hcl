# All targets that send events to one topic, on every event bus of its region.
list "eventbridge_target" "alerts" {
  provider = eventbridge

  config {
    arn = "arn:aws:sns:us-east-1:123456789012:alerts"
  }
}
