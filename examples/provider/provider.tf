terraform {
  required_providers {
    eventbridge = {
      source = "typed-events/eventbridge"
    }
  }
}

provider "eventbridge" {
  region = "us-east-1"
}

# The event bus that receives the partner's events. Buildkite shows the name of
# the event source in its notification service for Amazon EventBridge.
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Failed builds of main and of the release branches.
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
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}
