# All targets that send events to one metric, on every event bus of its region.
list "eventbridge_metric_target" "agent_wait_time" {
  provider = eventbridge

  config {
    state_machine_arn = "arn:aws:states:us-east-1:123456789012:stateMachine:job-agent-wait-time"
  }
}
