output "logs_insights_query" {
  description = "For CloudWatch Logs Insights on the log group: which pipelines fail most, without waiting for Athena."
  value       = <<-QUERY
    filter detail.job.exit_status != 0
    | stats count(*) as failed by detail.pipeline.slug as pipeline
    | sort failed desc
  QUERY
}
