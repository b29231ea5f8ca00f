package partner_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	otherOrg     = "aws.partner/buildkite.com/zeta-org/0306-387c-32cd4fe"
	otherPartner = "aws.partner/auth0.com/acme-6c1b/auth0.logs"
	noOrg        = "aws.partner/datadog.com/alerts"
)

// lookUp is the data source with these lines.
func lookUp(lines ...string) string {
	return fmt.Sprintf("data \"eventbridge_partner_event_source\" \"it\" {\n  %s\n}\n", strings.Join(lines, "\n  "))
}

func found(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.eventbridge_partner_event_source.it", tfjsonpath.New(attribute), check)
}

func TestSource(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	for _, name := range []string{otherOrg, otherPartner, noOrg} {
		env.PartnerSource(name)
	}
	associateByHand(t, env)
	pending := knownvalue.StringRegexp(rfc3339)
	for name, test := range map[string]struct {
		lines []string
		want  map[string]knownvalue.Check
	}{
		"by name": {
			[]string{fmt.Sprintf("name = %q", sourceName)},
			map[string]knownvalue.Check{
				"name": knownvalue.StringExact(sourceName), "arn": knownvalue.StringExact("arn:aws:events:us-east-1::event-source/" + sourceName),
				"partner": knownvalue.StringExact("buildkite.com"), "organization": knownvalue.StringExact("my-org"),
				"created_by": knownvalue.StringExact("buildkite.com"), "state": knownvalue.StringExact("ACTIVE"),
				"creation_time": pending, "expiration_time": knownvalue.Null(), "event_bus_name": knownvalue.StringExact(sourceName),
			},
		},
		"by prefix": {
			[]string{`name_prefix = "aws.partner/buildkite.com/zeta-org/"`},
			map[string]knownvalue.Check{
				"name": knownvalue.StringExact(otherOrg), "state": knownvalue.StringExact("PENDING"),
				"expiration_time": pending, "event_bus_name": knownvalue.Null(),
			},
		},
		"by prefix and state": {
			[]string{`name_prefix = "aws.partner/buildkite.com/"`, `state = "ACTIVE"`},
			map[string]knownvalue.Check{"name": knownvalue.StringExact(sourceName)},
		},
		"by partner": {
			[]string{`partner = "auth0.com"`},
			map[string]knownvalue.Check{"name": knownvalue.StringExact(otherPartner), "organization": knownvalue.StringExact("acme-6c1b")},
		},
		"by partner without organizations": {
			[]string{`partner = "datadog.com"`},
			map[string]knownvalue.Check{"name": knownvalue.StringExact(noOrg), "organization": knownvalue.Null()},
		},
		"by partner and organization": {
			[]string{`partner = "buildkite.com"`, `organization = "my-org"`},
			map[string]knownvalue.Check{"name": knownvalue.StringExact(sourceName)},
		},
		"by partner and state": {
			[]string{`partner = "buildkite.com"`, `state = "PENDING"`},
			map[string]knownvalue.Check{"name": knownvalue.StringExact(otherOrg)},
		},
		"with an unknown name": {
			[]string{`name = terraform_data.name.output`},
			map[string]knownvalue.Check{"state": knownvalue.StringExact("ACTIVE")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var checks []statecheck.StateCheck
			for attribute, check := range test.want {
				checks = append(checks, found(attribute, check))
			}
			config := env.Config(lookUp(test.lines...) + fmt.Sprintf("resource \"terraform_data\" \"name\" { input = %q }\n", sourceName))
			env.Test(t, resource.TestStep{Config: config, ConfigStateChecks: checks})
		})
	}
}

func TestSourceErrors(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.PartnerSource(otherOrg)
	const (
		where = "region us-east-1 of account 123456789012"
		there = "Event sources of buildkite.com that exist: - " + sourceName + " (PENDING) - " + otherOrg + " (PENDING)"
		last  = "A partner creates a source in the account and region that were entered at the partner."
	)
	for name, test := range map[string]struct {
		lines []string
		want  []string
	}{
		"several": {
			[]string{`partner = "buildkite.com"`},
			[]string{"Error: Multiple partner event sources found", "2 partner event sources in " + where + " match partner = \"buildkite.com\": - " + sourceName + " (PENDING) - " + otherOrg + " (PENDING) " +
				"Select one with `name`, `name_prefix`, `organization` or `state`, or read all with the data source eventbridge_partner_event_sources."},
		},
		"none of that name": {
			[]string{`name = "aws.partner/buildkite.com/my-org/0"`},
			[]string{"Error: Partner event source not found", "No partner event source in " + where + " matches name = \"aws.partner/buildkite.com/my-org/0\". " +
				"If the partner is still creating it, set `wait = true`. " + there + " " + last},
		},
		"none of that name in that state": {
			[]string{fmt.Sprintf("name = %q", sourceName), `state = "ACTIVE"`},
			[]string{"matches name = \"" + sourceName + "\", state = \"ACTIVE\"."},
		},
		"none of that prefix": {
			[]string{`name_prefix = "aws.partner/auth0.com/"`},
			[]string{"matches name_prefix = \"aws.partner/auth0.com/\".", "Event sources of auth0.com: none exist. " + last},
		},
		"none of that short prefix": {
			[]string{`name_prefix = "aws.partner/auth"`},
			[]string{"Partner event sources that exist: - " + sourceName},
		},
		"none of that organization": {
			[]string{`partner = "buildkite.com"`, `organization = "my"`},
			[]string{"matches partner = \"buildkite.com\", organization = \"my\".", there},
		},
		"none in time": {
			[]string{`partner = "auth0.com"`, `wait = true`, `timeouts = { read = "1s" }`},
			[]string{"Error: Partner event source not found", "No partner event source in " + where + " matches partner = \"auth0.com\". The wait timed out; set a longer timeout in `timeouts.read` if needed."},
		},
		"nothing to look for": {
			[]string{`state = "ACTIVE"`},
			[]string{"Error: Missing Attribute Configuration", "[name,name_prefix,partner]"},
		},
		"two ways to look": {
			[]string{`name_prefix = "aws.partner/"`, fmt.Sprintf("name = %q", sourceName)},
			[]string{"Error: Invalid Attribute Combination", "[name,name_prefix,partner]"},
		},
		"organization of nobody": {
			[]string{`name_prefix = "aws.partner/"`, `organization = "my-org"`},
			[]string{"Error: Invalid Attribute Combination", "organization =", "partner"},
		},
		"bad name": {
			[]string{fmt.Sprintf("name = %q", busARN)},
			[]string{"Error: Invalid event source name", "name =", "it is an ARN; the name is the part \"" + sourceName + "\"."},
		},
		"bad prefix": {
			[]string{`name_prefix = "buildkite.com/"`},
			[]string{"Error: Invalid event source name prefix", "name_prefix =", "the names of all partner event sources start with \"aws.partner/\"."},
		},
		"bad partner": {
			[]string{`partner = "https://buildkite.com"`},
			[]string{"Error: Invalid Attribute Value Match", "partner =", "must be the partner's domain alone, such as buildkite.com"},
		},
		"bad state": {
			[]string{`partner = "buildkite.com"`, `state = "active"`},
			[]string{"Error: Invalid value", "state =", `"PENDING", "ACTIVE" or "DELETED"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env.Test(t, resource.TestStep{Config: env.Config(lookUp(test.lines...)), ExpectError: acctest.ErrorRegexp(test.want...)})
		})
	}
}

func TestSourceWaits(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"name":   {fmt.Sprintf("name = %q", sourceName)},
		"prefix": {`name_prefix = "aws.partner/buildkite.com/my-org/"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Test(t, resource.TestStep{
				PreConfig: func() {
					go func() {
						for env.Emulator.CallCount("events:DescribeEventSource")+env.Emulator.CallCount("events:ListEventSources") < 3 {
							time.Sleep(time.Millisecond)
						}
						env.PartnerSource(sourceName)
					}()
				},
				Config:            env.Config(lookUp(append(lines, "wait = true")...)),
				ConfigStateChecks: []statecheck.StateCheck{found("name", knownvalue.StringExact(sourceName))},
			})
		})
	}
}

func TestSourceFaults(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	env.Emulator.Inject(emulator.Fault{Operation: "ListEventSources", Code: "ThrottlingException", Times: 3})
	env.Emulator.Inject(emulator.Fault{Operation: "DescribeEventBus", Status: 500, Times: 3})
	env.Test(t, resource.TestStep{Config: env.Config(lookUp(`partner = "buildkite.com"`))})
	env.Emulator.Inject(emulator.Fault{Operation: "ListEventSources", Code: "OperationDisabledException"})
	env.Test(t, resource.TestStep{
		Config:      env.Config(lookUp(`partner = "buildkite.com"`)),
		ExpectError: acctest.ErrorRegexp("Error: Partner event sources not available", "in region us-east-1 of account 123456789012 (OperationDisabledException, while looking for partner event sources)."),
	})
}

func TestSources(t *testing.T) {
	t.Parallel()
	env := withSource(t)
	for _, name := range []string{otherOrg, otherPartner, noOrg} {
		env.PartnerSource(name)
	}
	for i := range 205 { // Three pages.
		env.PartnerSource(fmt.Sprintf("aws.partner/example.com/many/%03d", i))
	}
	associateByHand(t, env)
	names := func(want ...string) knownvalue.Check {
		checks := make([]knownvalue.Check, len(want))
		for i, name := range want {
			checks[i] = knownvalue.StringExact(name)
		}
		return knownvalue.ListExact(checks)
	}
	for name, test := range map[string]struct {
		lines string
		want  knownvalue.Check
	}{
		"all":              {"", knownvalue.ListSizeExact(209)},
		"paged":            {`partner = "example.com"`, knownvalue.ListSizeExact(205)},
		"by prefix":        {`name_prefix = "aws.partner/buildkite.com/"`, names(sourceName, otherOrg)},
		"by partner":       {`partner = "buildkite.com"`, names(sourceName, otherOrg)},
		"by organization":  {"partner = \"buildkite.com\"\norganization = \"my-org\"", names(sourceName)},
		"by state":         {`state = "ACTIVE"`, names(sourceName)},
		"none":             {`partner = "auth1.com"`, names()},
		"none of a prefix": {"partner = \"auth0.com\"\nstate = \"DELETED\"", names()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env.Test(t, resource.TestStep{
				Config: env.Config(fmt.Sprintf("data \"eventbridge_partner_event_sources\" \"all\" {\n%s\n}\n", test.lines)),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("data.eventbridge_partner_event_sources.all", tfjsonpath.New("names"), test.want),
				},
			})
		})
	}
	t.Run("what is said of each", func(t *testing.T) {
		t.Parallel()
		env.Test(t, resource.TestStep{
			Config: env.Config(`data "eventbridge_partner_event_sources" "all" { name_prefix = "aws.partner/buildkite.com/" }`),
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("data.eventbridge_partner_event_sources.all", tfjsonpath.New("event_sources").AtSliceIndex(0), knownvalue.ObjectExact(map[string]knownvalue.Check{
					"name": knownvalue.StringExact(sourceName), "arn": knownvalue.StringExact("arn:aws:events:us-east-1::event-source/" + sourceName),
					"partner": knownvalue.StringExact("buildkite.com"), "organization": knownvalue.StringExact("my-org"),
					"created_by": knownvalue.StringExact("buildkite.com"), "state": knownvalue.StringExact("ACTIVE"),
					"creation_time": knownvalue.StringRegexp(rfc3339), "expiration_time": knownvalue.Null(), "managed_by": knownvalue.Null(),
				})),
				statecheck.ExpectKnownValue("data.eventbridge_partner_event_sources.all", tfjsonpath.New("event_sources").AtSliceIndex(1).AtMapKey("expiration_time"), knownvalue.StringRegexp(rfc3339)),
			},
		})
	})
	t.Run("prefix and partner", func(t *testing.T) {
		t.Parallel()
		env.Test(t, resource.TestStep{
			Config:      env.Config("data \"eventbridge_partner_event_sources\" \"all\" {\n  name_prefix = \"aws.partner/\"\n  partner = \"buildkite.com\"\n}\n"),
			ExpectError: acctest.ErrorRegexp("Error: Invalid Attribute Combination", "partner ="),
		})
	})
}
