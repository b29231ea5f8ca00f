# The saved queries whose names start with buildkite/.
list "eventbridge_logs_query" "buildkite" {
  provider = eventbridge

  config {
    name_prefix = "buildkite/"
  }
}
