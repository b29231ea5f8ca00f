output "metrics" {
  description = "Namespace of each metric. All have the dimension Pipeline."
  value = {
    for metric in [eventbridge_metric.wait, eventbridge_metric.build_duration, eventbridge_log_metric.failed] :
    metric.metric_name => metric.namespace
  }
}
