terraform {
  required_providers {
    eventbridge = {
      source = "typed-events/eventbridge"
    }
    buildkite = {
      source = "buildkite/buildkite"
    }
  }
}

provider "eventbridge" {
  region = "us-east-1"
}

# Reads the API token from BUILDKITE_API_TOKEN.
provider "buildkite" {
  organization = "my-org"
}

# Creates the event source in this account and region.
resource "buildkite_notification_service" "event_bridge" {
  provider_type = "aws_event_bridge"
  description   = "Builds, jobs and agents to Amazon EventBridge"

  aws_event_bridge = {
    aws_region     = "us-east-1"
    aws_account_id = "123456789012"
  }
}

# Waits for the event source and creates its event bus.
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = buildkite_notification_service.event_bridge.aws_event_bridge.event_source_name
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
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}
