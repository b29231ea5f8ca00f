# The documented event.
output "build_finished" {
  value = provider::eventbridge::sample_event("Build Finished")
}

# The same of another pipeline, failed. What is set is checked against the catalog.
output "build_failed" {
  value = provider::eventbridge::sample_event("Build Finished", {
    detail = {
      build    = { state = "failed" }
      pipeline = { slug = "shop" }
    }
  })
}

# Another documented event of the detail-type, by its name.
output "build_blocked" {
  value = provider::eventbridge::sample_event("Build Finished", "blocked")
}
