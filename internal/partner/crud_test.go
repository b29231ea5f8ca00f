package partner_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	typeName   = "eventbridge_partner_event_source_association"
	sourceName = "aws.partner/buildkite.com/my-org/0106-187c-12cd4fe"
	busARN     = "arn:aws:events:us-east-1:123456789012:event-bus/" + sourceName
	address    = typeName + ".buildkite"
)

var rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`)

// association is the resource with more lines in it.
func association(lines ...string) string {
	return associationOf(fmt.Sprintf("%q", sourceName), lines...)
}

func associationOf(name string, lines ...string) string {
	return fmt.Sprintf(`
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = %s
  %s
}
`, name, strings.Join(lines, "\n  "))
}

// withSource is an AWS in which the partner has made the source.
func withSource(t *testing.T) *acctest.Env {
	t.Helper()
	env := acctest.New(t)
	env.PartnerSource(sourceName)
	return env
}

func known(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(address, tfjsonpath.New(attribute), check)
}

// noChange expects that the plan of a step is empty.
func noChange() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// action expects what the plan of a step does with the association.
func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

// importBlock imports the association and expects that nothing is left to do.
func importBlock(config, id string) resource.TestStep {
	return resource.TestStep{
		Config: config, ResourceName: address, ImportState: true,
		ImportStateKind: resource.ImportBlockWithID, ImportStateId: id,
	}
}

// bus reads the bus as it is on AWS; nil if there is none.
func bus(t *testing.T, env *acctest.Env) *eventbridge.DescribeEventBusOutput {
	t.Helper()
	out, err := env.EventBridge().DescribeEventBus(context.Background(), &eventbridge.DescribeEventBusInput{Name: aws.String(sourceName)})
	if err != nil && !strings.Contains(err.Error(), "ResourceNotFoundException") {
		t.Fatal(err)
	}
	return out
}

// sourceState is the state of the source on AWS.
func sourceState(t *testing.T, env *acctest.Env) string {
	t.Helper()
	out, err := env.EventBridge().DescribeEventSource(context.Background(), &eventbridge.DescribeEventSourceInput{Name: aws.String(sourceName)})
	if err != nil {
		t.Fatal(err)
	}
	return string(out.State)
}

// onAWS checks something on AWS after a step.
func onAWS(check func() error) resource.TestCheckFunc {
	return func(*terraform.State) error { return check() }
}

func TestAssociation(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	config := env.Config(association())
	env.Test(t,
		resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
				plancheck.ExpectKnownValue(address, tfjsonpath.New("tags_all"), knownvalue.MapExact(nil)),
				plancheck.ExpectUnknownValue(address, tfjsonpath.New("event_bus_name")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				known("id", knownvalue.StringExact(sourceName)),
				known("event_source_name", knownvalue.StringExact(sourceName)),
				known("event_bus_name", knownvalue.StringExact(sourceName)),
				known("event_bus_arn", knownvalue.StringExact(busARN)),
				known("event_source_arn", knownvalue.StringExact("arn:aws:events:us-east-1::event-source/"+sourceName)),
				known("partner", knownvalue.StringExact("buildkite.com")),
				known("created_by", knownvalue.StringExact("buildkite.com")),
				known("state", knownvalue.StringExact("ACTIVE")),
				known("creation_time", knownvalue.StringRegexp(rfc3339)),
				known("expiration_time", knownvalue.Null()),
				known("active", knownvalue.Bool(true)),
				known("adopt_existing", knownvalue.Bool(false)),
				known("skip_destroy", knownvalue.Bool(false)),
				known("description", knownvalue.Null()),
				known("kms_key_identifier", knownvalue.Null()),
				known("dead_letter_arn", knownvalue.Null()),
				known("log_config", knownvalue.Null()),
				known("tags", knownvalue.Null()),
				known("tags_all", knownvalue.MapExact(nil)),
			},
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
		importBlock(config, sourceName),
		importBlock(config, busARN),
		resource.TestStep{Config: config, ResourceName: address, ImportState: true, ImportStateVerify: true},
	)
	if bus(t, env) != nil {
		t.Error("the bus is still there after destroy")
	}
}

// TestAssociationSettings takes each setting of the bus through its life: set,
// changed, changed behind the provider's back, cleared.
func TestAssociationSettings(t *testing.T) {
	t.Parallel()
	for _, setting := range []struct {
		attribute     string
		first, second string // HCL
		firstValue    knownvalue.Check
		secondValue   knownvalue.Check
		drift         eventbridge.UpdateEventBusInput
		onBus         func(*eventbridge.DescribeEventBusOutput) string
		want          [2]string
	}{
		{
			attribute: "description",
			first:     `description = "Builds of my-org"`, firstValue: knownvalue.StringExact("Builds of my-org"),
			second: `description = "All builds of my-org"`, secondValue: knownvalue.StringExact("All builds of my-org"),
			drift: eventbridge.UpdateEventBusInput{Description: aws.String("by hand")},
			onBus: func(b *eventbridge.DescribeEventBusOutput) string { return aws.ToString(b.Description) },
			want:  [2]string{"Builds of my-org", "All builds of my-org"},
		},
		{
			attribute: "kms_key_identifier",
			first:     `kms_key_identifier = "alias/events"`, firstValue: knownvalue.StringExact("alias/events"),
			second: `kms_key_identifier = "1234abcd-12ab-34cd-56ef-1234567890ab"`, secondValue: knownvalue.StringExact("1234abcd-12ab-34cd-56ef-1234567890ab"),
			drift: eventbridge.UpdateEventBusInput{KmsKeyIdentifier: aws.String("")},
			onBus: func(b *eventbridge.DescribeEventBusOutput) string { return aws.ToString(b.KmsKeyIdentifier) },
			want:  [2]string{"alias/events", "1234abcd-12ab-34cd-56ef-1234567890ab"},
		},
		{
			attribute: "dead_letter_arn",
			first:     `dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:dead"`, firstValue: knownvalue.StringExact("arn:aws:sqs:us-east-1:123456789012:dead"),
			second: `dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:dead-2"`, secondValue: knownvalue.StringExact("arn:aws:sqs:us-east-1:123456789012:dead-2"),
			drift: eventbridge.UpdateEventBusInput{DeadLetterConfig: &ebtypes.DeadLetterConfig{}},
			onBus: func(b *eventbridge.DescribeEventBusOutput) string {
				if b.DeadLetterConfig == nil {
					return ""
				}
				return aws.ToString(b.DeadLetterConfig.Arn)
			},
			want: [2]string{"arn:aws:sqs:us-east-1:123456789012:dead", "arn:aws:sqs:us-east-1:123456789012:dead-2"},
		},
		{
			attribute: "log_config",
			first:     `log_config = { level = "ERROR" }`, firstValue: logging("ERROR", "NONE"),
			second: `log_config = { level = "TRACE", include_detail = "FULL" }`, secondValue: logging("TRACE", "FULL"),
			drift: eventbridge.UpdateEventBusInput{LogConfig: &ebtypes.LogConfig{Level: ebtypes.LevelOff, IncludeDetail: ebtypes.IncludeDetailNone}},
			onBus: func(b *eventbridge.DescribeEventBusOutput) string {
				if b.LogConfig == nil || b.LogConfig.Level == ebtypes.LevelOff {
					return ""
				}
				return string(b.LogConfig.Level) + " " + string(b.LogConfig.IncludeDetail)
			},
			want: [2]string{"ERROR NONE", "TRACE FULL"},
		},
	} {
		t.Run(setting.attribute, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			onBus := func(want string) resource.TestCheckFunc {
				return onAWS(func() error {
					if got := setting.onBus(bus(t, env)); got != want {
						return fmt.Errorf("%s on the bus is %q, want %q", setting.attribute, got, want)
					}
					return nil
				})
			}
			first, second, none := env.Config(association(setting.first)), env.Config(association(setting.second)), env.Config(association())
			env.Test(t,
				resource.TestStep{
					Config: first, Check: onBus(setting.want[0]),
					ConfigStateChecks: []statecheck.StateCheck{known(setting.attribute, setting.firstValue)},
				},
				resource.TestStep{
					Config: second, Check: onBus(setting.want[1]), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
					ConfigStateChecks: []statecheck.StateCheck{known(setting.attribute, setting.secondValue)},
				},
				resource.TestStep{
					PreConfig: func() {
						drift := setting.drift
						drift.Name = aws.String(sourceName)
						if _, err := env.EventBridge().UpdateEventBus(context.Background(), &drift); err != nil {
							t.Fatal(err)
						}
					},
					Config: second, Check: onBus(setting.want[1]), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				},
				resource.TestStep{
					Config: none, Check: onBus(""), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
					ConfigStateChecks: []statecheck.StateCheck{known(setting.attribute, knownvalue.Null())},
				},
				resource.TestStep{ // Set behind the provider's back, where nothing is configured.
					PreConfig: func() {
						if _, err := env.EventBridge().UpdateEventBus(context.Background(), driftTo(setting.attribute)); err != nil {
							t.Fatal(err)
						}
					},
					Config: none, Check: onBus(""), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				},
			)
		})
	}
}

func logging(level, detail string) knownvalue.Check {
	return knownvalue.ObjectExact(map[string]knownvalue.Check{
		"level": knownvalue.StringExact(level), "include_detail": knownvalue.StringExact(detail),
	})
}

// driftTo sets one setting by hand.
func driftTo(attribute string) *eventbridge.UpdateEventBusInput {
	in := &eventbridge.UpdateEventBusInput{Name: aws.String(sourceName)}
	switch attribute {
	case "description":
		in.Description = aws.String("by hand")
	case "kms_key_identifier":
		in.KmsKeyIdentifier = aws.String("alias/by-hand")
	case "dead_letter_arn":
		in.DeadLetterConfig = &ebtypes.DeadLetterConfig{Arn: aws.String("arn:aws:sqs:us-east-1:123456789012:by-hand")}
	case "log_config":
		in.LogConfig = &ebtypes.LogConfig{Level: ebtypes.LevelInfo, IncludeDetail: ebtypes.IncludeDetailFull}
	}
	return in
}

// TestAssociationAllAtOnce sets everything when creating and clears everything
// in one update.
func TestAssociationAllAtOnce(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	full := env.ConfigWith(`default_tags = { tags = { team = "ci", env = "test" } }`, association(
		`description = "Builds"`, `kms_key_identifier = "alias/events"`, `dead_letter_arn = "arn:aws:sqs:us-east-1:123456789012:dead"`,
		`log_config = { level = "INFO" }`, `active = false`, `tags = { env = "prod", build = "yes" }`))
	bare := env.Config(association())
	env.Test(t,
		resource.TestStep{
			Config: full,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectKnownValue(address, tfjsonpath.New("tags_all"), tagCheck("team", "ci", "env", "prod", "build", "yes")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				known("state", knownvalue.StringExact("PENDING")),
				known("expiration_time", knownvalue.StringRegexp(rfc3339)),
				known("tags", tagCheck("env", "prod", "build", "yes")),
				known("tags_all", tagCheck("team", "ci", "env", "prod", "build", "yes")),
			},
		},
		resource.TestStep{Config: full, ConfigPlanChecks: noChange()},
		importBlock(full, sourceName),
		resource.TestStep{
			Config: bare, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{known("state", knownvalue.StringExact("ACTIVE")), known("tags_all", knownvalue.MapExact(nil))},
			Check: onAWS(func() error {
				b := bus(t, env)
				if b.Description != nil || b.KmsKeyIdentifier != nil || b.DeadLetterConfig != nil || b.LogConfig.Level != ebtypes.LevelOff {
					return fmt.Errorf("not cleared: %+v", b)
				}
				return nil
			}),
		},
		importBlock(bare, sourceName),
	)
}

func tagCheck(pairs ...string) knownvalue.Check {
	tags := map[string]knownvalue.Check{}
	for i := 0; i < len(pairs); i += 2 {
		tags[pairs[i]] = knownvalue.StringExact(pairs[i+1])
	}
	return knownvalue.MapExact(tags)
}

func TestAssociationTags(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	one := env.Config(association(`tags = { a = "1", b = "2" }`))
	two := env.Config(association(`tags = { a = "3", c = "4" }`))
	onBus := func(want ...string) resource.TestCheckFunc {
		return onAWS(func() error {
			out, err := env.EventBridge().ListTagsForResource(context.Background(), &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(busARN)})
			if err != nil {
				return err
			}
			got := map[string]string{}
			for _, tag := range out.Tags {
				got[*tag.Key] = *tag.Value
			}
			for i := 0; i < len(want); i += 2 {
				if got[want[i]] != want[i+1] {
					return fmt.Errorf("tags on the bus are %v, want %v", got, want)
				}
			}
			if len(got) != len(want)/2 {
				return fmt.Errorf("tags on the bus are %v, want %v", got, want)
			}
			return nil
		})
	}
	tagByHand := func() {
		_, err := env.EventBridge().TagResource(context.Background(), &eventbridge.TagResourceInput{
			ResourceARN: aws.String(busARN), Tags: []ebtypes.Tag{{Key: aws.String("hand"), Value: aws.String("made")}, {Key: aws.String("a"), Value: aws.String("x")}},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	env.Test(t,
		resource.TestStep{Config: one, Check: onBus("a", "1", "b", "2")},
		resource.TestStep{Config: two, Check: onBus("a", "3", "c", "4"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{PreConfig: tagByHand, Config: two, Check: onBus("a", "3", "c", "4"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		importBlock(two, sourceName),
		resource.TestStep{Config: env.Config(association()), Check: onBus(), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		// Without tags, what others tag is left alone.
		resource.TestStep{PreConfig: tagByHand, Config: env.Config(association()), Check: onBus("hand", "made", "a", "x"), ConfigPlanChecks: noChange()},
		resource.TestStep{
			Config: env.Config(associationOf(fmt.Sprintf("%q", sourceName), `tags = { (terraform_data.key.output) = terraform_data.key.id }`) +
				`resource "terraform_data" "key" { input = "generated" }`),
			ConfigStateChecks: []statecheck.StateCheck{known("tags", knownvalue.MapSizeExact(1))},
		},
	)
}
