# account_id and region default to those of the provider.
import {
  to = eventbridge_webhook.own
  identity = {
    name = "own"
  }
}
