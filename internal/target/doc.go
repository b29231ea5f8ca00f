// Package target holds the resources for a rule's targets. A target is one
// entry of one rule and owns nothing else; what it sends events to is a sink.
//
// What all kinds of targets share is here once: the resource with its Create,
// Read, Update, Delete and import (targetResource), the reference to the rule,
// retries and the dead-letter queue (model, attributes), and the calls to AWS
// with their partial failures (targets).
//
// A further kind of target takes three things, see logTarget and metricTarget
// for examples:
//
//   - a model that embeds model and has setDefaults, expand and flatten;
//   - a kind, which names the resource, describes its own attributes and says
//     what to check before the target is written;
//   - a constructor beside NewLogTarget, and its line in the provider's offers.
//
// The kind serviceTarget sends to any service that has a row in services.json.
//
// It may import awsresource, awsclient, catalog, pattern, message and metric.
package target
