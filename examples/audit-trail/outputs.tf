output "log_group_arn" {
  description = "ARN of the log group, for the IAM policies of its readers."
  value       = eventbridge_log_group.audit.arn
}

output "kms_key_policy_statement" {
  description = "Statement for the key policy of kms_key_arn, so that CloudWatch Logs can encrypt this log group."
  value = jsonencode({
    Sid       = "CloudWatchLogs"
    Effect    = "Allow"
    Principal = { Service = "logs.${var.region}.amazonaws.com" }
    Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    Resource  = "*"
    Condition = { ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = eventbridge_log_group.audit.arn } }
  })
}
