package metricsink_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	elsewhere = "eu-west-1"
	name      = "/aws/events/buildkite"
	groupARN  = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite"
)

// inRegion is every sink in one region, all with the same names whatever the
// region is.
func inRegion(label, region string) string {
	return fmt.Sprintf(`
resource "eventbridge_log_group" %[1]q {
  name = %[3]q
  %[2]s
}

resource "eventbridge_log_metric" %[1]q {
  log_group_name = eventbridge_log_group.%[1]s.name
  name           = "failed"
  namespace      = "CI"
  metric_name    = "Failed"
  detail_types   = ["Job Finished"]
  count_events   = true
  %[2]s
}

resource "eventbridge_metric" %[1]q {
  name   = "wait"
  preset = "buildkite_job_wait"
  %[2]s
}
`, label, region, name)
}

func knownAt(address, attribute, value string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), knownvalue.StringExact(value))
}

// TestRegions has the same sinks in two regions, side by side, and then in one
// region only.
func TestRegions(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	both := env.Config(inRegion("here", "") + inRegion("there", `region = "eu-west-1"`))
	imported := func(address, id string) resource.TestStep {
		return resource.TestStep{Config: both, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: id}
	}
	env.Test(t,
		resource.TestStep{
			Config: both,
			ConfigStateChecks: []statecheck.StateCheck{
				knownAt("eventbridge_log_group.here", "region", acctest.Region), knownAt("eventbridge_log_group.there", "region", elsewhere),
				knownAt("eventbridge_log_group.here", "arn", groupARN), knownAt("eventbridge_log_group.there", "arn", strings.Replace(groupARN, acctest.Region, elsewhere, 1)),
				knownAt("eventbridge_log_metric.here", "region", acctest.Region), knownAt("eventbridge_log_metric.there", "region", elsewhere),
				knownAt("eventbridge_metric.here", "region", acctest.Region), knownAt("eventbridge_metric.there", "region", elsewhere),
				knownAt("eventbridge_metric.there", "state_machine_arn", "arn:aws:states:eu-west-1:123456789012:stateMachine:wait"),
				knownAt("eventbridge_metric.there", "execution_role_name", "wait-eu-west-1-execution"),
			},
		},
		emptyPlan(both),
		imported("eventbridge_log_group.there", name+"@"+elsewhere),
		imported("eventbridge_log_group.there", strings.Replace(groupARN, acctest.Region, elsewhere, 1)),
		imported("eventbridge_log_group.here", name),
		imported("eventbridge_log_metric.there", name+":failed@"+elsewhere),
		imported("eventbridge_metric.there", "wait@"+elsewhere),
		imported("eventbridge_metric.there", "arn:aws:states:eu-west-1:123456789012:stateMachine:wait"),
		resource.TestStep{ // A provider of another region: what follows it moves along, what does not stays.
			Config: strings.Replace(both, `region     = "us-east-1"`, `region = "ap-southeast-2"`, 1),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("eventbridge_log_group.here", plancheck.ResourceActionReplace),
				plancheck.ExpectResourceAction("eventbridge_log_metric.here", plancheck.ResourceActionReplace),
				plancheck.ExpectResourceAction("eventbridge_metric.here", plancheck.ResourceActionReplace),
				plancheck.ExpectResourceAction("eventbridge_log_group.there", plancheck.ResourceActionNoop),
				plancheck.ExpectResourceAction("eventbridge_log_metric.there", plancheck.ResourceActionNoop),
				plancheck.ExpectResourceAction("eventbridge_metric.there", plancheck.ResourceActionNoop),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				knownAt("eventbridge_log_group.here", "arn", strings.Replace(groupARN, acctest.Region, "ap-southeast-2", 1)),
				knownAt("eventbridge_metric.here", "state_machine_arn", "arn:aws:states:ap-southeast-2:123456789012:stateMachine:wait"),
			},
		},
		resource.TestStep{
			Config: env.Config(inRegion("there", `region = "sa-east-1"`)),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction("eventbridge_log_group.there", plancheck.ResourceActionReplace),
				plancheck.ExpectResourceAction("eventbridge_log_metric.there", plancheck.ResourceActionReplace),
				plancheck.ExpectResourceAction("eventbridge_metric.there", plancheck.ResourceActionReplace),
			}},
		},
	)
	if left := env.Emulator.Inventory(); !left.IsEmpty() {
		t.Errorf("left behind: %+v", left)
	}
}

// TestRegionUnknown learns the region while applying.
func TestRegionUnknown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(`resource "terraform_data" "region" {
  input = "eu-west-1"
}
` + inRegion("late", "region = terraform_data.region.output"))
	env.Test(t, resource.TestStep{
		Config: config,
		ConfigStateChecks: []statecheck.StateCheck{
			knownAt("eventbridge_log_group.late", "arn", strings.Replace(groupARN, acctest.Region, elsewhere, 1)),
			knownAt("eventbridge_log_metric.late", "region", elsewhere),
			knownAt("eventbridge_metric.late", "execution_role_name", "wait-eu-west-1-execution"),
		},
	}, emptyPlan(config))
}

// TestRegionOfWhatExists tells how to import what is in the way in another region
// than the provider's: the ID alone would mean the provider's.
func TestRegionOfWhatExists(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(inRegion("there", `region = "eu-west-1"`))
	steps := []resource.TestStep{{Config: config}}
	for _, one := range []struct{ typeName, id, again string }{
		{"eventbridge_log_group", name, fmt.Sprintf(`name = %q`, name)},
		{"eventbridge_log_metric", name + ":failed", fmt.Sprintf(`
  log_group_name = %q
  name           = "failed"
  namespace      = "CI"
  metric_name    = "Failed"
  detail_types   = ["Job Finished"]
  count_events   = true`, name)},
		{"eventbridge_metric", "wait", `
  name                 = "wait"
  preset               = "buildkite_job_wait"
  execution_role_name  = "again-execution"
  invocation_role_name = "again-invocation"`},
	} {
		steps = append(steps, resource.TestStep{
			Config:      config + fmt.Sprintf("\nresource %q \"again\" {\n  region = \"eu-west-1\"\n  %s\n}\n", one.typeName, one.again),
			ExpectError: acctest.ErrorRegexp(fmt.Sprintf("terraform import %s.NAME '%s@eu-west-1'", one.typeName, one.id)),
		})
	}
	env.Test(t, steps...)
}
