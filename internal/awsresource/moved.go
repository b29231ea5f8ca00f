package awsresource

import "strings"

// IsAWSProvider says whether a resource that a moved block names is one of
// hashicorp/aws, from any registry. OpenTofu 1.10 to 1.12.3 give no address but
// the first word of the resource's type (opentofu/opentofu#4355).
func IsAWSProvider(address string) bool {
	return address == "aws" || strings.HasSuffix("/"+address, "/hashicorp/aws")
}
