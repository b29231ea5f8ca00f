// Package message knows what a target sends: input transformers with their
// placeholders and JSON paths, how EventBridge renders one for an event, and the
// messages that the provider's resources build from them.
//
// The package is pure: it knows neither Terraform nor AWS, and imports catalog
// and prose only. The emulator delivers with the same implementation.
package message
