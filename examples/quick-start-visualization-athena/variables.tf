variable "region" {
  description = "AWS region of the event bus."
  type        = string
}

variable "event_bus_name" {
  description = "Name of Buildkite's partner event bus, such as the output event_bus_name of ../minimal."
  type        = string
}

variable "bucket_name" {
  description = "Name of the S3 bucket for the jobs, which this configuration creates. Bucket names are globally unique."
  type        = string
}
