# How to test rules before they are applied: with must_match in the rule, and with
# `terraform test` on sample events. Neither needs an AWS account, credentials, or a
# network:
#
#   terraform init
#   terraform test
#
# See tests/rules.tftest.hcl. The tested configuration has one rule that is written
# here, and one whose event pattern comes from another team. It has no provider block,
# so that the tests can configure the provider. Without tests, the region comes from
# AWS_REGION.
#
# Costs: the tests are free. If applied, as ../minimal.

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
  pipeline = { slug = { not_prefix = ["sandbox-"] } }

  # Requirements that always hold are checked here, next to the rule. Special cases
  # are in the tests.
  must_match = [provider::eventbridge::sample_event("Build Finished", {
    detail = { build = { state = "failed", branch = "main" } }
  })]
}

resource "eventbridge_rule" "team" {
  name           = "handed-in-by-a-team"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  event_pattern  = var.event_pattern
}

resource "eventbridge_log_group" "builds" {
  name              = "/buildkite/builds"
  retention_in_days = 30
  force_destroy     = true # destroy deletes the events, too; by default, a log group with events is kept
}

resource "eventbridge_log_target" "builds" {
  for_each = {
    failed = eventbridge_buildkite_build_rule.failed.arn
    team   = eventbridge_rule.team.arn
  }

  rule_arn      = each.value
  log_group_arn = eventbridge_log_group.builds.arn
}
