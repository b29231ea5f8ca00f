package rule_test

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestInvalidEvents gives what is not an event, and reads what is suggested
// instead. terraform validate finds it.
func TestInvalidEvents(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	for name, test := range map[string]struct {
		event string
		texts []string
	}{
		"a path":             {`"events/x.json"`, []string{`It looks like the path of a file. To read the file, write file("events/x.json").`}},
		"a path from here":   {`"./event"`, []string{`file("./event")`}},
		"a Windows path":     {`"events\\x.JSON"`, []string{`It looks like the path of a file.`}},
		"HCL":                {`"{ source = \"x\" }"`, []string{"It looks like a Terraform object in quotes. Write jsonencode({ ... })."}},
		"encoded twice":      {`jsonencode(jsonencode({ source = "x" }))`, []string{"It is a JSON string, so the event was probably encoded twice."}},
		"several events":     {`jsonencode([{ source = "x" }])`, []string{"It is a list. Give each event as a separate string"}},
		"empty":              {`""`, []string{"It is empty."}},
		"text":               {`"failed build"`, []string{"Give the whole event as JSON, with its envelope."}},
		"a pattern":          {`jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"] } } })`, []string{"is an event pattern, not an event: detail-type is a list.", "sample_event"}},
		"a pattern's source": {`jsonencode({ source = [{ prefix = "aws." }] })`, []string{"is an event pattern, not an event: source is a list."}},
	} {
		for _, attribute := range []string{"must_match", "must_not_match"} {
			t.Run(name+" in "+attribute, func(t *testing.T) {
				w := env.Workspace(env.Config(buildRuleConfig(attribute + " = [provider::eventbridge::sample_event(\"Build Started\", { detail = { build = { state = \"failing\" } } }), " + test.event + "]")))
				out, err := w.Try("validate", "-no-color")
				out = strings.ReplaceAll(strings.Join(strings.Fields(strings.NewReplacer("│", " ", "`", "").Replace(out)), " "), "\n", " ")
				if err == nil || !strings.Contains(out, "Invalid event") || !strings.Contains(out, "Element 1 of "+attribute) {
					t.Errorf("%v\n%s", err, out)
				}
				for _, text := range test.texts {
					if !strings.Contains(out, text) {
						t.Errorf("%q is not in\n%s", text, out)
					}
				}
			})
		}
	}
}

// TestEventsThatNeverOccur warns of a must_not_match event that proves nothing.
func TestEventsThatNeverOccur(t *testing.T) {
	t.Parallel()
	env := newEnv(t)
	for name, test := range map[string]struct {
		lines string
		texts []string
	}{
		"no envelope": {
			`must_not_match = [jsonencode({ build = { state = "passed" } })]`,
			[]string{"It has no source, detail-type or detail, which every event has."},
		},
		"misspelled field": {
			`must_not_match = [jsonencode({ source = "` + partnerBus + `", detail-type = "Build Finished", detail = { build = { stat = "passed" } } })]`,
			[]string{"detail.build.stat:", "Did you mean state?"},
		},
		"misspelled detail-type": {
			`must_not_match = [jsonencode({ source = "` + partnerBus + `", detail-type = "Build Fnished", detail = { build = { state = "passed" } } })]`,
			[]string{"Build Fnished", "Did you mean Build Finished?"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for kind, pattern := range map[string]string{
				"eventbridge_buildkite_build_rule": `build = { state = { equals = ["failed"] } }`,
				"eventbridge_rule":                 `event_pattern = jsonencode({ detail-type = ["Build Finished"], detail = { build = { state = ["failed"] } } })`,
			} {
				w := env.Workspace(env.Config(ruleConfig(kind, lines(pattern, test.lines))))
				if out := w.Run("validate", "-no-color"); strings.Contains(out, "never occurs") {
					t.Errorf("validate warns:\n%s", out)
				}
				out := w.Run("plan", "-no-color")
				out = strings.Join(strings.Fields(strings.NewReplacer("│", " ", "`", "").Replace(out)), " ")
				for _, text := range append(test.texts, "Warning: must_not_match event never occurs", "Element 0 of must_not_match,") {
					if !strings.Contains(out, text) {
						t.Errorf("%s: %q is not in\n%s", kind, text, out)
					}
				}
			}
		})
	}
	t.Run("samples", func(t *testing.T) {
		w := env.Workspace(env.Config(buildRuleConfig(lines(`build = { state = { equals = ["failed"] } }`, `must_not_match = [provider::eventbridge::sample_event("Build Started"), provider::eventbridge::sample_event("Job Finished")]`))))
		if out := w.Run("plan", "-no-color"); strings.Contains(out, "never occurs") && !strings.Contains(out, "Job Finished") {
			t.Error(out)
		}
	})
}

// TestValidate finds without credentials what the catalog knows.
func TestValidate(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	for name, test := range map[string]struct{ config, text, line string }{
		"value":       {buildRuleConfig(`build = { state = { equals = ["faild"] } }`), "Did you mean `failed`?", "build = {"},
		"detail-type": {buildRuleConfig(`detail_types = ["Build Blocked"]`), "a blocked build arrives as `Build Finished`", "detail_types"},
		"field":       {ruleConfig("eventbridge_rule", `event_pattern = jsonencode({ detail-type = ["Build Finished"], detail = { build = { stat = ["failed"] } } })`), "`detail.build.state`", "event_pattern"},
		"syntax":      {ruleConfig("eventbridge_rule", `event_pattern = "{"`), "line 1, column", "event_pattern"},
		"must_match":  {buildRuleConfig(lines(`detail_types = ["Build Started"]`, `must_match = [provider::eventbridge::sample_event("Build Finished")]`)), "The rule does not match element 0 of `must_match`", "must_match"},
	} {
		t.Run(name, func(t *testing.T) {
			w := env.Workspace(env.Config(test.config))
			for _, command := range []string{"validate", "plan"} {
				out, err := w.Try(command, "-no-color")
				if err == nil || !acctest.ErrorRegexp(test.line, test.text).MatchString(out) || strings.Count(out, "Error: ") != 1 {
					t.Errorf("%s: %v\n%s", command, err, out)
				}
			}
		})
	}
	if n := env.Emulator.CallCount("*"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// TestImportOfAnotherFamily names the resource that fits.
func TestImportOfAnotherFamily(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ pattern, text string }{
		"another":  {`{"detail-type":["Job Finished","Job Started"]}`, "Its detail-types, `Job Finished` and `Job Started`, are those of `eventbridge_buildkite_job_rule`. Use that resource."},
		"mixed":    {`{"detail-type":["Job Finished","Build Finished"]}`, "It also selects `Job Finished`, which is not an event of this resource. Use `eventbridge_rule`"},
		"several":  {`{"detail-type":["Job Finished","Agent Lost"]}`, "It selects `Job Finished` and `Agent Lost`, which is not an event of a single typed rule. Use `eventbridge_rule`"},
		"of AWS's": {`{"detail-type":["EC2 Instance State-change Notification"]}`, "Use `eventbridge_rule`"},
	} {
		env := newEnv(t)
		foreign(t, env, test.pattern)
		_, diags := env.Protocol(nil).Import("eventbridge_buildkite_build_rule", partnerBus+"/test")
		t.Run(name, func(t *testing.T) {
			expectError(t, diags, "Rule does not match the resource type", "cannot be imported as `eventbridge_buildkite_build_rule`.", test.text, "Nothing was changed.")
		})
	}
}
