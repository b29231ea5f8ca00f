# Both sides in one apply: Buildkite's provider creates the notification service, which
# creates the partner event source. This provider associates the event source, selects
# failed builds and logs them.
#
# The name of the event source is known after the service exists. The association waits
# for the event source, so one apply is enough and nothing is copied by hand.
#
# Buildkite's provider reads its token from BUILDKITE_API_TOKEN (scopes
# read_notification_services and write_notification_services). A new notification
# service for EventBridge requires Buildkite's Enterprise plan.
#
# If the notification service already exists, import it and set enabled, scope and
# scope_uuids to the values that it has in Buildkite. Omitted, they default to true,
# "all" and none: the first apply would enable a disabled service and widen its scope
# to the whole organization.
#
#   terraform import buildkite_notification_service.eventbridge UUID
#
# Costs: as in ../minimal.

provider "buildkite" {
  organization = var.organization
}

# Both sides get the same account and region.
provider "eventbridge" {
  region              = var.region
  allowed_account_ids = [var.account_id]
}

resource "buildkite_notification_service" "eventbridge" {
  provider_type = "aws_event_bridge"
  description   = "Amazon EventBridge in ${var.region}"

  enabled     = true
  scope       = var.scope
  scope_uuids = var.scope_uuids

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
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.buildkite.arn
}
