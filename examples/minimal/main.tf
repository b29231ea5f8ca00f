# Failed builds of main and of the release branches, in a log group: the smallest
# useful configuration.
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes, whether a
# rule selects them or not, and 0.50 USD per GB of logged events, about 700,000
# events. Rules and targets are free.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = var.event_source_name
}

resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-release-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]

  build = {
    state  = { equals = ["failed"] }
    branch = { equals = ["main"], prefix = ["release/"] }
  }
}

resource "eventbridge_log_group" "buildkite" {
  name              = "/aws/events/buildkite"
  retention_in_days = 30
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}
