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
  description = "Phone number that receives text messages, such as +4915112345678. By default, none are sent."
  type        = string
  default     = null

  validation {
    condition     = var.phone_number == null ? true : can(regex("^\\+[1-9][0-9]{6,14}$", var.phone_number))
    error_message = "A phone number starts with + and the country code, followed by digits only."
  }
}

variable "webhook" {
  description = "URL that receives {\"text\": \"...\"}, and the header with a secret to send. By default, nothing is posted."
  type        = object({ url = string, header = string, secret = string })
  sensitive   = true
  default     = null

  validation {
    condition     = var.webhook == null ? true : startswith(var.webhook.url, "https://")
    error_message = "EventBridge supports https URLs only."
  }
}
