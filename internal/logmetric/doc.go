// Package logmetric holds the resource eventbridge_log_metric: a metric filter
// that counts the events in a log group.
//
// It may import awsresource, awsclient, catalog, metric and metricspec.
package logmetric
