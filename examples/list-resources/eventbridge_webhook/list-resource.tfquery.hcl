# The webhooks whose names start with slack.
list "eventbridge_webhook" "slack" {
  provider = eventbridge

  config {
    name_prefix = "slack"
  }
}
