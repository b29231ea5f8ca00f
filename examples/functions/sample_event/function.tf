# The documented event.
output "build_finished" {
  value = provider::eventbridge::sample_event("Build Finished")
}

# The same event for another pipeline, failed. The changes are checked against the
# catalog.
output "build_failed" {
  value = provider::eventbridge::sample_event("Build Finished", {
    detail = {
      build    = { state = "failed" }
      pipeline = { slug = "shop" }
    }
  })
}

# Another sample of the detail-type, by its name.
output "build_blocked" {
  value = provider::eventbridge::sample_event("Build Finished", "blocked")
}
