variable "event_pattern" {
  description = "An event pattern as JSON, such as one from a caller of the module."
  type        = string
  default     = "{\"source\": [\"my.app\"]}"

  validation {
    condition = length([
      for problem in provider::eventbridge::pattern_problems(var.event_pattern) : problem if problem.severity == "error"
    ]) == 0
    error_message = join("\n", [
      for problem in provider::eventbridge::pattern_problems(var.event_pattern) :
      "${problem.line}:${problem.column} ${problem.path}: ${problem.detail}"
    ])
  }
}

output "problems" {
  value = provider::eventbridge::pattern_problems(var.event_pattern)
}
