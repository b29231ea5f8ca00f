# What each service expects. EventBridge inserts a value that is one placeholder as
# JSON, with its own quotes and escapes.
locals {
  link = "https://buildkite.com/builds/<$.detail.build.uuid>"

  bodies = {
    # https://slack.com/api/chat.postMessage, with "Bearer <token of the app>".
    slack = jsonencode({
      channel = var.slack_channel
      text    = local.text
    })

    # The URL of a Power Automate workflow. Its parameter sig is secret.
    teams = jsonencode({
      type = "message"
      attachments = [{
        contentType = "application/vnd.microsoft.card.adaptive"
        content = {
          type    = "AdaptiveCard"
          version = "1.4"
          body = [
            { type = "TextBlock", weight = "bolder", text = local.text },
            { type = "TextBlock", text = "<$.detail.build.commit>" },
          ]
          actions = [{ type = "Action.OpenUrl", title = "Build", url = local.link }]
        }
      }]
    })

    # https://events.pagerduty.com/v2/enqueue. Its field routing_key is secret.
    pagerduty = jsonencode({
      event_action = "trigger"
      dedup_key    = "<$.detail.build.uuid>"
      payload = {
        summary        = local.text
        source         = "<$.detail.pipeline.slug>"
        severity       = "error"
        custom_details = { commit = "<$.detail.build.commit>", branch = "<$.detail.build.branch>" }
      }
      links = [{ href = local.link, text = "Build" }]
    })
  }
}
