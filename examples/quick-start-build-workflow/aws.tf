# Resources of hashicorp/aws: the topic and its subscription.

provider "aws" {
  region = var.region
}

resource "aws_sns_topic" "builds" {
  name = "buildkite-builds"
}

resource "aws_sns_topic_subscription" "mail" {
  topic_arn = aws_sns_topic.builds.arn
  protocol  = "email"
  endpoint  = var.contact_email
}

resource "aws_sns_topic_policy" "builds" {
  arn = aws_sns_topic.builds.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "events.amazonaws.com" }
      Action    = "sns:Publish"
      Resource  = aws_sns_topic.builds.arn
      Condition = { ArnEquals = { "aws:SourceArn" = eventbridge_buildkite_build_rule.started.arn } }
    }]
  })
}
