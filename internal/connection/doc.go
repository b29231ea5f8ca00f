// Package connection creates, reads, updates and deletes the EventBridge connection
// of a resource: the credentials for an HTTPS endpoint, which EventBridge keeps in
// AWS Secrets Manager.
//
// It may import awsclient and awsresource.
package connection
