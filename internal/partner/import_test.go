package partner_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// associateElsewhere makes the bus of the other region by hand.
func associateElsewhere(t *testing.T, env *acctest.Env, name string) {
	t.Helper()
	if _, err := elsewhere(env).CreateEventBus(t.Context(), &eventbridge.CreateEventBusInput{Name: aws.String(name), EventSourceName: aws.String(name)}); err != nil {
		t.Fatal(err)
	}
}

func identityOf(region, name string) map[string]any {
	return map[string]any{"account_id": "123456789012", "region": region, "name": name}
}

// Every form of an import leads to the same bus, and all of them say which it is
// in the same words.
func TestAssociationImportForms(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	offer(t, env, sourceName)
	offer(t, env, otherSource)
	associateElsewhere(t, env, sourceName)
	associateElsewhere(t, env, otherSource)
	const inEurope = "arn:aws:events:eu-west-1:123456789012:event-bus/"
	for name, test := range map[string]struct {
		provider     string
		id           string
		identity     map[string]any
		region, want string
	}{
		"name":                           {id: sourceName, region: acctest.Region, want: sourceName},
		"name, provider elsewhere":       {provider: otherRegion, id: sourceName, region: otherRegion, want: sourceName},
		"name and region":                {id: otherSource + "@eu-west-1", region: otherRegion, want: otherSource},
		"name and the provider's region": {id: sourceName + "@us-east-1", region: acctest.Region, want: sourceName},
		"bus ARN":                        {id: busARN, region: acctest.Region, want: sourceName},
		"bus ARN of another region":      {id: inEurope + sourceName, region: otherRegion, want: sourceName},
		"bus ARN and its region":         {id: inEurope + sourceName + "@eu-west-1", region: otherRegion, want: sourceName},
		"source ARN":                     {id: "arn:aws:events:us-east-1::event-source/" + sourceName, region: acctest.Region, want: sourceName},
		"source ARN of another region":   {id: "arn:aws:events:eu-west-1::event-source/" + otherSource, region: otherRegion, want: otherSource},
		"identity: name":                 {identity: map[string]any{"name": sourceName}, region: acctest.Region, want: sourceName},
		"identity: name, elsewhere":      {provider: otherRegion, identity: map[string]any{"name": sourceName}, region: otherRegion, want: sourceName},
		"identity: name and region":      {identity: map[string]any{"name": otherSource, "region": otherRegion}, region: otherRegion, want: otherSource},
		"identity: name and account":     {identity: map[string]any{"name": sourceName, "account_id": "123456789012"}, region: acctest.Region, want: sourceName},
		"identity: all":                  {identity: identityOf(otherRegion, otherSource), region: otherRegion, want: otherSource},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := map[string]any{}
			if test.provider != "" {
				settings["region"] = test.provider
			}
			p := env.Protocol(settings)
			var imported *acctest.Resource
			var diags []*tfprotov6.Diagnostic
			if test.identity != nil {
				imported, diags = p.ImportIdentity(typeName, test.identity)
			} else {
				imported, diags = p.Import(typeName, test.id)
			}
			p.Must(diags)
			expectJSON(t, "identity", imported.Identity, identityOf(test.region, test.want))
			expectJSON(t, "state", map[string]any{"id": imported.State["id"], "name": imported.State["event_source_name"], "region": imported.State["region"], "arn": imported.State["event_bus_arn"]},
				map[string]any{"id": test.want, "name": test.want, "region": test.region, "arn": "arn:aws:events:" + test.region + ":123456789012:event-bus/" + test.want})
			again, diags := p.Read(imported)
			p.Must(diags)
			expectJSON(t, "identity read again", again.Identity, imported.Identity)
		})
	}
}

var expectJSON = acctest.ExpectJSON

func TestAssociationImportIdentityInvalid(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	const form = " A name looks like \"aws.partner/buildkite.com/my-org/0106-187c-12cd4fe\"; the integration's settings at the partner show it."
	for name, test := range map[string]struct {
		identity map[string]any
		want     string
	}{
		"another account": {
			map[string]any{"name": sourceName, "account_id": "210987654321"},
			"Import from another account: The object with name = \"" + sourceName + "\" is in account 210987654321, and the provider's credentials belong to account 123456789012. Nothing was imported. " +
				"Use a provider configured for account 210987654321 (`provider = eventbridge.ALIAS` in the import block).",
		},
		"another region": {
			map[string]any{"name": sourceName, "region": otherRegion},
			"Event bus not found: There is no event bus \"" + sourceName + "\" in region eu-west-1 of account 123456789012, so nothing was imported.\n\n" +
				"If it is in another region, append `@<region>` to the import ID, or set `region` in the identity. " +
				"If it was never created, remove the import: an apply creates it once the partner has created the event source.",
		},
		"unknown region": {
			map[string]any{"name": sourceName, "region": "us-east-7"},
			`Unknown AWS region at AttributeName("region"): "us-east-7" is not a region that this version of the provider knows. Regions look like us-east-1. ` +
				"Set `skip_region_validation = true` on the provider if the region is new. Nothing was changed.",
		},
		"custom bus": {
			map[string]any{"name": "my-bus"},
			"Invalid identity: The `name` is the name of the partner event source. \"my-bus\" is not a partner event source name: it does not begin with \"aws.partner/\"." + form,
		},
		"ARN": {
			map[string]any{"name": busARN},
			"Invalid identity: The `name` is the name of the partner event source. \"" + busARN + "\" is not a partner event source name: it is an ARN; the name is the part \"" + sourceName + "\"." + form,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := env.Protocol(nil).ImportIdentity(typeName, test.identity)
			expectDiagnostics(t, diags, test.want)
		})
	}
}

// A state without an identity gets one, also when the bus is gone, and one that
// is there never changes.
func TestAssociationIdentityStaysOrComes(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	associateByHand(t, env)
	p := env.Protocol(nil)
	state, _ := p.Import(typeName, sourceName)
	read := func(of *acctest.Resource) *acctest.Resource {
		t.Helper()
		read, diags := p.Read(of)
		p.Must(diags)
		expectJSON(t, "identity", read.Identity, identityOf(acctest.Region, sourceName))
		return read
	}
	for name, changed := range map[string]map[string]any{
		"of this version":       nil,
		"of one without region": {"region": nil},
	} {
		t.Run(name, func(t *testing.T) { read(read(p.With(state, changed))) })
	}
	deleteBus(t, env)
	deleteSource(t, env)
	for name, prior := range map[string]*acctest.Resource{"none before": p.With(state, nil), "the same before": state} {
		t.Run("bus gone, "+name, func(t *testing.T) {
			if read := read(prior); read.State != nil {
				t.Errorf("the state is %v; want none", read.State)
			}
		})
	}
}

// Terraform 1.12 and later keep the identity, and import by it.
func TestAssociationIdentityInTerraform(t *testing.T) {
	t.Parallel()
	env := withTwoRegions(t)
	config := env.Config(association(`tags = { team = "a" }`) + europe())
	identity := func(region, name string) map[string]knownvalue.Check {
		return map[string]knownvalue.Check{
			"account_id": knownvalue.StringExact("123456789012"), "region": knownvalue.StringExact(region), "name": knownvalue.StringExact(name),
		}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: env.Factories,
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(address, identity(acctest.Region, sourceName)),
					statecheck.ExpectIdentity(otherAddress, identity(otherRegion, otherSource)),
				},
			},
			{Config: config, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
			{Config: config, ResourceName: otherAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
			{
				Config: env.Config(association(`tags = { team = "b" }`, `active = false`) + europe()),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentity(address, identity(acctest.Region, sourceName)),
				},
			},
		},
	})
}

// Where the configuration sets what only Terraform knows, an import can't leave
// an empty plan. What it leaves is one update in place, which calls nothing.
func TestAssociationImportOfLocalSettings(t *testing.T) {
	t.Parallel()
	for attribute, test := range map[string]struct {
		lines string
		value any
	}{
		"timeouts":       {`timeouts = { create = "1m" }`, map[string]any{"create": "1m"}},
		"adopt_existing": {`adopt_existing = true`, true},
		"skip_destroy":   {`skip_destroy = true`, true},
		// AWS has no words for these: they mean the same as nothing.
		"description": {`description = ""`, ""},
		"log_config":  {`log_config = { level = "OFF" }`, map[string]any{"level": "OFF"}},
		"tags":        {`tags = {}`, map[string]any{}},
	} {
		t.Run(attribute, func(t *testing.T) {
			t.Parallel()
			env := withSource(t)
			associateByHand(t, env)
			p := env.Protocol(nil)
			state, _ := p.Import(typeName, sourceName)
			env.Emulator.ResetCalls()
			given := map[string]any{"event_source_name": sourceName, attribute: test.value}
			planned, diags := p.Plan(typeName, state, given)
			p.Must(diags)
			if len(planned.Replace) != 0 {
				t.Errorf("the plan replaces for %v", planned.Replace)
			}
			_, diags = p.Apply(state, planned, given)
			p.Must(diags)
			if calls := env.Emulator.Calls(); len(calls) != 0 {
				t.Errorf("AWS was called: %v", calls)
			}

			imported := env.Config(association(test.lines) + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, sourceName))
			env.Test(t,
				resource.TestStep{
					Config: imported,
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
					}},
				},
				resource.TestStep{Config: imported, ConfigPlanChecks: noChange()},
			)
		})
	}
}
