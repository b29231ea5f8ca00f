terraform {
  required_version = ">= 1.8"

  required_providers {
    eventbridge = {
      source  = "typed-events/eventbridge"
      version = "~> 0.1"
    }
    buildkite = {
      source  = "buildkite/buildkite"
      version = "> 1.38, < 2.0" # buildkite_notification_service came after 1.38.0
    }
  }
}
