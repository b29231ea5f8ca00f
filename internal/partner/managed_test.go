package partner_test

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const owner = "eventsv2.amazonaws.com"

// withManagedBus has a bus for the source that an AWS service created.
func withManagedBus(t *testing.T, env *acctest.Env) {
	t.Helper()
	if _, err := env.EventBridge().CreateEventBus(context.Background(), &eventbridge.CreateEventBusInput{Name: aws.String(sourceName), EventSourceName: aws.String(sourceName)}); err != nil {
		t.Fatal(err)
	}
	manage(t, env, owner)
}

func manage(t *testing.T, env *acctest.Env, by string) {
	t.Helper()
	if err := env.Emulator.SetManagedBus(acctest.Region, sourceName, by); err != nil {
		t.Fatal(err)
	}
}

// TestManagedBus refuses the bus of a Custom Event Bus wherever it is met.
func TestManagedBus(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	withManagedBus(t, env)
	refused := acctest.ErrorRegexp("Event bus managed by AWS", "is managed by "+owner+", and only its owner may change or delete it.")
	env.Test(t,
		resource.TestStep{Config: env.Config(association()), ExpectError: refused},
		resource.TestStep{Config: env.Config(association(`adopt_existing = true`, `description = "mine"`)), ExpectError: refused},
		resource.TestStep{Config: env.Config(association()), ResourceName: address, ImportState: true, ImportStateId: sourceName, ExpectError: refused},
		resource.TestStep{
			Config: env.Config(`
data "eventbridge_partner_event_source" "test" {
  name = "` + sourceName + `"
}

data "eventbridge_partner_event_sources" "test" {}
`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.eventbridge_partner_event_source.test", tfjsonpath.New("managed_by"), knownvalue.StringExact(owner)),
				statecheck.ExpectKnownValue("data.eventbridge_partner_event_sources.test", tfjsonpath.New("event_sources").AtSliceIndex(0).AtMapKey("managed_by"), knownvalue.StringExact(owner)),
			},
		},
	)
	for _, operation := range []string{"UpdateEventBus", "DeleteEventBus"} {
		if calls := env.Emulator.CallCount("events:" + operation); calls != 0 {
			t.Errorf("%s was called %d times", operation, calls)
		}
	}
	found, diags := env.Protocol(nil).List("eventbridge_partner_event_source_association", nil, false, 0)
	if len(found) != 0 || len(diags) != 0 {
		t.Errorf("listed %v, %v", found, diags)
	}
}

// TestBusBecomesManaged has a bus in the state that an AWS service takes over.
func TestBusBecomesManaged(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	config := env.Config(association())
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() { manage(t, env, owner) }, Config: config,
			ExpectError: acctest.ErrorRegexp("Event bus managed by AWS", "write a `removed` block"),
		},
		resource.TestStep{PreConfig: func() { manage(t, env, "") }, Config: config, ConfigPlanChecks: noChange()},
	)
}

// TestDefaultTagAddedLater changes nothing but the provider's default tags.
func TestDefaultTagAddedLater(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	tagged := func(value string) string {
		return env.ConfigWith("default_tags = { tags = { team = \""+value+"\" } }", association())
	}
	has := func(want string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			out, err := env.EventBridge().ListTagsForResource(context.Background(), &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(busARN)})
			if err != nil {
				return err
			}
			var got []string
			for _, tag := range out.Tags {
				got = append(got, aws.ToString(tag.Key)+"="+aws.ToString(tag.Value))
			}
			if strings.Join(got, ",") != want {
				t.Errorf("the bus has the tags %v, want %s", got, want)
			}
			return nil
		}
	}
	env.Test(t,
		resource.TestStep{Config: env.Config(association()), Check: has("")},
		resource.TestStep{Config: tagged("a"), Check: has("team=a"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: tagged("a"), ConfigPlanChecks: noChange()},
		resource.TestStep{Config: tagged("b"), Check: has("team=b"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: env.Config(association()), Check: has("")},
	)
}

// TestReadsLagBehindCreation refreshes right after the creation, while reads are
// behind: nothing leaves the state.
func TestReadsLagBehindCreation(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	config := env.Config(association())
	env.Test(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: func() {
				for _, operation := range []string{"DescribeEventBus", "DescribeEventSource"} {
					env.Emulator.Inject(emulator.Fault{Operation: operation, StaleReads: 1, Times: 2})
				}
			},
			Config: config, ConfigPlanChecks: noChange(),
		},
	)
}

func TestMisspelledPartner(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	for _, typeName := range []string{"eventbridge_partner_event_source", "eventbridge_partner_event_sources"} {
		env.Test(t, resource.TestStep{
			Config: env.Config("data \"" + typeName + "\" \"test\" {\n  partner = \"buildkite\"\n}\n"), PlanOnly: true,
			ExpectError: acctest.ErrorRegexp("Unknown partner", `partner = "buildkite"`, `Did you mean "buildkite.com"?`),
		})
	}
}
