terraform {
  required_version = ">= 1.11" # write-only arguments

  required_providers {
    eventbridge = {
      source  = "typed-events/eventbridge"
      version = "~> 0.1"
    }
  }
}
