// Package target holds the resources for a rule's targets. A target is one
// entry of one rule and owns nothing else; what it sends events to is a sink.
// What all kinds of targets share (the reference to the rule, retries, the
// dead-letter queue, partial failures of the calls) is in this package once.
//
// It may import awsresource, awsclient, catalog, pattern and metric.
package target
