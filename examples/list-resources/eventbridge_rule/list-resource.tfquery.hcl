# All rules of a region that have an event pattern, on every event bus.
list "eventbridge_rule" "all" {
  provider = eventbridge
}

# Those of one event bus, each with everything that the resource has.
list "eventbridge_rule" "buildkite" {
  provider         = eventbridge
  include_resource = true

  config {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
