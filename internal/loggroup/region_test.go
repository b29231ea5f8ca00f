package loggroup_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const elsewhere = "eu-west-1"

// TestRegionsRefused says at the attribute what is wrong with a region, and
// refuses imports that lead elsewhere.
func TestRegionsRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.Test(t,
		resource.TestStep{
			Config: env.Config(group(`region = "eu-wset-1"`)),
			ExpectError: acctest.ErrorRegexp(`Unknown AWS region`,
				`"eu-wset-1" is not a region that this version of the provider knows. Regions look like us-east-1. Set `+"`skip_region_validation = true`"+` on the provider if the region is new. Nothing was changed.`),
		},
		resource.TestStep{
			Config: env.Config(group(`region = "cn-north-1"`)),
			ExpectError: acctest.ErrorRegexp(`Region in another AWS partition`,
				`The region cn-north-1 belongs to the AWS partition aws-cn, and the provider's credentials to aws. No credentials are valid in both`),
		},
		resource.TestStep{Config: env.Config(group(""))},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: groupARN + "@" + elsewhere,
			ExpectError: acctest.ErrorRegexp(`Conflicting regions in import ID`, `has the region eu-west-1 after the @, but the ARN is in us-east-1.`),
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: strings.Replace(groupARN, "123456789012", "210987654321", 1),
			ExpectError: acctest.ErrorRegexp(`Import from another account`,
				`:log-group:/aws/events/buildkite" is in account 210987654321, and the provider's credentials belong to account 123456789012. Nothing was imported.`),
		},
		resource.TestStep{
			ResourceName: address, ImportState: true, ImportStateId: name + "@" + elsewhere,
			ExpectError: acctest.ErrorRegexp(`Cannot import non-existent remote object`),
		},
	)
}
