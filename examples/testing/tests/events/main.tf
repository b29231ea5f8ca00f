# The configuration, and sample events to try its rules on.
#
# This is a module because OpenTofu does not support provider functions in assertions.
# With Terraform, the tests could call matches(...) themselves.

terraform {
  required_providers {
    eventbridge = {
      source = "typed-events/eventbridge"
    }
  }
}

variable "event_source_name" {
  description = "As in the configuration."
  type        = string
}

variable "event_pattern" {
  description = "Event pattern of another team."
  type        = string
  default     = null
}

module "tested" {
  source = "../.."

  event_source_name = var.event_source_name
  event_pattern     = var.event_pattern
}

locals {
  events = {
    build_failed_on_main    = provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed", branch = "main" } } })
    build_failed_on_release = provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed", branch = "release/7" } } })
    build_failed_on_feature = provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed", branch = "feature/7" } } })
    build_failed_in_sandbox = provider::eventbridge::sample_event("Build Finished", {
      detail = { build = { state = "failed" }, pipeline = { slug = "sandbox-of-someone" } }
    })
    build_failing = provider::eventbridge::sample_event("Build Failing")
    build_passed  = provider::eventbridge::sample_event("Build Finished")
    build_blocked = provider::eventbridge::sample_event("Build Finished", "blocked")
    job_failed    = provider::eventbridge::sample_event("Job Finished", { detail = { job = { exit_status = 1, passed = false } } })
    job_killed    = provider::eventbridge::sample_event("Job Finished", { detail = { job = { exit_status = 137, passed = false } } })
    job_passed    = provider::eventbridge::sample_event("Job Finished")
  }
}

output "selected" {
  description = "The names of the events that each rule selects."
  value = {
    for rule, pattern in module.tested.event_patterns : rule => join(", ", [
      for name, event in local.events : name if provider::eventbridge::matches(pattern, event)
    ])
  }
}
