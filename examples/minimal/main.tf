# Failed builds of main and of the release branches, in a log group: the
# smallest configuration that is of use.
#
# Costs (us-east-1): 1 USD for a million events that Buildkite publishes, whether
# a rule selects them or not, and 0.50 USD for a GB of logged events, which is
# some 700,000 of them. Rules and targets are free.

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
  force_destroy     = true # destroying deletes the events, too; without it a log group that holds any is kept
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}
