# The name of the webhook. If its role has another name than the default, append a
# comma and the ARN of the role.
import {
  to = eventbridge_webhook.own
  id = "own"
}
