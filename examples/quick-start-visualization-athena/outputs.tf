output "logs_insights_query" {
  description = "Query for CloudWatch Logs Insights on the log group: which pipelines fail most."
  value       = <<-QUERY
    filter detail.job.exit_status != 0
    | stats count(*) as failed by detail.pipeline.slug as pipeline
    | sort failed desc
  QUERY
}
