# The webhooks whose names start with own.
list "eventbridge_webhook" "own" {
  provider = eventbridge

  config {
    name_prefix = "own"
  }
}
