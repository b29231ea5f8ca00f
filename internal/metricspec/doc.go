// Package metricspec holds what eventbridge_metric and eventbridge_log_metric
// share: the attributes that define a metric, and their checks.
//
// It may import awsresource, catalog and metric.
package metricspec
