variable "region" {
  description = "AWS region of the event bus."
  type        = string
}

variable "event_bus_name" {
  description = "Name of Buildkite's partner event bus: the output event_bus_name of ../minimal, for example."
  type        = string
}

variable "contact_email" {
  description = "Who gets a mail for each build. AWS asks the address to confirm first."
  type        = string

  validation {
    condition     = can(regex("^[^@[:space:]]+@[^@[:space:]]+$", var.contact_email))
    error_message = "This is no mail address."
  }
}
