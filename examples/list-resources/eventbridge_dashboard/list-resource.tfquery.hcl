# The dashboards whose names start with buildkite.
list "eventbridge_dashboard" "buildkite" {
  provider = eventbridge

  config {
    name_prefix = "buildkite"
  }
}
