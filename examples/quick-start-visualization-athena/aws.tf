# Resources of hashicorp/aws: the jobs in S3 as a table in Athena, and the dashboard.

provider "aws" {
  region = var.region
}

resource "aws_cloudwatch_dashboard" "jobs" {
  dashboard_name = "buildkite-jobs"

  dashboard_body = jsonencode({
    widgets = [
      for metric in eventbridge_metric.job : {
        type   = "metric"
        width  = 12
        height = 6
        properties = {
          title   = metric.metric_name
          region  = var.region
          metrics = [[{ expression = "SEARCH('{${metric.namespace},Pipeline} MetricName=\"${metric.metric_name}\"', 'p90', 300)" }]]
        }
      }
    ]
  })
}

resource "aws_s3_bucket" "jobs" {
  bucket = var.bucket_name
}

resource "aws_s3_bucket_public_access_block" "jobs" {
  bucket                  = aws_s3_bucket.jobs.bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Events reach Firehose without a line break at the end. The delimiter separates them.
resource "aws_kinesis_firehose_delivery_stream" "jobs" {
  name        = "buildkite-jobs"
  destination = "extended_s3"

  extended_s3_configuration {
    bucket_arn          = aws_s3_bucket.jobs.arn
    role_arn            = aws_iam_role.firehose.arn
    prefix              = "jobs/!{timestamp:yyyy/MM/dd}/"
    error_output_prefix = "errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd}/"
    compression_format  = "GZIP"

    processing_configuration {
      enabled = true

      processors {
        type = "AppendDelimiterToRecord"
      }
    }
  }
}

resource "aws_cloudwatch_event_target" "firehose" {
  rule           = eventbridge_buildkite_job_rule.ran.name
  event_bus_name = var.event_bus_name
  arn            = aws_kinesis_firehose_delivery_stream.jobs.arn
  role_arn       = aws_iam_role.events.arn
}

resource "aws_iam_role" "firehose" {
  name               = "buildkite-jobs-firehose"
  assume_role_policy = jsonencode(local.trust["firehose.amazonaws.com"])
}

resource "aws_iam_role_policy" "firehose" {
  role = aws_iam_role.firehose.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject"]
      Resource = [aws_s3_bucket.jobs.arn, "${aws_s3_bucket.jobs.arn}/*"]
    }]
  })
}

resource "aws_iam_role" "events" {
  name               = "buildkite-jobs-events"
  assume_role_policy = jsonencode(local.trust["events.amazonaws.com"])
}

resource "aws_iam_role_policy" "events" {
  role = aws_iam_role.events.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["firehose:PutRecord", "firehose:PutRecordBatch"]
      Resource = aws_kinesis_firehose_delivery_stream.jobs.arn
    }]
  })
}

locals {
  trust = {
    for service in ["events.amazonaws.com", "firehose.amazonaws.com"] : service => {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = { Service = service }
        Action    = "sts:AssumeRole"
      }]
    }
  }

  columns = {
    time   = "string"
    detail = "struct<job:struct<uuid:string,passed:boolean,exit_status:int,runnable_at:string,started_at:string,finished_at:string>,build:struct<number:int,branch:string>,pipeline:struct<slug:string>,organization:struct<slug:string>>"
  }
}

resource "aws_glue_catalog_database" "buildkite" {
  name = "buildkite"
}

resource "aws_glue_catalog_table" "jobs" {
  name          = "finished_jobs"
  database_name = aws_glue_catalog_database.buildkite.name
  table_type    = "EXTERNAL_TABLE"

  # Athena computes the days, so no crawler has to find new ones.
  parameters = {
    "projection.enabled"        = "true"
    "projection.day.type"       = "date"
    "projection.day.format"     = "yyyy/MM/dd"
    "projection.day.range"      = "2026/01/01,NOW"
    "storage.location.template" = "s3://${aws_s3_bucket.jobs.bucket}/jobs/$${day}"
  }

  partition_keys {
    name = "day"
    type = "string"
  }

  storage_descriptor {
    location      = "s3://${aws_s3_bucket.jobs.bucket}/jobs/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.openx.data.jsonserde.JsonSerDe"
    }

    dynamic "columns" {
      for_each = local.columns

      content {
        name = columns.key
        type = columns.value
      }
    }
  }
}

# Buildkite's timestamps end in " UTC", which Athena reads as a time zone.
resource "aws_athena_named_query" "waits" {
  name     = "buildkite-job-waits"
  database = aws_glue_catalog_database.buildkite.name

  query = <<-SQL
    SELECT detail.pipeline.slug AS pipeline,
           count(*) AS jobs,
           avg(date_diff('second', CAST(detail.job.runnable_at AS timestamp with time zone), CAST(detail.job.started_at AS timestamp with time zone))) AS wait,
           avg(date_diff('second', CAST(detail.job.started_at AS timestamp with time zone), CAST(detail.job.finished_at AS timestamp with time zone))) AS duration
    FROM ${aws_glue_catalog_table.jobs.name}
    WHERE day >= date_format(current_date - INTERVAL '7' DAY, '%Y/%m/%d')
    GROUP BY detail.pipeline.slug
    ORDER BY wait DESC
  SQL
}
