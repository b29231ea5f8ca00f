package function_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// call is a configuration whose output "got" is the expression.
func call(expression string) string {
	return acctest.RequiredProviders + `
output "got" {
  value = ` + expression + `
}
`
}

// test runs steps with the provider and without any AWS.
func test(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	acctest.Test(t, acctest.Factories(), steps...)
}

func gives(expression string, want knownvalue.Check) resource.TestStep {
	return resource.TestStep{Config: call(expression), ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("got", want)}}
}

func fails(expression string, texts ...string) resource.TestStep {
	return resource.TestStep{Config: call(expression), PlanOnly: true, ExpectError: acctest.ErrorRegexp(texts...)}
}

// late is a configuration whose output "got" depends on what is known only when applied.
func late(input, expression string, want knownvalue.Check) resource.TestStep {
	return resource.TestStep{
		Config: call(expression) + "\nresource \"terraform_data\" \"late\" {\n  input = " + input + "\n}\n",
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectUnknownOutputValue("got"),
		}},
		ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("got", want)},
	}
}

func TestMatches(t *testing.T) {
	t.Parallel()
	const failed = `jsonencode({ detail = { build = { state = ["failed"] } } })`
	test(t,
		gives(`provider::eventbridge::matches(`+failed+`, jsonencode({ detail = { build = { state = "failed" } } }))`, knownvalue.Bool(true)),
		gives(`provider::eventbridge::matches(`+failed+`, jsonencode({ detail = { build = { state = "passed" } } }))`, knownvalue.Bool(false)),
		gives(`[for state in ["failed", "passed"] : provider::eventbridge::matches(`+failed+`, provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = state } } }))]`,
			knownvalue.ListExact([]knownvalue.Check{knownvalue.Bool(true), knownvalue.Bool(false)})),
		fails(`provider::eventbridge::matches("{\"a\": \"b\"}", "{}")`, `Invalid value for "pattern" parameter`, "the event pattern is not valid.", "$.a (line 1, column 7)"),
		fails(`provider::eventbridge::matches("{\"a\": [], \"b\": [{\"prefx\": \"x\"}]}", "{}")`, "the event pattern is not valid; 2 problems were found.", "$.a", "Did you mean `prefix`?", "$.b[0]"),
		fails(`provider::eventbridge::matches("{", "{}")`, `Invalid value for "pattern" parameter`, "line 1, column"),
		fails(`provider::eventbridge::matches(`+failed+`, "[]")`, `Invalid value for "event" parameter`, "the event is not a JSON object: an event is a JSON object and must begin with `{`, not with `[` (line 1, column 1)."),
		fails(`provider::eventbridge::matches(`+failed+`, "{\"a\": }")`, `Invalid value for "event" parameter`, "(line 1, column 7)"),
		fails(`provider::eventbridge::matches(null, "{}")`, "argument must not be null"),
		fails(`provider::eventbridge::matches(`+failed+`, null)`, "argument must not be null"),
		late(`"failed"`, `provider::eventbridge::matches(jsonencode({ s = [terraform_data.late.output] }), "{\"s\":\"failed\"}")`, knownvalue.Bool(true)),
	)
}

func TestPatternProblems(t *testing.T) {
	t.Parallel()
	problem := func(path string, line, column int64, severity string) knownvalue.Check {
		return knownvalue.ObjectPartial(map[string]knownvalue.Check{
			"path": knownvalue.StringExact(path), "line": knownvalue.Int64Exact(line), "column": knownvalue.Int64Exact(column),
			"severity": knownvalue.StringExact(severity), "summary": knownvalue.NotNull(), "detail": knownvalue.NotNull(),
		})
	}
	test(t,
		gives(`provider::eventbridge::pattern_problems(jsonencode({ source = ["x"] }))`, knownvalue.ListExact([]knownvalue.Check{})),
		gives(`provider::eventbridge::pattern_problems("{\n  \"id\": \"b\",\n  \"time\": []\n}")`,
			knownvalue.ListExact([]knownvalue.Check{problem("$.id", 2, 9, "error"), problem("$.time", 3, 11, "error")})),
		gives(`provider::eventbridge::pattern_problems("")`, knownvalue.ListSizeExact(1)),
		gives(`distinct([for p in provider::eventbridge::pattern_problems("{\"a\": [{\"exactly\": \"b\"}]}") : p.severity])`,
			knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("warning")})),
		fails(`provider::eventbridge::pattern_problems(null)`, "argument must not be null"),
		late(`"{}"`, `length(provider::eventbridge::pattern_problems(terraform_data.late.output))`, knownvalue.Int64Exact(1)),
	)
}

func TestSampleEvent(t *testing.T) {
	t.Parallel()
	state := func(arguments string) string {
		return `jsondecode(provider::eventbridge::sample_event(` + arguments + `)).detail.build.state`
	}
	test(t,
		gives(state(`"Build Finished"`), knownvalue.StringExact("passed")),
		gives(state(`"Build Finished", "blocked"`), knownvalue.StringExact("blocked")),
		gives(state(`"Build Finished", { detail = { build = { state = "failed" } } }`), knownvalue.StringExact("failed")),
		gives(state(`"Build Finished", jsonencode({ detail = { build = { state = "failed" } } })`), knownvalue.StringExact("failed")),
		// Later arguments win; the rest of the event stays.
		gives(`[for e in [jsondecode(provider::eventbridge::sample_event("Build Finished", { id = "e1", detail = { build = { state = "failed", number = 7 } } }, { detail = { build = { number = 12345678 } } }))] :
		    "${e.id} ${e.detail.build.state} ${e.detail.build.number} ${e.detail.build.branch} ${e["detail-type"]}"][0]`,
			knownvalue.StringExact("e1 failed 12345678 main Build Finished")),
		fails(`provider::eventbridge::sample_event("Build Fnished")`, `Invalid value for "detail_type" parameter`, "Did you mean `Build Finished`? The data source `eventbridge_event_types` lists what is documented."),
		fails(`provider::eventbridge::sample_event("Build Blocked")`, `Invalid value for "detail_type" parameter`, "`Build Finished`"),
		fails(`provider::eventbridge::sample_event("Build Finished", "blokced")`, "`Build Finished` has no sample `blokced`.", "`blocked`"),
		fails(`provider::eventbridge::sample_event("Build Finished", { detail = { build = { sate = "failed" } } })`, "detail.build.sate", "`state`"),
		fails(`provider::eventbridge::sample_event("Build Finished", { detail = { pipeline = { name = "a" } } })`, "detail.pipeline.name", "Did you mean `slug`?"),
		fails(`provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "fialed" } } })`, "detail.build.state", "`failed`"),
		fails(`provider::eventbridge::sample_event("Build Finished", 7)`, "overrides are an object in the shape of an event, the same as JSON, or the name of a variant"),
		fails(`provider::eventbridge::sample_event("Build Finished", "{")`, "the overrides are not a JSON object"),
		fails(`provider::eventbridge::sample_event("Build Finished", "blocked", "newest")`, "the variant is given twice"),
		fails(`provider::eventbridge::sample_event(null)`, "argument must not be null"),
		late(`"failed"`, state(`"Build Finished", { detail = { build = { state = terraform_data.late.output } } }`), knownvalue.StringExact("failed")),
	)
}

func TestParseEventSourceName(t *testing.T) {
	t.Parallel()
	test(t,
		gives(`provider::eventbridge::parse_event_source_name("aws.partner/buildkite.com/my-org/0106-187c-12cd4fe")`, knownvalue.ObjectExact(map[string]knownvalue.Check{
			"partner": knownvalue.StringExact("buildkite.com"), "organization": knownvalue.StringExact("my-org"), "id": knownvalue.StringExact("0106-187c-12cd4fe"),
		})),
		gives(`provider::eventbridge::parse_event_source_name("aws.partner/example.com/abc").organization`, knownvalue.StringExact("")),
		fails(`provider::eventbridge::parse_event_source_name("buildkite.com/my-org/x")`, `Invalid value for "name" parameter`, "it does not begin with"),
		fails(`provider::eventbridge::parse_event_source_name("aws.partners/buildkite.com/my-org/x")`,
			"did you mean \"aws.partner/buildkite.com/my-org/x\"? The data source `eventbridge_partner_event_sources` lists the existing names."),
		fails(`provider::eventbridge::parse_event_source_name("")`, "not the name of a partner event source: it is empty"),
		fails(`provider::eventbridge::parse_event_source_name(null)`, "argument must not be null"),
		late(`"aws.partner/example.com/abc"`, `provider::eventbridge::parse_event_source_name(terraform_data.late.output).id`, knownvalue.StringExact("abc")),
	)
}
