output "rules" {
  description = "ARNs of the rules for DevOps Agent events, by region."
  value       = { for region, rule in eventbridge_devops_agent_investigation_rule.completed : region => rule.arn }
}
