# Every build that starts is stored, and announced by mail: AWS's retired quick
# start "Build workflows with Amazon SNS", without its Lambda functions.
#
#   then                             now
#   event bus, owned by the stack    event_bus_name: many can share one bus
#   rule                             eventbridge_buildkite_build_rule
#   Lambda function, S3 bucket       eventbridge_log_group
#                                      (for S3 see ../quick-start-visualization)
#   state machine, Lambda function   an input transformer (aws.tf)
#   topic with a mail subscription   the same (aws.tf)
#
# `terraform destroy` keeps the log group as long as it holds builds.
#
# Costs (us-east-1): 1 USD for a million events that Buildkite publishes, 0.50
# USD for each GB logged, and 2 USD for 100,000 mails.

provider "eventbridge" {
  region = var.region
}

resource "eventbridge_buildkite_build_rule" "started" {
  name           = "build-workflow"
  event_bus_name = var.event_bus_name
  description    = "Builds that started"
  detail_types   = ["Build Started"]
}

resource "eventbridge_log_group" "builds" {
  name              = "/buildkite/started-builds"
  retention_in_days = 365
}

resource "eventbridge_log_target" "builds" {
  rule_arn      = eventbridge_buildkite_build_rule.started.arn
  log_group_arn = eventbridge_log_group.builds.arn
}
