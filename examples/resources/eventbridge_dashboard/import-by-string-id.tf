# The ID is the name of the dashboard.
import {
  to = eventbridge_dashboard.buildkite
  id = "buildkite"
}
