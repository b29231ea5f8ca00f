resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Failed and canceled builds of main and the release branches, except in
# sandbox pipelines.
resource "eventbridge_buildkite_build_rule" "failed" {
  name           = "failed-release-builds"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  description    = "Failed builds of the main and release branches"
  detail_types   = ["Build Finished"]

  build = {
    state  = { equals = ["failed", "canceled"] }
    branch = { equals = ["main"], prefix = ["release/"] }
    number = { numeric = [">= 1000"] }
  }
  pipeline = { slug = { not_prefix = ["sandbox-"] } }

  # Checked by terraform validate.
  must_match = [provider::eventbridge::sample_event("Build Finished", {
    detail = {
      build    = { state = "failed", branch = "release/7", number = 1042 }
      pipeline = { slug = "shop" }
    }
  })]
  must_not_match = [provider::eventbridge::sample_event("Build Finished")]

  tags = {
    team = "build-infrastructure"
  }
}

# Sends the selected events to a log group.
resource "eventbridge_log_group" "failed" {
  name              = "/aws/events/failed-builds"
  retention_in_days = 30
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_build_rule.failed.arn
  log_group_arn = eventbridge_log_group.failed.arn
}

# Alternatives: blocked builds of main, and every deployment.
resource "eventbridge_buildkite_build_rule" "attention" {
  name           = "builds-that-need-attention"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name

  any_of = [
    { "build.state" = { equals = ["blocked"] }, "build.branch" = { equals = ["main"] } },
    { "build.message" = { prefix = ["[deploy]"] } },
  ]
}
