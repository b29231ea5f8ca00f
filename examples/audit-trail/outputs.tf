output "log_group_arn" {
  description = "ARN of the log group, for the policies of those who may read it."
  value       = eventbridge_log_group.audit.arn
}
