# Resources of hashicorp/aws: the topic and its subscription.

provider "aws" {
  region = var.region
}

resource "aws_sns_topic" "alerts" {
  name = "buildkite-alerts-sms"
}

resource "aws_sns_topic_subscription" "sms" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "sms"
  endpoint  = var.phone_number
}

resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.alerts.arn
      Condition = { ArnEquals = { "aws:SourceArn" = eventbridge_buildkite_build_rule.alert.arn } }
    }]
  })
}
