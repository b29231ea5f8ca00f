variable "region" {
  description = "AWS region of the event bus."
  type        = string
}

variable "event_bus_name" {
  description = "Name of Buildkite's partner event bus, such as the output event_bus_name of ../minimal."
  type        = string
}

variable "branches" {
  description = "Branches whose failed builds raise an alert."
  type        = list(string)
  default     = ["main"]
}

variable "phone_number" {
  description = "Phone number that receives text messages, such as +4915112345678."
  type        = string

  validation {
    condition     = can(regex("^\\+[1-9][0-9]{6,14}$", var.phone_number))
    error_message = "A phone number starts with + and the country code, followed by digits only."
  }
}

variable "webhook_service" {
  description = "Service whose body is posted: slack, teams or pagerduty."
  type        = string
  default     = "slack"
}

variable "webhook_url" {
  description = "URL of the service, such as https://slack.com/api/chat.postMessage; that of a Teams workflow without its parameter sig."
  type        = string
}

variable "webhook_secret" {
  description = "Secret of the service: \"Bearer xoxb-...\" for Slack, sig of the URL for Teams, the integration key for PagerDuty. It is never in the state or in a plan."
  type        = string
  ephemeral   = true
}

variable "webhook_secret_version" {
  description = "Raise it to rotate the secret."
  type        = number
  default     = 1
}

variable "slack_channel" {
  description = "ID of the Slack channel."
  type        = string
  default     = "C0123456789"
}
