// Package function implements the provider's functions: small and pure, about
// event patterns, events and names, for use anywhere in a configuration.
//
// It may import the Terraform plugin framework, catalog, message,
// pattern and patterntype, and no other package of this provider. It must not import AWS.
package function
