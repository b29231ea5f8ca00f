# Stores every build that starts and announces it by email: AWS's retired quick start
# "Build workflows with Amazon SNS", without its Lambda functions.
#
#   then                             now
#   event bus, owned by the stack    event_bus_name: one bus for many stacks
#   rule                             eventbridge_buildkite_build_rule
#   Lambda function, S3 bucket       eventbridge_log_group
#                                      (for S3 see ../quick-start-visualization-athena)
#   state machine, Lambda function   eventbridge_target
#   topic with an email subscription the same (aws.tf)
#
# `terraform destroy` keeps a log group with events.
#
# Costs (us-east-1): 1 USD per million events that Buildkite publishes, 0.50 USD per
# GB logged, and 2 USD per 100,000 emails.

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

# The build's message and branch are left out on purpose: EventBridge does not escape a
# quotation mark in a value within text.
resource "eventbridge_target" "mail" {
  rule_arn = eventbridge_buildkite_build_rule.started.arn
  arn      = aws_sns_topic_policy.builds.arn # the topic, with its policy
  message  = "Build <$.detail.build.number> of <$.detail.pipeline.slug> started at <$.detail.build.started_at>."
}
