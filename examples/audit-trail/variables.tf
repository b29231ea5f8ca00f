variable "region" {
  description = "AWS region of the event source, as entered in Buildkite's notification service."
  type        = string
}

variable "event_source_name" {
  description = "Name of the partner event source, such as aws.partner/buildkite.com/my-org/0106-187c-12cd4fe. Buildkite shows it in its notification service."
  type        = string
}

variable "organization" {
  description = "Slug of the Buildkite organization, such as my-org."
  type        = string
}

variable "api_token" {
  description = "Token of the portal, or of a user with access to GraphQL. It is never in the state or in a plan."
  type        = string
  ephemeral   = true
}

variable "api_token_version" {
  description = "Raise it to rotate the token."
  type        = number
  default     = 1
}

variable "portal" {
  description = "Slug of the Buildkite portal that the token belongs to. By default the token is a user's."
  type        = string
  default     = null
}

variable "backfill_start_time" {
  description = "Time of the first event to read, such as 2026-01-01T00:00:00Z. By default nothing from before the first apply is read."
  type        = string
  default     = null
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
  description = "ARN of the KMS key that encrypts the log group and the history of the state machine. Its key policy must allow CloudWatch Logs and the roles of the state machine to use it. By default, AWS uses keys of its own."
  type        = string
  default     = null
}

variable "dead_letter_arn" {
  description = "ARN of an SQS queue for events that could not be delivered within a day, and for runs that could not be started. Its queue policy must allow EventBridge to send to it. By default, such events are lost on the pushed way."
  type        = string
  default     = null
}

variable "pagerduty_url" {
  description = "URL of PagerDuty's Events API v2."
  type        = string
  default     = "https://events.pagerduty.com/v2/enqueue"
}

variable "pagerduty_routing_key" {
  description = "Integration key of the PagerDuty service. It is never in the state or in a plan."
  type        = string
  ephemeral   = true
}

variable "pagerduty_routing_key_version" {
  description = "Raise it to rotate the integration key."
  type        = number
  default     = 1
}
