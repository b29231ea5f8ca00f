variable "event_source_name" {
  description = "Name of the partner event source, such as aws.partner/buildkite.com/my-org/0106-187c-12cd4fe. Buildkite shows it in its notification service."
  type        = string
}

variable "event_pattern" {
  description = "Event pattern of another team, as JSON."
  type        = string
  default     = "{\"detail-type\": [\"Build Failing\"]}"
  nullable    = false

  validation {
    condition = length([
      for problem in provider::eventbridge::pattern_problems(var.event_pattern) : problem if problem.severity == "error"
    ]) == 0
    error_message = join("\n", [
      for problem in provider::eventbridge::pattern_problems(var.event_pattern) :
      "Line ${problem.line}, column ${problem.column}: ${problem.detail}"
    ])
  }
}
