package logsquery_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const address = "eventbridge_logs_query.test"

func query(lines string) string {
	return fmt.Sprintf("resource \"eventbridge_logs_query\" \"test\" {\n  name = \"buildkite/failed\"\n%s\n}\n", lines)
}

const (
	withPreset = `
  log_group_names = ["/a"]
  preset          = "buildkite_failed_builds"
`
	withQuery = `
  log_group_names = ["/b", "/a"]
  query           = "filter detail.pipeline.slug = '{{pipeline}}' | limit {{n}}"
  parameters = {
    pipeline = { default = "web", description = "Slug of the pipeline" }
    n        = {}
  }
`
)

func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

var emptyPlan = acctest.EmptyPlan

func saved(t *testing.T, env *acctest.Env) []logstypes.QueryDefinition {
	t.Helper()
	out, err := env.Logs().DescribeQueryDefinitions(context.Background(), &cloudwatchlogs.DescribeQueryDefinitionsInput{})
	if err != nil {
		t.Fatal(err)
	}
	return out.QueryDefinitions
}

func put(t *testing.T, env *acctest.Env, input *cloudwatchlogs.PutQueryDefinitionInput) string {
	t.Helper()
	out, err := env.Logs().PutQueryDefinition(context.Background(), input)
	if err != nil {
		t.Fatal(err)
	}
	return *out.QueryDefinitionId
}

// TestLogsQuery takes a saved query through its life: each attribute is changed
// in the configuration and on AWS.
func TestLogsQuery(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first, second := env.Config(query(withPreset)), env.Config(query(withQuery))
	spoil := func(change func(*cloudwatchlogs.PutQueryDefinitionInput)) func() {
		return func() {
			now := saved(t, env)[0]
			input := &cloudwatchlogs.PutQueryDefinitionInput{
				QueryDefinitionId: now.QueryDefinitionId, Name: now.Name, QueryString: now.QueryString, LogGroupNames: now.LogGroupNames, Parameters: now.Parameters,
			}
			change(input)
			put(t, env, input)
		}
	}
	importStep := func(config string) resource.TestStep {
		return resource.TestStep{Config: config, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID}
	}
	steps := []resource.TestStep{
		{
			Config: first,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate),
				plancheck.ExpectKnownValue(address, tfjsonpath.New("query"), knownvalue.StringFunc(func(text string) error {
					if !strings.HasPrefix(text, "filter `detail-type` = \"Build Finished\"") {
						return fmt.Errorf("got %q", text)
					}
					return nil
				})),
			}},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(address, tfjsonpath.New("region"), knownvalue.StringExact(acctest.Region))},
		},
		emptyPlan(first), importStep(first),
		{Config: second, ConfigPlanChecks: action(plancheck.ResourceActionUpdate), PostApplyFunc: func() {
			got := saved(t, env)
			if len(got) != 1 || fmt.Sprint(got[0].LogGroupNames) != "[/a /b]" || len(got[0].Parameters) != 2 || *got[0].Parameters[1].DefaultValue != "web" {
				t.Errorf("got %s", acctest.JSON(got))
			}
		}},
		emptyPlan(second), importStep(second),
		{Config: strings.Replace(second, "buildkite/failed", "buildkite/renamed", 1), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
	}
	drift := func(in *cloudwatchlogs.PutQueryDefinitionInput) {
		in.Name, in.LogGroupNames, in.Parameters = aws.String("elsewhere"), nil, in.Parameters[:1]
	}
	steps = append(steps,
		resource.TestStep{PreConfig: spoil(drift), Config: second, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{
			PreConfig: spoil(func(in *cloudwatchlogs.PutQueryDefinitionInput) { in.QueryLanguage = logstypes.QueryLanguagePpl }),
			Config:    second, ConfigPlanChecks: action(plancheck.ResourceActionUpdate), PostApplyFunc: func() { eachDrift(t, env, spoil) },
		},
	)
	var before string
	steps = append(steps,
		resource.TestStep{
			PreConfig: func() {
				before = *saved(t, env)[0].QueryDefinitionId
				if _, err := env.Logs().DeleteQueryDefinition(context.Background(), &cloudwatchlogs.DeleteQueryDefinitionInput{QueryDefinitionId: &before}); err != nil {
					t.Fatal(err)
				}
			},
			Config: second, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
		},
		// The text of the preset changed on AWS, and the query comes back.
		resource.TestStep{Config: first},
		resource.TestStep{
			PreConfig: spoil(func(in *cloudwatchlogs.PutQueryDefinitionInput) { in.QueryString = aws.String("limit 2") }),
			Config:    first, ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
		resource.TestStep{Config: first, Destroy: true},
	)
	env.Test(t, steps...)
	if left := saved(t, env); len(left) > 0 {
		t.Errorf("destroy leaves %s", acctest.JSON(left))
	}
}

// eachDrift changes one attribute after the other on AWS, and holds that a
// refresh shows it.
func eachDrift(t *testing.T, env *acctest.Env, spoil func(func(*cloudwatchlogs.PutQueryDefinitionInput)) func()) {
	p := env.Protocol(nil)
	now, diags := p.Import("eventbridge_logs_query", *saved(t, env)[0].QueryDefinitionId)
	p.Must(diags)
	for attribute, change := range map[string]func(*cloudwatchlogs.PutQueryDefinitionInput){
		"name":            func(in *cloudwatchlogs.PutQueryDefinitionInput) { in.Name = aws.String("other") },
		"query":           func(in *cloudwatchlogs.PutQueryDefinitionInput) { in.QueryString = aws.String("limit 1") },
		"log_group_names": func(in *cloudwatchlogs.PutQueryDefinitionInput) { in.LogGroupNames = []string{"/c"} },
		"parameters":      func(in *cloudwatchlogs.PutQueryDefinitionInput) { in.Parameters[0].Description = aws.String("other") },
	} {
		spoil(change)()
		read, diags := p.Read(now)
		p.Must(diags)
		if acctest.JSON(read.State[attribute]) == acctest.JSON(now.State[attribute]) {
			t.Errorf("a change of %s is not seen: %s", attribute, acctest.JSON(read.State))
		}
		now = read
	}
}

// TestNamesakes creates no second query of a name, and adopts one only if told to.
func TestNamesakes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := query(withQuery)
	other := put(t, env, &cloudwatchlogs.PutQueryDefinitionInput{Name: aws.String("buildkite/failed"), QueryString: aws.String("limit 1")})
	put(t, env, &cloudwatchlogs.PutQueryDefinitionInput{Name: aws.String("buildkite/failed-too"), QueryString: aws.String("limit 1")})
	refuse := acctest.ErrorRegexp(`Saved query already exists`, fmt.Sprintf(`id = "%s"`, other))
	env.Test(t,
		resource.TestStep{Config: env.Config(config), ExpectError: refuse},
		resource.TestStep{Config: env.ConfigWith("adopt_identical = true", config), ExpectError: acctest.ErrorRegexp(`differ from the configuration`)},
		resource.TestStep{
			PreConfig: func() {
				put(t, env, &cloudwatchlogs.PutQueryDefinitionInput{
					Name: aws.String("buildkite/failed"), QueryString: aws.String("filter detail.pipeline.slug = '{{pipeline}}' | limit {{n}}"), LogGroupNames: []string{"/b", "/a"},
					Parameters: []logstypes.QueryParameter{{Name: aws.String("pipeline"), DefaultValue: aws.String("web"), Description: aws.String("Slug of the pipeline")}, {Name: aws.String("n")}},
				})
			},
			Config: env.ConfigWith("adopt_identical = true", config), ConfigPlanChecks: action(plancheck.ResourceActionCreate),
		},
		emptyPlan(env.Config(config)),
		resource.TestStep{
			Config:      env.Config(config + strings.Replace(query(withPreset), `"test"`, `"twin"`, 1)),
			ExpectError: acctest.ErrorRegexp(`already exists`),
		},
	)
	if n := len(saved(t, env)); n != 2 {
		t.Errorf("%d queries are left, not the 2 others", n)
	}
}

// TestRefused checks what is refused without AWS.
func TestRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	of := func(lines string, want ...string) acctest.Refusal {
		return acctest.Refusal{Config: fmt.Sprintf("resource \"eventbridge_logs_query\" \"test\" {\n  name = \"a\"\n  log_group_names = [\"/a\"]\n%s\n}\n", lines), Want: want}
	}
	env.Refuses(map[string]acctest.Refusal{
		"neither":            of("", "Missing preset or query"),
		"both":               of("preset = \"buildkite_agents_lost\"\nquery = \"limit 1\"", "Conflicting preset and query"),
		"misspelled":         of(`preset = "buildkite_failed_build"`, "Invalid value", "Did you mean `buildkite_failed_builds`?"),
		"without its source": of(`preset = "exit_statuses"`, "Invalid value", "Did you mean `buildkite_exit_statuses`?"),
		"too long":           of(fmt.Sprintf("query = %q", strings.Repeat("x", 10001)), "10000"),
		"unused parameter":   of("query = \"limit {{count}}\"\nparameters = { cuont = {} }", "Unused query parameter", "Undeclared query parameter"),
		"preset, parameters": of("preset = \"buildkite_agents_lost\"\nparameters = { n = {} }", "Conflicting preset and parameters"),
		"digit":              of("query = \"limit {{n}}\"\nparameters = { \"1n\" = {} }", "not start with a digit"),
	})
}

// TestFaults checks what the user is left with where AWS fails.
func TestFaults(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.Config(query(withPreset))
	fault := func(operation string) func() {
		return func() {
			env.Emulator.Inject(emulator.Fault{Service: "logs", Operation: operation, Code: "AccessDeniedException", Times: 1})
		}
	}
	env.Test(t,
		resource.TestStep{
			PreConfig: func() { // what a plan can do without
				env.Emulator.Inject(emulator.Fault{Service: "logs", Operation: "DescribeQueryDefinitions", Code: "AccessDeniedException"})
			},
			Config: config, ExpectError: acctest.ErrorRegexp("Nothing was created"),
		},
		resource.TestStep{PreConfig: func() { env.Emulator.ClearFaults(); fault("PutQueryDefinition")() }, Config: config, ExpectError: acctest.ErrorRegexp("logs:PutQueryDefinition", "If AWS created it")},
		resource.TestStep{Config: config},
		resource.TestStep{PreConfig: fault("PutQueryDefinition"), Config: env.Config(query(withQuery)), ExpectError: acctest.ErrorRegexp("It was not changed")},
		resource.TestStep{PreConfig: fault("DeleteQueryDefinition"), Config: config, Destroy: true, ExpectError: acctest.ErrorRegexp("It still exists")},
	)
}

// TestList lists and imports.
func TestList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	id := put(t, env, &cloudwatchlogs.PutQueryDefinitionInput{Name: aws.String("b"), QueryString: aws.String("limit 1"), LogGroupNames: []string{"/a"}})
	put(t, env, &cloudwatchlogs.PutQueryDefinitionInput{Name: aws.String("a"), QueryString: aws.String("limit 1")})
	sql := put(t, env, &cloudwatchlogs.PutQueryDefinitionInput{Name: aws.String("c"), QueryString: aws.String("SELECT 1"), QueryLanguage: logstypes.QueryLanguageSql})
	p := env.Protocol(nil)
	for _, one := range []struct {
		config map[string]any
		limit  int64
		want   string
	}{{nil, 0, "[a b]"}, {nil, 1, "[a]"}, {map[string]any{"name_prefix": "b"}, 0, "[b]"}, {map[string]any{"region": "eu-west-1"}, 0, "[]"}} {
		found, diags := p.List("eventbridge_logs_query", one.config, false, one.limit)
		p.Must(diags)
		names := []string{}
		for _, listed := range found {
			names = append(names, listed.DisplayName)
		}
		if got := fmt.Sprint(names); got != one.want {
			t.Errorf("%v: got %s, want %s", one.config, got, one.want)
		}
	}
	imported, diags := p.Import("eventbridge_logs_query", id)
	p.Must(diags)
	found, diags := p.List("eventbridge_logs_query", map[string]any{"name_prefix": "b"}, true, 0)
	p.Must(diags)
	if len(found) != 1 || acctest.JSON(found[0].State) != acctest.JSON(imported.State) || acctest.JSON(found[0].Identity) != acctest.JSON(imported.Identity) {
		t.Errorf("listed %s, imported %s", acctest.JSON(found), acctest.JSON(imported))
	}
	again, diags := p.ImportIdentity("eventbridge_logs_query", found[0].Identity)
	p.Must(diags)
	if acctest.JSON(again.State) != acctest.JSON(imported.State) {
		t.Errorf("by identity %s, by ID %s", acctest.JSON(again.State), acctest.JSON(imported.State))
	}
	for id, title := range map[string]string{sql: "Saved query in another language", "a/b": "Invalid import ID"} {
		if _, diags := p.Import("eventbridge_logs_query", id); len(diags) != 1 || diags[0].Summary != title {
			t.Errorf("import of %s: %s", id, acctest.JSON(diags))
		}
	}
}
