# Both ends of the wire in one apply: Buildkite's own provider adds the
# notification service, which makes the partner event source, and this provider
# associates it, selects the failed builds and logs them.
#
# The name of the source is known only once the service is there. The association
# waits for the source, so that one apply is enough; nothing is copied by hand.
#
# Buildkite's provider takes its token from BUILDKITE_API_TOKEN (scopes
# read_notification_services and write_notification_services). A new EventBridge
# service needs Buildkite's Enterprise plan.
#
# Costs: as in ../minimal.

provider "buildkite" {
  organization = var.organization
}

# The account and the region are told to both sides, so that they can't differ.
provider "eventbridge" {
  region              = var.region
  allowed_account_ids = [var.account_id]
}

resource "buildkite_notification_service" "eventbridge" {
  provider_type = "aws_event_bridge"
  description   = "Amazon EventBridge in ${var.region}"

  aws_event_bridge = {
    aws_region     = var.region
    aws_account_id = var.account_id
  }
}

resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = buildkite_notification_service.eventbridge.aws_event_bridge.event_source_name
}

resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Build Finished"]

  build = { state = { equals = ["failed"] } }
}

resource "eventbridge_log_group" "buildkite" {
  name              = "/aws/events/${var.organization}"
  retention_in_days = 30
  force_destroy     = true # destroying deletes the events, too; without it a log group that holds any is kept
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}
