# account_id and region are those of the provider where they are left out.
import {
  to = eventbridge_log_group.buildkite
  identity = {
    name = "/aws/events/buildkite"
  }
}
