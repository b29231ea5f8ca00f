# All of Buildkite's event sources that have no event bus yet.
data "eventbridge_partner_event_sources" "waiting" {
  partner = "buildkite.com"
  state   = "PENDING"
}

# When each of them expires.
output "expiring" {
  value = {
    for source in data.eventbridge_partner_event_sources.waiting.event_sources :
    source.name => source.expiration_time
  }
}
