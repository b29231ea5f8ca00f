# Reports whether the pattern selects a failed build, without calling AWS.
output "failed_build_is_selected" {
  value = provider::eventbridge::matches(
    jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"] } } }),
    provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed" } } }),
  )
}
