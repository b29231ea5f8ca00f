resource "eventbridge_partner_event_source_association" "buildkite" {
  # The name is shown at the partner. Here it is written out; it can as well
  # come from the resource that sets up the integration there.
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"

  description     = "Builds, jobs and agents of my-org"
  dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:event-bus-dead-letters"

  log_config = {
    level = "ERROR"
  }

  tags = {
    team = "build-infrastructure"
  }
}

# What rules take as event_bus_name.
output "event_bus_name" {
  value = eventbridge_partner_event_source_association.buildkite.event_bus_name
}
