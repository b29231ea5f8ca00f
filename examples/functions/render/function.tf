# What the target would send for a failed build, without calling AWS.
output "alert" {
  value = provider::eventbridge::render(
    "Build <$.detail.build.number> of <$.detail.pipeline.slug> <$.detail.build.state>",
    provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed" } } }),
  )
}
