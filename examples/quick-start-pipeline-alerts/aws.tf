# Resources of hashicorp/aws: the topic, the webhook, and the targets that create their
# texts.

provider "aws" {
  region = var.region
}

locals {
  sms     = var.phone_number == null ? 0 : 1
  webhook = nonsensitive(var.webhook == null) ? 0 : 1

  input_paths = {
    number   = "$.detail.build.number"
    state    = "$.detail.build.state"
    finished = "$.detail.build.finished_at"
    pipeline = "$.detail.pipeline.slug"
  }
  text = "Build <number> of <pipeline> <state> at <finished>."
}

# Text messages

resource "aws_sns_topic" "alerts" {
  count = local.sms

  name = "buildkite-alerts"
}

resource "aws_sns_topic_subscription" "sms" {
  count = local.sms

  topic_arn = aws_sns_topic.alerts[0].arn
  protocol  = "sms"
  endpoint  = var.phone_number
}

resource "aws_sns_topic_policy" "alerts" {
  count = local.sms

  arn = aws_sns_topic.alerts[0].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alerts[0].arn
      Condition = { ArnEquals = { "aws:SourceArn" = eventbridge_buildkite_build_rule.alert.arn } }
    }]
  })
}

resource "aws_cloudwatch_event_target" "sms" {
  count = local.sms

  rule           = eventbridge_buildkite_build_rule.alert.name
  event_bus_name = var.event_bus_name
  arn            = aws_sns_topic.alerts[0].arn

  input_transformer {
    input_paths    = local.input_paths
    input_template = "\"${local.text}\""
  }
}

# Webhook

resource "aws_cloudwatch_event_connection" "webhook" {
  count = local.webhook

  name               = "buildkite-alerts"
  authorization_type = "API_KEY"

  auth_parameters {
    api_key {
      key   = var.webhook.header
      value = var.webhook.secret
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "webhook" {
  count = local.webhook

  name                = "buildkite-alerts"
  connection_arn      = aws_cloudwatch_event_connection.webhook[0].arn
  invocation_endpoint = var.webhook.url
  http_method         = "POST"
}

resource "aws_iam_role" "webhook" {
  count = local.webhook

  name = "buildkite-alerts-webhook"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "webhook" {
  count = local.webhook

  name = "call-the-webhook"
  role = aws_iam_role.webhook[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "events:InvokeApiDestination"
      Resource = aws_cloudwatch_event_api_destination.webhook[0].arn
    }]
  })
}

resource "aws_cloudwatch_event_target" "webhook" {
  count = local.webhook

  rule           = eventbridge_buildkite_build_rule.alert.name
  event_bus_name = var.event_bus_name
  arn            = aws_cloudwatch_event_api_destination.webhook[0].arn
  role_arn       = aws_iam_role.webhook[0].arn

  input_transformer {
    input_paths    = local.input_paths
    input_template = "{\"text\": \"${local.text}\"}"
  }
}
