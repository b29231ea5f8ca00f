package rule_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestTypedRuleShapes gives matchers in every shape that a module, a variable or
// YAML may: each makes the pattern, and the second plan is empty. Null and empty
// mean not given, at every level.
func TestTypedRuleShapes(t *testing.T) {
	t.Parallel()
	const finished = `"detail-type":["Job Finished"]`
	for name, test := range map[string]struct{ before, lines, want string }{
		"a boolean": {``, `job = { passed = false }`, `{` + finished + `,"detail":{"job":{"passed":[false]}}}`},
		"a matcher of a boolean": {
			``, `job = { passed = { equals = ["false"], is = ["null"] } }`, `{` + finished + `,"detail":{"job":{"passed":[false,null]}}}`,
		},
		"a map of maps of lists": {
			`variable "job" {
  type    = map(map(list(string)))
  default = { passed = { equals = ["false"] }, state = { equals = [], not_equals = null }, label = {}, exit_status = { equals = ["1"] } }
}`,
			`job = var.job`, `{` + finished + `,"detail":{"job":{"exit_status":[1],"passed":[false]}}}`,
		},
		"optional attributes": {
			`variable "job" {
  type    = object({ passed = optional(map(list(string))), label = optional(map(list(string)), {}), state = optional(map(list(string))) })
  default = { state = { equals = ["finished"] } }
}`,
			`job = var.job`, `{` + finished + `,"detail":{"job":{"state":["finished"]}}}`,
		},
		"YAML": {
			``, `job = yamldecode("{passed: true, exit_status: {equals: [0, 1]}, label: {}, state:}")`,
			`{` + finished + `,"detail":{"job":{"exit_status":[0,1],"passed":[true]}}}`,
		},
		"no groups": {``, `any_of = []`, `{` + finished + `}`},
		"groups that are not given": {
			``, `any_of = [null, {}, { "job.state" = {} }, { "job.label" = { equals = [] }, "job.passed" = null }]`, `{` + finished + `}`,
		},
		"one group": {
			``, lines(`build = { branch = { equals = ["main"] } }`, `any_of = [{}, { "job.passed" = false, "build.state" = { equals = ["failed"] } }]`),
			`{` + finished + `,"detail":{"build":{"branch":["main"],"state":["failed"]},"job":{"passed":[false]}}}`,
		},
		"groups of a variable": {
			`variable "groups" {
  type    = list(map(map(list(string))))
  default = [{ "job.passed" = { equals = ["false"] } }, { "detail.build.branch" = { equals = ["main"], prefix = [] } }]
}`,
			`any_of = var.groups`, `{` + finished + `,"detail":{"$or":[{"job":{"passed":[false]}},{"build":{"branch":["main"]}}]}}`,
		},
		"booleans and matchers in groups": {
			``, `any_of = [{ "job.passed" = true }, { "job.exit_status" = { is = ["null"] } }]`, `{` + finished + `,"detail":{"$or":[{"job":{"passed":[true]}},{"job":{"exit_status":[null]}}]}}`,
		},
		"fields that are not documented": {
			``, lines(`catalog_check = "off"`, `job = { new = { equals = ["x"] }, group = { retried = true, deep = { prefix = ["a"] } } }`, `any_of = [{ "new.state" = { equals = ["a"] } }, { "job.passed" = true }]`),
			`{` + finished + `,"detail":{"$or":[{"new":{"state":["a"]}},{"job":{"passed":[true]}}],"job":{"group":{"deep":[{"prefix":"a"}],"retried":[true]},"new":["x"]}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := newEnv(t)
			config := env.Config(test.before + ruleConfig("eventbridge_buildkite_job_rule", lines(`detail_types = ["Job Finished"]`, test.lines)))
			env.Test(t,
				resource.TestStep{
					Config: config,
					Check: func(*terraformState) error {
						if got := theRule(t, env).EventPattern; !samePattern(got, test.want) {
							t.Errorf("AWS has\n%s\nand not\n%s", got, test.want)
						}
						return nil
					},
				},
				emptyPlan(config),
			)
		})
	}
}

// TestTypedRuleUndocumentedName warns of a name that is not documented where
// catalog_check says so.
func TestTypedRuleUndocumentedName(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	w := env.Workspace(env.Config(""))
	for lines, want := range map[string]string{
		`build = { stat = { equals = ["failed"] } }`:                                                         "`build` has no documented field `stat`. Did you mean `state`?",
		`any_of = [{ "build.sate" = { equals = ["failed"] } }, { "build.state" = { equals = ["failed"] } }]`: "`build.sate` is not the path of a documented field below `detail`. Did you mean `build.state`?",
	} {
		w.Write("main.tf", env.Config(buildRuleConfig("catalog_check = \"warn\"\n"+lines)))
		if out := w.Run("plan", "-no-color"); !acctest.ErrorRegexp("Warning: Unknown field", want).MatchString(out) || strings.Count(out, "Warning:") != 1 {
			t.Errorf("the plan says\n%s", out)
		}
	}
}
