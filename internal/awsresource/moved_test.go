package awsresource_test

import (
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

func TestIsAWSProvider(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"registry.terraform.io/hashicorp/aws":    true,
		"registry.opentofu.org/hashicorp/aws":    true,
		"hashicorp/aws":                          true,
		"aws":                                    true,
		"registry.terraform.io/acme/aws":         false,
		"registry.terraform.io/nothashicorp/aws": false,
		"registry.terraform.io/hashicorp/awscc":  false,
		"awscc":                                  false,
		"":                                       false,
	} {
		if got := awsresource.IsAWSProvider(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
