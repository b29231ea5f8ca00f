# A log group that EventBridge may write to. The resource policy is attached to
# the group itself, so it uses none of the account's ten.
resource "eventbridge_log_group" "buildkite" {
  name              = "/aws/events/buildkite"
  retention_in_days = 90

  tags = {
    team = "build-infrastructure"
  }
}

# The same for events that are kept long and read rarely. Destroying it deletes
# the events as well.
resource "eventbridge_log_group" "archive" {
  name              = "/aws/events/buildkite-archive"
  retention_in_days = 1096
  log_group_class   = "INFREQUENT_ACCESS"
  force_destroy     = true
}
