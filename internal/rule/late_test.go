package rule_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestCheckedWhileApplying leaves to the apply what the plan could not know.
func TestCheckedWhileApplying(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ config, summary, detail string }{
		"value outside an enumeration": {
			`
resource "terraform_data" "later" {
  input = "faild"
}

resource "eventbridge_buildkite_build_rule" "test" {
  name           = "failed-builds"
  event_bus_name = "default"
  build          = { state = { equals = [terraform_data.later.output] } }
}
`, "Undocumented value", "Did you mean `failed`?",
		},
		"event that must match": {
			`
resource "terraform_data" "later" {
  input = "{\"detail-type\":\"Build Created\"}"
}

resource "eventbridge_buildkite_build_rule" "test" {
  name           = "failed-builds"
  event_bus_name = "default"
  detail_types   = ["Build Finished"]
  must_match     = [terraform_data.later.output]
}
`, "must_match event does not match", "element 0 of `must_match`",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Test(t, resource.TestStep{Config: env.Config(test.config), ExpectError: acctest.ErrorRegexp(test.summary, test.detail)})
			if n := env.Emulator.CallCount("events:PutRule"); n != 0 {
				t.Errorf("%d rules were put", n)
			}
		})
	}
}
