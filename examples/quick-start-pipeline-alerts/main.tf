# An alert for each failed build, by text message or to a webhook: AWS's retired quick
# start "Build alerts with Amazon SNS and webhooks", without its Lambda function.
#
#   then                             now
#   event bus, owned by the stack    event_bus_name: one bus for many stacks
#   rule for every finished build,   eventbridge_buildkite_build_rule, with events
#     including passed and blocked     that it must and must not match
#   topic, SMS subscription          the same (aws.tf)
#   Lambda function that posts       an API destination (aws.tf)
#   nothing                          eventbridge_log_group: a history of alerts
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes, 0.50 USD per
# GB logged; text messages by country, or 0.20 USD per million webhook calls.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_buildkite_build_rule" "alert" {
  name           = "pipeline-alerts"
  event_bus_name = var.event_bus_name
  description    = "Failed builds on important branches"
  detail_types   = ["Build Finished"]

  build = {
    state  = { equals = ["failed"] }
    branch = { equals = var.branches }
  }

  # A failed build alerts. A passed build does not, nor does a blocked one, which
  # sends "Build Finished" as well.
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
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "alerts" {
  rule_arn      = eventbridge_buildkite_build_rule.alert.arn
  log_group_arn = eventbridge_log_group.alerts.arn
  message       = "Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state> at <$.detail.build.finished_at>"
}
