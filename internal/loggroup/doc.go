// Package loggroup holds the resource eventbridge_log_group: a log group of
// CloudWatch Logs with the resource policy that lets EventBridge write to it.
//
// It may import awsresource and awsclient.
package loggroup
