package rule_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

const switchOff = "If the catalog is out of date, set `catalog_check` to \"warn\" or \"off\"."

func TestCatalogCheckOfTypedRule(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines string
		texts []string
	}{
		"misspelled detail-type": {
			`detail_types = ["Build Fnished"]`,
			[]string{"Unknown detail-type", "Did you mean `Build Finished`?", switchOff},
		},
		"Build Blocked": {
			`detail_types = ["Build Finished", "Build Blocked"]`,
			[]string{"Unknown detail-type", "a blocked build arrives as `Build Finished`", switchOff},
		},
		"another family": {`detail_types = ["Job Finished"]`, []string{"Detail-type of another rule", "`Job Finished` belongs to the Buildkite job events, not to Buildkite build events: use `eventbridge_buildkite_job_rule`."}},
		"enumeration": {
			`build = { state = { equals = ["passed", "fialed"] } }`,
			[]string{"Undocumented value", "`fialed` is not a documented value of `detail.build.state`. Did you mean `failed`?"},
		},
		"in a group": {
			`any_of = [{ "build.branch" = { equals = ["main"] } }, { "build.state" = { equals = ["fialed"] } }]`,
			[]string{"Undocumented value", "`fialed`"},
		},
		"field of another detail-type": {
			lines(`detail_types = ["Build Started"]`, `build = { meta_data = { release = { equals = ["yes"] } } }`),
			[]string{"Field not in these events", "`Build Started`"},
		},
		"source": {`source = ["aws.aidevops"]`, []string{"Source never on this event bus", partnerBus}},
		// What is known is checked although something else is not.
		"beside something unknown": {
			lines(`build = { state = { equals = ["fialed"] }, branch = { equals = [terraform_data.late.output] } }`, `}`, `resource "terraform_data" "late" {`, `  input = "main"`),
			[]string{"Undocumented value", "`fialed`"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			env.Test(t, refuses(env.Config(buildRuleConfig(test.lines)), test.texts...))
		})
	}
}

// TestCatalogCheckOfBus has typed rules on a bus that their events never reach:
// the mistake is in event_bus_name.
func TestCatalogCheckOfBus(t *testing.T) {
	t.Parallel()
	const auth0 = "aws.partner/auth0.com/tenant/auth0.logs"
	for kind, test := range map[string]struct{ bus, text string }{
		"eventbridge_buildkite_job_rule": {auth0, "A partner event bus receives only events of its own source, and `" + auth0 + "` is not an event source of Buildkite."},
		"eventbridge_devops_agent_mitigation_rule": {
			partnerBus, "Events of AWS DevOps Agent arrive on the account's default event bus, and the partner event bus `" + partnerBus + "` never receives them.",
		},
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			env := acctest.New(t)
			env.Test(t, refuses(env.Config(`
resource "`+kind+`" "test" {
  name           = "test"
  event_bus_name = "`+test.bus+`"
}
`), "Source never on this event bus", `event_bus_name = "`+test.bus+`"`, test.text, switchOff))
		})
	}
	t.Run("default", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t)
		out := env.Workspace(env.Config(`
resource "eventbridge_buildkite_job_rule" "test" {
  name           = "test"
  event_bus_name = "default"
}
`)).Run("plan")
		if !acctest.ErrorRegexp("Warning: Source unlikely on this event bus", `event_bus_name = "default"`, "Events of Buildkite arrive on the partner event bus").MatchString(out) {
			t.Error(out)
		}
	})
}

// TestPatternWarningAtAttribute has a field in an attribute and in a group: the
// pattern's warning is at the attribute.
func TestPatternWarningAtAttribute(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	out := env.Workspace(env.Config(buildRuleConfig(lines(
		`build  = { state = { equals = ["passed"] } }`,
		`any_of = [{ "build.state" = { equals = ["failed"] } }, { "build.branch" = { equals = ["main"] } }]`,
	)))).Run("plan")
	if !acctest.ErrorRegexp("Warning: Field set twice", "build  = { state", "The field `detail.build.state` is set again", "they are not ANDed.").MatchString(out) {
		t.Error(out)
	}
}

func TestCatalogCheckSwitches(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	typo := `detail_types = ["Build Fnished"]`
	env.Test(t,
		refuses(env.Config(buildRuleConfig(typo)), "Unknown detail-type"),
		resource.TestStep{Config: env.Config(buildRuleConfig(lines(typo, `catalog_check = "warn"`)))},
		emptyPlan(env.Config(buildRuleConfig(lines(typo, `catalog_check = "warn"`)))),
		resource.TestStep{Config: env.Config(buildRuleConfig(lines(typo, `catalog_check = "off"`)))},
		refuses(env.Config(buildRuleConfig(typo)), "Unknown detail-type"),
		emptyPlan(env.Config(buildRuleConfig(lines(typo, `catalog_check = "off"`)))),
	)
}

func TestCatalogCheckOfRawRule(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pattern string
		texts   []string
	}{
		"detail-type": {`{ "detail-type" = ["Build Fnished"] }`, []string{"Unknown detail-type", "Did you mean `Build Finished`?", switchOff}},
		"detailType":  {`{ detailType = ["Build Finished"] }`, []string{"detail-type"}},
		"value":       {`{ "detail-type" = ["Build Finished"], detail = { build = { state = ["fialed"] } } }`, []string{"`fialed`", "`failed`"}},
		"field":       {`{ "detail-type" = ["Build Finished"], detail = { build = { stat = ["failed"] } } }`, []string{"`detail.build.stat`", "`detail.build.state`"}},
		"other API":   {`{ detail = { job = { type = ["command"] } } }`, []string{"`command` is not a documented value of `detail.job.type`. Did you mean `script`?"}},
		"type":        {`{ "detail-type" = ["Agent Lost"], detail = { agent = { pid = [{ numeric = [">", 5] }] } } }`, []string{"detail.agent.pid"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			env.Test(t, refuses(env.Config(ruleConfig("eventbridge_rule", "event_pattern = jsonencode("+test.pattern+")")), test.texts...))
		})
	}
	t.Run("of another source", func(t *testing.T) {
		t.Parallel()
		env := acctest.New(t)
		env.Test(t, resource.TestStep{Config: env.Config(`
resource "eventbridge_rule" "test" {
  name          = "test"
  event_pattern = jsonencode({ source = ["aws.ec2"], detail-type = ["Whatever"], detail = { state = ["fialed"] } })
}`)})
	})
}

// TestCatalogWarningOfRawRule has what is wrong in a pattern that matches a
// documented event: said when it is new or has changed, and no more.
func TestCatalogWarningOfRawRule(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := func(states, description string) string {
		return env.Config(ruleConfig("eventbridge_rule", lines(
			`event_pattern = jsonencode({ account = ["999988887777"], detail-type = ["Build Finished"], detail = { build = { state = [`+states+`] } } })`,
			`description = "`+description+`"`)))
	}
	const warning, place = "Warning: Undocumented value", "`faild` is not a documented value of `detail.build.state`. Did you mean `failed`?"
	w := env.Workspace(config(`"passed", "faild"`, "one"))
	expect := func(out string, warns bool) {
		t.Helper()
		found := strings.Contains(out, warning)
		if found != warns || warns && !acctest.ErrorRegexp(place).MatchString(out) || strings.Contains(out, "Error:") {
			t.Errorf("warns is %t:\n%s", found, out)
		}
	}
	expect(w.Run("plan"), true)
	expect(w.Run("apply", "-auto-approve"), true)
	expect(w.Run("plan", "-detailed-exitcode"), false)
	w.Write("main.tf", config(`"passed", "faild"`, "two"))
	expect(w.Run("apply", "-auto-approve"), false)
	w.Write("main.tf", config(`"passed", "blocked", "faild"`, "two"))
	expect(w.Run("plan"), true)
	w.Write("main.tf", config(`"faild"`, "two"))
	if out, err := w.Try("plan"); err == nil || !acctest.ErrorRegexp("Undocumented value", place).MatchString(out) {
		t.Errorf("a pattern that matches nothing: %v\n%s", err, out)
	}
}

func TestMustMatch(t *testing.T) {
	t.Parallel()
	for kind, pattern := range map[string]string{
		"eventbridge_buildkite_build_rule": lines(`detail_types = ["Build Finished"]`, `build = { state = { equals = ["passed"] } }`),
		"eventbridge_rule":                 `event_pattern = jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["passed"] } } })`,
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			config := func(more string) string { return env.Config(ruleConfig(kind, lines(pattern, more))) }
			good := config(`
  must_match     = [provider::eventbridge::sample_event("Build Finished")]
  must_not_match = [provider::eventbridge::sample_event("Build Started"), provider::eventbridge::sample_event("Build Finished", { detail = { build = { state = "failed" } } })]
`)
			env.Test(t,
				refuses(config(`must_match = [provider::eventbridge::sample_event("Build Finished"), provider::eventbridge::sample_event("Build Finished", { id = "e1", detail = { build = { state = "failed" } } })]`),
					"must_match event does not match", "The rule does not match element 1 of `must_match`, event \"Build Finished\" with id \"e1\".",
					"The event does not match: detail.build.state is \"failed\", but the pattern asks for [\"passed\"]."),
				refuses(config(`must_not_match = [provider::eventbridge::sample_event("Build Finished")]`),
					"must_not_match event matches", "The rule matches element 0 of `must_not_match`, event \"Build Finished\""),
				refuses(config(`must_match = ["[]"]`), "Invalid event", "Element 0 of `must_match` is not an event", "(line 1, column 1)"),
				resource.TestStep{Config: good},
				emptyPlan(good),
				importBlock(kind+".test", partnerBus+"/test"),
				// A test that changes is no reason to call AWS.
				resource.TestStep{
					PreConfig: env.Emulator.ResetCalls, Config: config(`must_match = [provider::eventbridge::sample_event("Build Finished")]`),
					Check: func(*terraformState) error {
						if calls := env.Emulator.CallCount("events:PutRule"); calls != 0 {
							t.Errorf("%d calls of PutRule", calls)
						}
						return nil
					},
				},
			)
		})
	}
}
