// Package webhook holds the resource eventbridge_webhook: an HTTPS endpoint that
// rules can send events to. It consists of an API destination, of the connection
// with the credentials, and of the role with which EventBridge calls it.
//
// It may import composite and what composite may import.
package webhook
