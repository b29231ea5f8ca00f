variable "region" {
  description = "AWS region of the event bus."
  type        = string
}

variable "event_bus_name" {
  description = "Name of Buildkite's partner event bus, such as the output event_bus_name of ../minimal."
  type        = string
}

variable "contact_email" {
  description = "Email address that receives a message for each build. AWS asks it to confirm first."
  type        = string

  validation {
    condition     = can(regex("^[^@[:space:]]+@[^@[:space:]]+$", var.contact_email))
    error_message = "Not an email address."
  }
}
