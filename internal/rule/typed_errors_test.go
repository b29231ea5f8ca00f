package rule_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestTypedRuleRefuses tries bad input through Terraform; the attribute that a
// problem is at is tested where it is found.
func TestTypedRuleRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines string
		texts []string
	}{
		"misspelled operator": {
			`build = { state = { equalz = ["failed"] } }`,
			[]string{"Unknown operator", "`equalz`, given for `build.state`, is not an operator. Did you mean `equals`?"},
		},
		"all mistakes in one round": {
			"detail_types = [\"Build Blocked\"]\n  build = {\n    state = { equals = [\"faild\"] }\n    brnch = { equals = [\"main\"] }\n    number = { above = [1] }\n  }",
			[]string{"Unknown operator", "`above`", "Unknown field", "`brnch`", "Unknown detail-type", "`Build Blocked`", "Undocumented value", "`faild`"},
		},
		"misspelled field":       {`build = { stat = { equals = ["failed"] } }`, []string{"Unknown field", "`build` has no documented field `stat`. Did you mean `state`?"}},
		"value without operator": {`build = { state = "failed" }`, []string{"Missing operator", "`build.state` takes a matcher, which is a map from operator to values, not the string \"failed\"."}},
		"value without list":     {`build = { state = { equals = "failed" } }`, []string{"Invalid value type", "`equals` of `build.state` takes a list of values", "Write `equals = [\"failed\"]`."}},
		"no object":              {`build = "failed"`, []string{"Invalid value type", "`build` takes an object from field to matcher, not the string \"failed\"."}},
		"a field of a list": {
			`build = { branch = { name = { equals = ["main"] } } }`,
			[]string{"Unknown operator", "`name`, given for `build.branch`, is not an operator. `build.branch` is a string."},
		},
		"the line of the object": {
			`pipeline = { slug = { equals = ["a", null] } }`,
			[]string{"Null value", "pipeline = { slug", "A value of `equals` of `pipeline.slug` is null."},
		},
		"the line of the object for a field named as an attribute": {
			`pipeline = { name = { equals = ["a"] } }`,
			[]string{"Unknown field", "pipeline = { name", "`pipeline` has no documented field `name`. Did you mean `slug`? The fields of `pipeline` are `uuid`, `graphql_id`, `slug` and `repo`."},
		},
		"an object in another one": {
			`build = { pipeline = { slug = { equals = ["a"] } } }`,
			[]string{"Unknown field", "`build` has no documented field `pipeline`. `pipeline` is next to `build`, not inside it. The fields of `build` are `uuid`,"},
		},
		"operator on an object": {
			`build = { equals = ["a"] }`,
			[]string{"Matcher on an object", "`build` is an object, and `equals` is an operator. EventBridge compares the fields of an object: `uuid`,"},
		},
		"map without key": {
			`build = { meta_data = { equals = ["a"] } }`,
			[]string{"Matcher without a key", "`build.meta_data` is a map from key to matcher, and `equals` is an operator.", "`meta_data = { \"key\" = { equals = [...] } }`"},
		},
		"part of a path in a group": {
			`any_of = [{ branch = { equals = ["main"] } }, { "build.state" = { equals = ["failed"] } }]`,
			[]string{"Unknown field", "`branch` is not the path of a documented field below `detail`. Did you mean `build.branch`?"},
		},
		"the line of the object for what the language finds": {
			`build = { message = { wildcard = ["*a*b*c*d*e*f*g*h*i*j*k*"] } }`,
			[]string{"Wildcards too complex", "build = { message", "complexity 13"},
		},
		"the line of the group for what the language finds": {
			`any_of = [{ "build.message" = { wildcard = ["*a*b*c*d*e*f*g*h*i*j*k*"] } }, { "build.branch" = { equals = ["a"] } }]`,
			[]string{"Wildcards too complex", "any_of = [", "complexity 13"},
		},
		"a comparison as a value": {
			`build = { number = { equals = ["> 5"] } }`,
			[]string{"Invalid value type", "To compare it, write `numeric = [\"> 5\"]`."},
		},
		"the line of the object for what the catalog finds": {
			`build = { state = { equals = ["fail"] } }`,
			[]string{"Undocumented value", "build = { state", "Did you mean `failed`?"},
		},
		"empty range": {
			`build = { number = { numeric = ["> 5, < 5"] } }`,
			[]string{"Empty numeric range", "\"> 5, < 5\", given for `build.number`, matches no number, because the lower bound 5 is not less than the upper bound 5. For one number, write \"= 5\"."},
		},
		"one group that sets a field again": {
			lines(`build = { state = { equals = ["passed"] } }`, `any_of = [{ "build.state" = { equals = ["failed"] } }]`),
			[]string{"Field set twice", "any_of =", "`detail.build.state` is set twice. A single group is ANDed"},
		},
		"groups that are no list": {
			`any_of = { "build.state" = { equals = ["failed"] } }`,
			[]string{"Invalid value type", "`any_of` takes a list of groups", "not an object"},
		},
		"a group that is no map": {`any_of = ["build.state", {}]`, []string{"Invalid value type", "A group of `any_of` is a map from the path of a field to its matcher, not the string \"build.state\"."}},
		"fields of an object in a group": {
			`any_of = [{ build = { state = { equals = ["failed"] } } }]`,
			[]string{"Unknown operator", "`state`, given for `build`, is not an operator. `build` is an object.", "such as `build.state`"},
		},
		"unknown field in a group": {
			`any_of = [{ "build.sate" = { equals = ["failed"] } }, { "build.branch" = { equals = ["main"] } }]`,
			[]string{"Unknown field", "`build.sate` is not the path of a documented field below `detail`. Did you mean `build.state`?"},
		},
		"extra that is no pattern": {
			`extra_detail_pattern = jsonencode({ build = { new = "x" } })`,
			[]string{"extra_detail_pattern", "$.build.new"},
		},
		"extra with detail": {
			`extra_detail_pattern = jsonencode({ detail = { build = { new = ["x"] } } })`,
			[]string{"Invalid extra_detail_pattern", "begins with `detail`"},
		},
		"field set twice": {
			lines(`build = { state = { equals = ["failed"] } }`, `extra_detail_pattern = jsonencode({ build = { state = ["passed"] } })`),
			[]string{"Field set twice", "`extra_detail_pattern` sets `detail.build.state`, which another attribute of the rule sets too."},
		},
		"no detail-type": {`detail_types = []`, []string{"detail_types"}},
		"wrong state":    {`state = "enabled"`, []string{"state", `"ENABLED"`}},
		"wrong check":    {`catalog_check = "no"`, []string{"catalog_check", `"off"`}},
		"too large": {
			`build = { branch = { equals = [for i in range(800) : "branch-number-${i}"] } }`,
			[]string{"4096"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			env.Test(t, refuses(env.Config(buildRuleConfig(test.lines)), test.texts...))
		})
	}
}

func TestTypedRuleRefusesNames(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	rule := func(name, bus string) string {
		return env.Config("resource \"eventbridge_buildkite_build_rule\" \"test\" {\n  name = \"" + name + "\"\n  event_bus_name = \"" + bus + "\"\n}\n")
	}
	env.Test(t,
		refuses(rule("a b", partnerBus), "Attribute name must contain only letters, digits, '.', '-' and '_'"),
		refuses(rule("", partnerBus), "Attribute name"),
		refuses(rule("test", "a bus"), "Invalid event bus name", "\"a bus\" is not a valid event bus name"),
		refuses(env.Config("resource \"eventbridge_buildkite_build_rule\" \"test\" {\n  name = \"test\"\n}\n"), `The argument "event_bus_name" is required`),
	)
}

// TestTypedRuleUnknown plans with values that are known only when applied.
func TestTypedRuleUnknown(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	config := func(state string) string {
		return env.Config(`
resource "terraform_data" "late" {
  input = {
    text   = "main"
    state  = "` + state + `"
    bus    = "` + partnerBus + `"
    types  = ["Build Finished"]
    object = { slug = { equals = ["my-pipeline"] } }
    extra  = jsonencode({ build = { new_field = ["x"] } })
    event  = provider::eventbridge::sample_event("Build Finished")
    op     = { equals = ["my-org"] }
  }
}
locals { late = terraform_data.late.output }
resource "eventbridge_buildkite_build_rule" "test" {
  name           = "test"
  event_bus_name = local.late.bus
  detail_types   = local.late.types
  build = {
    state     = { equals = [local.late.state, "passed"] }
    branch    = { prefix = [local.late.text] }
    meta_data = { release = { equals = [local.late.text] } }
  }
  pipeline     = local.late.object
  organization = { slug = local.late.op }
  any_of = [
    { "build.source" = { equals = [local.late.text == "main" ? "ui" : "api"] } },
    { "build.message" = { prefix = ["[deploy]"] } },
  ]
  extra_detail_pattern = local.late.extra
  must_not_match       = [local.late.event]
  tags                 = { late = local.late.text }
}
`)
	}
	const want = `{"detail-type":["Build Finished"],"detail":{"build":{"branch":[{"prefix":"main"}],"state":["failed","passed"],"meta_data":{"release":["main"]},"new_field":["x"]},` +
		`"pipeline":{"slug":["my-pipeline"]},"organization":{"slug":["my-org"]},"$or":[{"build":{"source":["ui"]}},{"build":{"message":[{"prefix":"[deploy]"}]}}]}}`
	env.Test(t,
		resource.TestStep{
			Config: config("failed"),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectUnknownValue(buildRule, tfjsonpath.New("event_pattern")),
				plancheck.ExpectUnknownValue(buildRule, tfjsonpath.New("tags_all")),
			}},
			Check: func(*terraformState) error {
				if got := theRule(t, env).EventPattern; !samePattern(got, want) {
					t.Errorf("AWS has\n%s\nand not\n%s", got, want)
				}
				return nil
			},
		},
		emptyPlan(config("failed")),
	)
	t.Run("checked when known", func(t *testing.T) {
		t.Parallel()
		env := newEnv(t)
		env.Test(t, resource.TestStep{
			Config: env.Config(`
resource "terraform_data" "late" { input = "equalz" }
resource "eventbridge_buildkite_build_rule" "test" {
  name           = "test"
  event_bus_name = "` + partnerBus + `"
  build          = { state = { (terraform_data.late.output) = ["failed"] } }
}
`),
			ExpectError: errorRegexp("Unknown operator", "`equalz`, given for `build.state`, is not an operator."),
		})
		if rules := env.Emulator.Rules(acctest.Region, partnerBus); len(rules) != 0 {
			t.Errorf("AWS has %+v", rules)
		}
	})
}

// TestWarningOfExtra marks extra_detail_pattern for what is odd in it.
func TestWarningOfExtra(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	out := env.Workspace(env.Config(buildRuleConfig(`extra_detail_pattern = jsonencode({ build = { message = ["release/*"] } })`))).Run("plan", "-no-color")
	if !acctest.ErrorRegexp("Warning: Asterisk is not a wildcard", "extra_detail_pattern = jsonencode").MatchString(out) {
		t.Error(out)
	}
}
