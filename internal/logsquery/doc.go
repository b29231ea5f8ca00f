// Package logsquery holds the resource eventbridge_logs_query: a saved query of
// CloudWatch Logs Insights.
//
// It may import awsresource, awsclient, catalog and prose.
package logsquery
