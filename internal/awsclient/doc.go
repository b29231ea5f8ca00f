// Package awsclient is the only way from the provider to AWS: configuration and
// credentials as users know them from hashicorp/aws, retries, the classes of
// errors the provider tells apart, and readers that serve many resources with
// few calls.
//
// It may import the AWS SDK and hashicorp/aws-sdk-go-base. It must not import
// the Terraform plugin framework nor any other package of this provider.
package awsclient
