# account_id and region default to those of the provider.
import {
  to = eventbridge_partner_event_source_association.buildkite
  identity = {
    name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
  }
}
