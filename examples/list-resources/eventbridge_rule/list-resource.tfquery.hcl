# All rules with an event pattern, on every event bus of the region.
list "eventbridge_rule" "all" {
  provider = eventbridge
}

# The rules of one event bus, with all attributes of the resource.
list "eventbridge_rule" "buildkite" {
  provider         = eventbridge
  include_resource = true

  config {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
