# The ID is the name of the event source, which is also the name of its event bus.
import {
  to = eventbridge_partner_event_source_association.buildkite
  id = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}
