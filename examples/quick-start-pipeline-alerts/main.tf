# An alert for each failed build, by text message and to a webhook: AWS's retired quick
# start "Build alerts with Amazon SNS and webhooks", without its Lambda function.
#
#   then                             now
#   event bus, owned by the stack    event_bus_name: one bus for many stacks
#   rule for every finished build,   eventbridge_buildkite_build_rule, with events
#     including passed and blocked     that it must and must not match
#   topic, SMS subscription          the same (aws.tf)
#   Lambda function that posts       eventbridge_webhook
#   nothing                          eventbridge_log_group: a history of alerts
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes, 0.50 USD per
# GB logged; text messages by country, and 0.20 USD per million webhook calls.

provider "eventbridge" {
  region = var.region
}

locals {
  text = "Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state> at <$.detail.build.finished_at>"
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

# A history of the alerts

resource "eventbridge_log_group" "alerts" {
  name              = "/buildkite/alerts"
  retention_in_days = 90
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "alerts" {
  rule_arn      = eventbridge_buildkite_build_rule.alert.arn
  log_group_arn = eventbridge_log_group.alerts.arn
  message       = local.text
}

# Text messages

resource "eventbridge_target" "sms" {
  rule_arn = eventbridge_buildkite_build_rule.alert.arn
  arn      = aws_sns_topic_policy.alerts.arn # the topic, with its policy
  message  = local.text
}

# A webhook. Bodies for Slack, Microsoft Teams and PagerDuty are in bodies.tf.

resource "eventbridge_webhook" "chat" {
  name = "buildkite-alerts-chat"
  url  = var.webhook_url

  # Where the service expects the secret; by default, in the header Authorization.
  secret_query_parameter = var.webhook_service == "teams" ? "sig" : null
  secret_body_field      = var.webhook_service == "pagerduty" ? "routing_key" : null

  secret_wo         = var.webhook_secret
  secret_wo_version = var.webhook_secret_version
}

resource "eventbridge_target" "chat" {
  rule_arn = eventbridge_buildkite_build_rule.alert.arn
  arn      = eventbridge_webhook.chat.arn
  role_arn = eventbridge_webhook.chat.invocation_role_arn
  body     = local.bodies[var.webhook_service]
}
