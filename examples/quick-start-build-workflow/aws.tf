# Resources of hashicorp/aws: the topic, and the target that creates the text of the
# email.

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

# The build's message is left out on purpose: a quotation mark in it would make the
# JSON invalid.
resource "aws_cloudwatch_event_target" "mail" {
  rule           = eventbridge_buildkite_build_rule.started.name
  event_bus_name = var.event_bus_name
  arn            = aws_sns_topic.builds.arn

  input_transformer {
    input_paths = {
      number   = "$.detail.build.number"
      branch   = "$.detail.build.branch"
      pipeline = "$.detail.pipeline.slug"
      started  = "$.detail.build.started_at"
    }
    input_template = "\"Build <number> of <pipeline> (<branch>) started at <started>.\""
  }
}
