# The ID is the name of the log group.
import {
  to = eventbridge_log_group.buildkite
  id = "/aws/events/buildkite"
}
