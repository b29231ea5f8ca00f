variable "region" {
  description = "AWS region of the event bus."
  type        = string
}

variable "event_bus_name" {
  description = "Name of Buildkite's partner event bus: the output event_bus_name of ../minimal, for example."
  type        = string
}

variable "bucket_name" {
  description = "Name of the S3 bucket for the jobs. It is made here, and names of buckets are taken the world over."
  type        = string
}
