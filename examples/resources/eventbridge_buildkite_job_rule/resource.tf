resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Jobs on the deploy queue that failed for good.
resource "eventbridge_buildkite_job_rule" "failed" {
  name           = "failed-deployment-jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
  detail_types   = ["Job Finished"]

  job = {
    type              = { equals = ["script"] }
    passed            = false
    soft_failed       = false
    exit_status       = { numeric = ["< 0", "> 0, <= 255"] }
    agent_query_rules = { equals = ["queue=deploy"] }
  }
}
