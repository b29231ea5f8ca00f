# account_id and region default to those of the provider.
import {
  to = eventbridge_buildkite_audit_log.this
  identity = {
    name = "buildkite-audit-log-my-org"
  }
}
