# The audit logs with their default names.
list "eventbridge_buildkite_audit_log" "all" {
  provider = eventbridge

  config {
    name_prefix = "buildkite-audit-log-"
  }
}
