output "logs_insights_query" {
  description = "For CloudWatch Logs Insights: which pipelines fail most, without waiting for Athena."
  value       = <<-QUERY
    SOURCE '${eventbridge_log_group.jobs.name}'
    | stats count(*) as jobs, sum(detail.job.passed = 0) as failed by detail.pipeline.slug as pipeline
    | sort failed desc
  QUERY
}
