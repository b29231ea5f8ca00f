// Package partner is the partner's side of the provider: the association of a
// partner event source with its event bus, and the look-up of the sources that
// partners have created in the account.
//
// It may import awsresource, awsclient, the plugin framework and the types of
// the EventBridge SDK. It must not import rules, targets or sinks. What a
// source's name says is in its pure subpackage sourcename.
package partner
