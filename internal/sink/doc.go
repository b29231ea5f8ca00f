// Package sink holds the resources for what events end in: an AWS object that
// many rules can share, with everything it needs to receive events. Which
// events reach a sink is said by the targets of rules.
//
// It may import awsresource, awsclient, catalog and metric.
package sink
