variable "organization" {
  description = "Slug of the Buildkite organization, as in its address: buildkite.com/my-org."
  type        = string
}

variable "region" {
  description = "AWS region that Buildkite publishes to."
  type        = string
}

variable "account_id" {
  description = "ID of the AWS account that gets the events."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An AWS account ID has 12 digits. Write it in quotes, so that a leading zero stays."
  }
}
