variable "region" {
  description = "AWS region of the event source, as entered in Buildkite's notification service."
  type        = string
}

variable "event_source_name" {
  description = "Name of the partner event source, such as aws.partner/buildkite.com/my-org/0106-187c-12cd4fe. Buildkite shows it in its notification service."
  type        = string
}

variable "retention_in_days" {
  description = "How many days events are stored. CloudWatch Logs supports certain numbers only, such as 365, 731, 1827 and 3653."
  type        = number
  default     = 2557 # seven years

  validation {
    condition     = var.retention_in_days >= 365
    error_message = "Store an audit trail for at least a year."
  }
}

variable "kms_key_arn" {
  description = "ARN of the KMS key that encrypts the log group. Its key policy must allow CloudWatch Logs to use it. By default, CloudWatch Logs uses its own key."
  type        = string
  default     = null
}

variable "dead_letter_arn" {
  description = "ARN of an SQS queue for events that could not be logged within a day. Its queue policy must allow EventBridge to send to it. By default, such events are lost."
  type        = string
  default     = null
}
