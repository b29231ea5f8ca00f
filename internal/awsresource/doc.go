// Package awsresource is what every resource and data source of an AWS object
// shares, in Terraform's terms: the provider's data, the region, identity and
// import, tags with default tags, validators of names and ARNs, objects that
// already exist, and diagnostics of failed calls.
//
// It may import awsclient, permission and the Terraform plugin framework, and no
// other package of this provider.
package awsresource
