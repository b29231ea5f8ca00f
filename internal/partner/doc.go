// Package partner is the partner's side of the provider: the association of a
// partner event source with its event bus, and the look-up of the sources that
// partners have created in the account.
//
// It may import awsresource, awsclient, the catalog (for the names of sources),
// the plugin framework and the EventBridge SDK. It must not import rules,
// targets, sinks or functions.
package partner
