data "eventbridge_event_types" "job" {
  source = "buildkite"
  family = "job"
}

# The fields that a job rule can match, and a sample of each event.
output "job_fields" {
  value = distinct(flatten([for type in data.eventbridge_event_types.job.event_types : type.fields[*].path]))
}

output "job_samples" {
  value = { for type in data.eventbridge_event_types.job.event_types : type.detail_type => jsondecode(type.samples["documented"]) }
}
