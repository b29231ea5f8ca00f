package partner_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

// A run that was killed leaves a marked bus behind; the next apply goes on with
// it, gives it the settings that it lacks, and removes the mark.
func TestAssociationLeftBehind(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		settings string
		tags     map[string]string
	}{
		"tags left alone": {`description = "ours"`, map[string]string{}},
		"tags managed":    {`tags = { team = "a" }`, map[string]string{"team": "a"}},
		"adopted":         {`adopt_existing = true`, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			associateByHand(t, env, func(in *eventbridge.CreateEventBusInput) {
				in.Tags = []ebtypes.Tag{{Key: aws.String(awsresource.CreationMark), Value: aws.String("another/run")}}
			})
			config := env.Config(association(test.settings))
			env.Test(t,
				resource.TestStep{
					Config: config, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
					Check: onAWS(func() error { return expectTags(t, env, test.tags) }),
				},
				resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
			)
			if n := env.Emulator.CallCount("events:CreateEventBus"); n != 1 {
				t.Errorf("%d buses created, want the one of the killed run", n)
			}
		})
	}
}

// Nothing is left of the mark after a creation, and one that can't be set or
// removed is no failure.
func TestAssociationMark(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]emulator.Fault{
		"all is well": {Operation: "NoSuchOperation"},
		"creating with tags is not allowed": {
			Operation: "CreateEventBus", Code: "AccessDeniedException",
			Match: func(call emulator.Call) bool { return call.Input["Tags"] != nil },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			env.Emulator.Inject(fault)
			env.Test(t, resource.TestStep{
				Config: env.Config(association()),
				Check:  onAWS(func() error { return expectTags(t, env, map[string]string{}) }),
			})
		})
	}
	t.Run("untagging is not allowed", func(t *testing.T) {
		t.Parallel()
		env := withSource(t)
		env.Emulator.Inject(emulator.Fault{Operation: "UntagResource", Code: "AccessDeniedException"})
		env.Test(t,
			resource.TestStep{Config: env.Config(association())},
			resource.TestStep{Config: env.Config(association()), ConfigPlanChecks: noChange()},
		)
	})
}

// Two resources of one configuration never share a bus.
func TestAssociationTwice(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Test(t, resource.TestStep{
		Config: env.Config(association() + fmt.Sprintf(`
resource "eventbridge_partner_event_source_association" "second" {
  event_source_name = %q
}
`, sourceName)),
		ExpectError: acctest.ErrorRegexp("Error: Partner event bus exists already"),
	})
}

func expectTags(t *testing.T, env *acctest.Env, want map[string]string) error {
	t.Helper()
	out, err := env.EventBridge().ListTagsForResource(t.Context(), &eventbridge.ListTagsForResourceInput{ResourceARN: bus(t, env).Arn})
	if err != nil {
		return err
	}
	got := map[string]string{}
	for _, tag := range out.Tags {
		got[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("the tags are %v, want %v", got, want)
	}
	return nil
}
