output "dashboard_url" {
  description = "The dashboard in the console."
  value       = "https://console.aws.amazon.com/cloudwatch/home?region=${var.region}#dashboards/dashboard/${eventbridge_dashboard.buildkite.name}"
}
