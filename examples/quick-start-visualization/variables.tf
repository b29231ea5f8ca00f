variable "region" {
  description = "AWS region of the event bus."
  type        = string
}

variable "event_bus_name" {
  description = "Name of Buildkite's partner event bus, such as the output event_bus_name of ../minimal."
  type        = string
}
