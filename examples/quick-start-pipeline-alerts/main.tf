# An alert for each build that fails, by text message or to a webhook: AWS's
# retired quick start "Build alerts with Amazon SNS and webhooks", without its
# Lambda function.
#
#   then                             now
#   event bus, owned by the stack    event_bus_name: many can share one bus
#   rule for every finished build,   eventbridge_buildkite_build_rule, with events
#     passed and blocked ones too      that it must and must not match
#   topic, SMS subscription          the same (aws.tf)
#   Lambda function that posts       an API destination (aws.tf)
#   nothing                          eventbridge_log_group: which alerts there were
#
# Costs (us-east-1): 1 USD for a million events that Buildkite publishes, 0.50
# USD for each GB logged; text messages by country, or 0.20 USD for a million
# calls of the webhook.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_buildkite_build_rule" "alert" {
  name           = "pipeline-alerts"
  event_bus_name = var.event_bus_name
  description    = "Builds that failed on the branches that matter"
  detail_types   = ["Build Finished"]

  build = {
    state  = { equals = ["failed"] }
    branch = { equals = var.branches }
  }

  # Checked in the plan: a failed build alerts; one that passed, or waits at a block
  # step (which sends "Build Finished" as well), does not.
  must_match = [
    for branch in var.branches :
    provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed", branch = branch } } })
  ]
  must_not_match = [
    provider::eventbridge::sample_event("Build Finished"),
    provider::eventbridge::sample_event("Build Finished", "blocked"),
  ]
}

resource "eventbridge_log_group" "alerts" {
  name              = "/buildkite/alerts"
  retention_in_days = 90
  force_destroy     = true # destroying deletes the events, too; without it a log group that holds any is kept
}

resource "eventbridge_log_target" "alerts" {
  rule_arn      = eventbridge_buildkite_build_rule.alert.arn
  log_group_arn = eventbridge_log_group.alerts.arn
  message       = "Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state> at <$.detail.build.finished_at>"
}
