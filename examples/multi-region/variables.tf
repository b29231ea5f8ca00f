variable "region" {
  description = "AWS region of the event source, as entered in Buildkite's notification service."
  type        = string
}

variable "event_source_name" {
  description = "Name of the partner event source, such as aws.partner/buildkite.com/my-org/0106-187c-12cd4fe. Buildkite shows it in its notification service."
  type        = string
}

variable "agent_regions" {
  description = "AWS regions that have agent spaces of DevOps Agent."
  type        = set(string)
  default     = ["us-east-1", "eu-central-1"]
}
