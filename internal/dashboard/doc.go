// Package dashboard holds the resource eventbridge_dashboard: a CloudWatch
// dashboard of metrics, rules and saved queries.
//
// It may import awsresource, awsclient, metric and prose.
package dashboard
