resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Which rules would match a failed build of main?
data "eventbridge_matching_rules" "failed_build" {
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  event = provider::eventbridge::sample_event("Build Finished", {
    detail = { build = { state = "failed", branch = "main" } }
  })
}

output "matching_rules" {
  value = data.eventbridge_matching_rules.failed_build.matching_rule_names
}

# For the other rules: why not?
output "other_rules" {
  value = { for rule in data.eventbridge_matching_rules.failed_build.rules : rule.name => rule.reason if rule.matches != true }
}
