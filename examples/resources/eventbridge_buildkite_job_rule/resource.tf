resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
}

# Jobs on the deploy queue that failed, except soft failures.
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

# Sends the selected events to a log group.
resource "eventbridge_log_group" "failed" {
  name              = "/aws/events/failed-deployment-jobs"
  retention_in_days = 30
}

resource "eventbridge_log_target" "failed" {
  rule_arn      = eventbridge_buildkite_job_rule.failed.arn
  log_group_arn = eventbridge_log_group.failed.arn
}
