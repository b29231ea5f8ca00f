# account_id defaults to that of the provider.
import {
  to = eventbridge_dashboard.buildkite
  identity = {
    name = "buildkite"
  }
}
