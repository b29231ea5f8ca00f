# The name of the state machine. The token can't be read: the next apply writes the
# one of the configuration.
import {
  to = eventbridge_buildkite_audit_log.this
  id = "buildkite-audit-log-my-org"
}
