package partner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const (
	otherRegion = "eu-west-1"
	// otherSource is the organization's source in the other region.
	otherSource  = "aws.partner/buildkite.com/my-org/0406-487c-42cd4fe"
	otherBusARN  = "arn:aws:events:eu-west-1:123456789012:event-bus/" + otherSource
	otherAddress = "eventbridge_partner_event_source_association.europe"
)

// withTwoRegions is an AWS in which the partner has made a source in each of two
// regions.
func withTwoRegions(t *testing.T) *acctest.Env {
	t.Helper()
	env := withSource(t)
	offer(t, env, otherSource)
	return env
}

// offer makes a source in the other region.
func offer(t *testing.T, env *acctest.Env, name string) {
	t.Helper()
	if err := env.Emulator.CreatePartnerSource(otherRegion, name); err != nil {
		t.Fatal(err)
	}
}

// elsewhere is a client of the other region.
func elsewhere(env *acctest.Env) *eventbridge.Client {
	config := env.AWS()
	config.Region = otherRegion
	return eventbridge.NewFromConfig(config)
}

// europe is the association of the other region.
func europe(lines ...string) string {
	return fmt.Sprintf(`
resource "eventbridge_partner_event_source_association" "europe" {
  region            = %q
  event_source_name = %q
  %s
}
`, otherRegion, otherSource, strings.Join(lines, "\n  "))
}

// inOtherRegion is a configuration of a provider in the other region.
func inOtherRegion(config string) string {
	return strings.Replace(config, fmt.Sprintf("region     = %q", acctest.Region), fmt.Sprintf("region     = %q", otherRegion), 1)
}

func knownIn(of, attribute, want string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(of, tfjsonpath.New(attribute), knownvalue.StringExact(want))
}

// One configuration has the sources of an organization in two regions.
func TestAssociationTwoRegions(t *testing.T) {
	t.Parallel()
	env := withTwoRegions(t)
	lookUps := fmt.Sprintf(`
data "eventbridge_partner_event_source" "home" {
  partner    = "buildkite.com"
  depends_on = [%[2]s, %[3]s]
}

data "eventbridge_partner_event_source" "europe" {
  region     = %[1]q
  partner    = "buildkite.com"
  depends_on = [%[2]s, %[3]s]
}

data "eventbridge_partner_event_sources" "home" {
  depends_on = [%[2]s, %[3]s]
}

data "eventbridge_partner_event_sources" "europe" {
  region     = %[1]q
  depends_on = [%[2]s, %[3]s]
}
`, otherRegion, address, otherAddress)
	config := env.Config(association() + europe(`tags = { team = "a" }`) + lookUps)
	changed := env.Config(association() + europe(`description = "Europe"`, `active = false`, `tags = { team = "b" }`) + lookUps)
	byHand := func() {
		_, err := elsewhere(env).UpdateEventBus(context.Background(), &eventbridge.UpdateEventBusInput{Name: aws.String(otherSource), Description: aws.String("by hand")})
		if err != nil {
			t.Fatal(err)
		}
	}
	only := func(name string) knownvalue.Check {
		return knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact(name)})
	}
	update := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop),
		plancheck.ExpectResourceAction(otherAddress, plancheck.ResourceActionUpdate),
	}}
	env.Test(t,
		resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectKnownValue(address, tfjsonpath.New("region"), knownvalue.StringExact(acctest.Region)),
				plancheck.ExpectKnownValue(otherAddress, tfjsonpath.New("region"), knownvalue.StringExact(otherRegion)),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				knownIn(address, "region", acctest.Region), knownIn(address, "event_bus_arn", busARN),
				knownIn(otherAddress, "region", otherRegion), knownIn(otherAddress, "event_bus_arn", otherBusARN),
				knownIn(otherAddress, "event_source_arn", "arn:aws:events:eu-west-1::event-source/"+otherSource),
				knownIn(otherAddress, "state", "ACTIVE"),
				knownIn("data.eventbridge_partner_event_source.home", "region", acctest.Region),
				knownIn("data.eventbridge_partner_event_source.home", "event_bus_name", sourceName),
				knownIn("data.eventbridge_partner_event_source.europe", "region", otherRegion),
				knownIn("data.eventbridge_partner_event_source.europe", "name", otherSource),
				knownIn("data.eventbridge_partner_event_source.europe", "event_bus_name", otherSource),
				knownIn("data.eventbridge_partner_event_sources.home", "region", acctest.Region),
				statecheck.ExpectKnownValue("data.eventbridge_partner_event_sources.home", tfjsonpath.New("names"), only(sourceName)),
				knownIn("data.eventbridge_partner_event_sources.europe", "region", otherRegion),
				statecheck.ExpectKnownValue("data.eventbridge_partner_event_sources.europe", tfjsonpath.New("names"), only(otherSource)),
			},
		},
		resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
		resource.TestStep{Config: changed, ConfigPlanChecks: update, ConfigStateChecks: []statecheck.StateCheck{knownIn(otherAddress, "state", "PENDING")}},
		resource.TestStep{PreConfig: byHand, Config: changed, ConfigPlanChecks: update},
		// It is not the region's being written out that counts.
		resource.TestStep{
			Config:           env.Config(association(`region = "us-east-1"`) + europe(`description = "Europe"`, `active = false`, `tags = { team = "b" }`) + lookUps),
			ConfigPlanChecks: noChange(),
		},
	)
	for _, region := range []string{acctest.Region, otherRegion} {
		if buses := env.Emulator.BusNames(region); len(buses) != 1 {
			t.Errorf("left in %s: %v", region, buses)
		}
	}
}

// Another region is another bus, whether the resource names it or the provider.
func TestAssociationRegionChanged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after func(*acctest.Env) string }{
		"of the resource": {
			func(env *acctest.Env) string { return env.Config(association()) },
			func(env *acctest.Env) string { return env.Config(association(fmt.Sprintf("region = %q", otherRegion))) },
		},
		"of the provider": {
			func(env *acctest.Env) string { return env.Config(association()) },
			func(env *acctest.Env) string { return inOtherRegion(env.Config(association())) },
		},
		"no longer of the resource": {
			func(env *acctest.Env) string {
				return inOtherRegion(env.Config(association(fmt.Sprintf("region = %q", acctest.Region))))
			},
			func(env *acctest.Env) string { return inOtherRegion(env.Config(association())) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			offer(t, env, sourceName)
			env.Test(t,
				resource.TestStep{Config: test.before(env), ConfigStateChecks: []statecheck.StateCheck{known("region", knownvalue.StringExact(acctest.Region))}},
				resource.TestStep{
					Config:           test.after(env),
					ConfigPlanChecks: action(plancheck.ResourceActionDestroyBeforeCreate),
					ConfigStateChecks: []statecheck.StateCheck{
						known("region", knownvalue.StringExact(otherRegion)),
						known("event_bus_arn", knownvalue.StringExact(strings.Replace(busARN, acctest.Region, otherRegion, 1))),
					},
					Check: onAWS(func() error {
						if bus(t, env) != nil {
							return fmt.Errorf("the bus in %s is still there", acctest.Region)
						}
						return nil
					}),
				},
				resource.TestStep{Config: test.after(env), ConfigPlanChecks: noChange()},
			)
		})
	}
	t.Run("of the provider, and the resource says where it is", func(t *testing.T) {
		t.Parallel()
		env := withSource(t)
		env.Test(t,
			resource.TestStep{Config: env.Config(association())},
			resource.TestStep{
				Config:           inOtherRegion(env.Config(association(fmt.Sprintf("region = %q", acctest.Region), `description = "still there"`))),
				ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				Check: onAWS(func() error {
					if b := bus(t, env); b == nil || aws.ToString(b.Description) != "still there" {
						return fmt.Errorf("the bus is %+v", b)
					}
					return nil
				}),
			},
		)
	})
	t.Run("unknown while planning", func(t *testing.T) {
		t.Parallel()
		env := withTwoRegions(t)
		config := env.Config(fmt.Sprintf(`
resource "terraform_data" "region" { input = %q }
`, otherRegion) + associationOf(fmt.Sprintf("%q", otherSource), "region = terraform_data.region.output"))
		env.Test(t,
			resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{knownIn(address, "region", otherRegion), knownIn(address, "event_bus_arn", otherBusARN)}},
			resource.TestStep{Config: config, ConfigPlanChecks: noChange()},
		)
	})
}

// The loss of the source is told before another region's bus replaces it.
func TestAssociationWarnsOfLossByRegion(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	p := env.Protocol(nil)
	state, _ := p.Import(typeName, sourceName)
	moved := map[string]any{"event_source_name": sourceName, "region": otherRegion}
	_, diags := p.Plan(typeName, state, moved)
	expectDiagnostics(t, diags, loss)
	// The state of a version of the provider that knew no regions has the ARN alone.
	old := p.With(state, map[string]any{"region": nil})
	_, diags = p.Plan(typeName, old, moved)
	expectDiagnostics(t, diags, loss)
	_, diags = p.Plan(typeName, old, map[string]any{"event_source_name": sourceName, "description": "new"})
	expectDiagnostics(t, diags)
}

// The state of a version of the provider without `region` is where its ARN says,
// even if the provider's region is another one by now.
func TestAssociationStateWithoutRegion(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	state, _ := env.Protocol(nil).Import(typeName, sourceName)
	p := env.Protocol(map[string]any{"region": otherRegion})
	old := p.With(state, map[string]any{"region": nil})
	read, diags := p.Read(old)
	p.Must(diags)
	if got := read.State["region"]; got != acctest.Region {
		t.Errorf("region is %q", got)
	}
	expectDiagnostics(t, p.Destroy(old))
	if bus(t, env) != nil {
		t.Error("the bus is still there")
	}
}

func TestAssociationRegionErrors(t *testing.T) {
	t.Parallel()
	env := withTwoRegions(t)
	if _, err := elsewhere(env).CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String(otherSource), EventSourceName: aws.String(otherSource)}); err != nil {
		t.Fatal(err)
	}
	const inEurope = "region eu-west-1 of account 123456789012"
	for name, test := range map[string]struct {
		config string
		want   []string
	}{
		"unknown region": {
			association(`region = "us-east-7"`),
			[]string{"Error: Unknown AWS region", `region = "us-east-7"`, `"us-east-7" is not a region that this version of the provider knows.`},
		},
		"region of another partition": {
			association(`region = "cn-north-1"`),
			[]string{"Error: Region in another AWS partition", `region = "cn-north-1"`},
		},
		"source in another region": {
			association(`region = "eu-west-1"`, `timeouts = { create = "300ms" }`),
			[]string{"Error: Partner event source not found", "did not appear in time in " + inEurope + ".", "- " + otherSource + " (ACTIVE)"},
		},
		"bus exists": {
			europe(),
			[]string{
				"Error: Partner event bus already exists",
				"terraform import eventbridge_partner_event_source_association.NAME '" + otherSource + "@eu-west-1'",
			},
		},
		"data source": {
			lookUp(`region = "eu-west-1"`, fmt.Sprintf("name = %q", sourceName)),
			[]string{
				"Error: Partner event source not found", "No partner event source in " + inEurope + " matches name = \"" + sourceName + "\".",
				"- " + otherSource + " (ACTIVE)", "If that is another region, set `region`.",
			},
		},
		"unknown region of a data source": {
			lookUp(`region = "us-east-7"`, fmt.Sprintf("name = %q", sourceName)),
			[]string{"Error: Unknown AWS region", `region = "us-east-7"`},
		},
		"unknown region of the list": {
			"data \"eventbridge_partner_event_sources\" \"all\" {\n  region = \"us-east-7\"\n}\n",
			[]string{"Error: Unknown AWS region", `region = "us-east-7"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env.Test(t, resource.TestStep{Config: env.Config(test.config), ExpectError: acctest.ErrorRegexp(test.want...)})
		})
	}
}
