variable "region" {
  description = "AWS region that Buildkite publishes to, as entered in Buildkite's notification service."
  type        = string
}

variable "event_source_name" {
  description = "Name of the partner event source, such as aws.partner/buildkite.com/my-org/0106-187c-12cd4fe. Buildkite shows it in the settings of the notification service."
  type        = string
}

variable "retention_in_days" {
  description = "How many days events are kept. CloudWatch Logs takes certain numbers only, such as 365, 731, 1827 and 3653."
  type        = number
  default     = 2557 # seven years

  validation {
    condition     = var.retention_in_days >= 365
    error_message = "An audit trail is kept for a year at least."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the log group. Its policy must let CloudWatch Logs use it. Without one CloudWatch Logs uses a key of its own."
  type        = string
  default     = null
}

variable "dead_letter_arn" {
  description = "ARN of an SQS queue for events that could not be logged within a day. Its policy must let EventBridge send to it. Without one such events are lost."
  type        = string
  default     = null
}
