resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Builds and jobs that did not pass, in one rule across two families.
resource "eventbridge_rule" "broken" {
  name           = "broken"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name

  event_pattern = jsonencode({
    "$or" = [
      {
        detail-type = ["Build Finished"]
        detail      = { build = { state = [{ anything-but = ["passed", "blocked"] }] } }
      },
      {
        detail-type = ["Job Finished"]
        detail      = { job = { passed = [false], soft_failed = [false] } }
      },
    ]
  })

  must_match = [provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed" } } })]
}
