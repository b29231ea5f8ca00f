# account_id and region default to those of the provider.
import {
  to = eventbridge_target.alerts
  identity = {
    event_bus_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
    rule_name      = "failed-builds"
    target_id      = "alerts"
  }
}
