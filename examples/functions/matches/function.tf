# Whether a failed build would be selected, without asking AWS.
output "failed_build_is_selected" {
  value = provider::eventbridge::matches(
    jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"] } } }),
    provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed" } } }),
  )
}
