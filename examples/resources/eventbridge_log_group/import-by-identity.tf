# account_id and region default to those of the provider.
import {
  to = eventbridge_log_group.buildkite
  identity = {
    name = "/aws/events/buildkite"
  }
}
