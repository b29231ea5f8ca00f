variable "organization" {
  description = "Slug of the Buildkite organization, as in buildkite.com/my-org."
  type        = string
}

variable "region" {
  description = "AWS region of the event source."
  type        = string
}

variable "account_id" {
  description = "ID of the AWS account that receives the events."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "An AWS account ID has 12 digits. Write it in quotes to keep leading zeros."
  }
}

variable "scope" {
  description = "What sends events: all, some_projects, some_teams or some_clusters."
  type        = string
  default     = "all"
}

variable "scope_uuids" {
  description = "UUIDs of the pipelines, teams or clusters, if scope is not all."
  type        = set(string)
  default     = null
}
