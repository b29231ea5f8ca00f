variable "region" {
  description = "AWS region of the event bus."
  type        = string
}

variable "event_bus_name" {
  description = "Name of Buildkite's partner event bus: the output event_bus_name of ../minimal, for example."
  type        = string
}

variable "branches" {
  description = "Branches whose failed builds deserve an alert."
  type        = list(string)
  default     = ["main"]
}

variable "phone_number" {
  description = "Number that gets text messages, such as +4915112345678. None are sent by default."
  type        = string
  default     = null

  validation {
    condition     = var.phone_number == null ? true : can(regex("^\\+[1-9][0-9]{6,14}$", var.phone_number))
    error_message = "A phone number begins with + and the code of the country, and has digits only."
  }
}

variable "webhook" {
  description = "URL that gets {\"text\": \"...\"}, and the header with a secret to send along. Nothing is posted by default."
  type        = object({ url = string, header = string, secret = string })
  sensitive   = true
  default     = null

  validation {
    condition     = var.webhook == null ? true : startswith(var.webhook.url, "https://")
    error_message = "EventBridge calls https addresses only."
  }
}
