# All metrics whose state machines have generated names of Buildkite metrics.
list "eventbridge_metric" "buildkite" {
  provider = eventbridge

  config {
    name_prefix = "Buildkite-"
  }
}
