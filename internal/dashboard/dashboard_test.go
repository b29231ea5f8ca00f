package dashboard_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const (
	address = "eventbridge_dashboard.test"
	parts   = `
resource "eventbridge_log_group" "test" {
  name          = "/ci"
  force_destroy = true
}
resource "eventbridge_metric" "test" {
  preset = "buildkite_job_wait"
}
resource "eventbridge_log_metric" "test" {
  log_group_name = eventbridge_log_group.test.name
  namespace      = "CI"
  metric_name    = "Lost"
  detail_types   = ["Agent Lost"]
  count_events   = true
}
resource "eventbridge_logs_query" "test" {
  name            = "lost"
  log_group_names = [eventbridge_log_group.test.name]
  preset          = "%s"
}
`
	lists = `
  metrics   = [eventbridge_metric.test.dashboard, eventbridge_log_metric.test.dashboard]
  rule_arns = ["arn:aws:events:us-east-1:123456789012:rule/b/r"]
  queries   = [eventbridge_logs_query.test.dashboard]
`
	alone = "resource \"eventbridge_dashboard\" \"test\" {\n  name = \"builds\"\n}\n"
)

func config(preset, lines string) string {
	return fmt.Sprintf(parts, preset) + strings.Replace(alone, "\n}", "\n"+lines+"\n}", 1)
}

func client(env *acctest.Env) *cloudwatch.Client { return cloudwatch.NewFromConfig(env.AWS()) }

func body(t *testing.T, env *acctest.Env) string {
	t.Helper()
	out, err := client(env).GetDashboard(context.Background(), &cloudwatch.GetDashboardInput{DashboardName: aws.String("builds")})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.DashboardBody)
}

func put(t *testing.T, env *acctest.Env, name, body string) {
	t.Helper()
	if _, err := client(env).PutDashboard(context.Background(), &cloudwatch.PutDashboardInput{DashboardName: &name, DashboardBody: &body}); err != nil {
		t.Fatal(err)
	}
}

const (
	arn   = "arn:aws:cloudwatch::123456789012:dashboard/builds"
	adopt = "adopt_identical = true\n  default_tags = { tags = { team = \"ci\" } }"
)

func tag(t *testing.T, env *acctest.Env, key, value string) {
	t.Helper()
	if _, err := client(env).TagResource(context.Background(), &cloudwatch.TagResourceInput{ResourceARN: aws.String(arn), Tags: []cwtypes.Tag{{Key: &key, Value: &value}}}); err != nil {
		t.Fatal(err)
	}
}

func tags(t *testing.T, env *acctest.Env) string {
	t.Helper()
	out, err := client(env).ListTagsForResource(context.Background(), &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(arn)})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, tag := range out.Tags {
		all[*tag.Key] = *tag.Value
	}
	return fmt.Sprint(all)
}

func action(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, of)}}
}

var emptyPlan = acctest.EmptyPlan

// TestDashboard takes a dashboard through its life.
func TestDashboard(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first, changed := env.Config(config("buildkite_agents_lost", lists)), env.Config(config("buildkite_failed_jobs", lists))
	env.Test(t,
		resource.TestStep{
			Config: first,
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectKnownValue(address, tfjsonpath.New("body"), knownvalue.StringFunc(func(text string) error {
					for _, want := range []string{"SOURCE '/ci' | filter `detail-type`", "JobWaitTime", "stateMachine:Buildkite-JobWaitTime-", `"Lost"`, `"RuleName","r"`} {
						if !strings.Contains(text, want) {
							return fmt.Errorf("the planned body has no %s: %s", want, text)
						}
					}
					return nil
				})),
			}},
		},
		// The same JSON, written differently, is not drift.
		resource.TestStep{PreConfig: func() { put(t, env, "builds", "\n "+body(t, env)) }, Config: first, ConfigPlanChecks: action(plancheck.ResourceActionNoop)},
		resource.TestStep{PreConfig: func() { put(t, env, "builds", `{"widgets": []}`) }, Config: first, ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		// A change of what is shown arrives in the same apply.
		resource.TestStep{Config: changed, ConfigPlanChecks: action(plancheck.ResourceActionUpdate), PostApplyFunc: func() {
			if !strings.Contains(body(t, env), "failed_jobs") {
				t.Errorf("the dashboard still shows the old query: %s", body(t, env))
			}
		}},
		resource.TestStep{
			PreConfig: func() {
				if _, err := client(env).DeleteDashboards(context.Background(), &cloudwatch.DeleteDashboardsInput{DashboardNames: []string{"builds"}}); err != nil {
					t.Fatal(err)
				}
			},
			Config: changed, ConfigPlanChecks: action(plancheck.ResourceActionCreate),
		},
		resource.TestStep{
			Config:           env.Config(config("buildkite_failed_jobs", "  widgets = jsonencode([{ type = \"text\", properties = { markdown = \"a\" } }])\n  period = 60\n  start = \"-PT3H\"")),
			ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
		},
	)
	if out, err := client(env).ListDashboards(context.Background(), &cloudwatch.ListDashboardsInput{}); err != nil || len(out.DashboardEntries) > 0 {
		t.Errorf("destroy leaves %+v, %v", out, err)
	}
}

// TestTags creates, changes and removes tags, and repairs their drift.
func TestTags(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	tagged := func(lines string) string {
		return env.ConfigWith("default_tags = { tags = { team = \"ci\" } }", strings.Replace(alone, "\n}", "\n"+lines+"\n}", 1))
	}
	first, second := tagged(`tags = { a = "1", b = "2" }`), tagged(`tags = { a = "3" }`)
	on := func(want string) func() {
		return func() {
			if got := tags(t, env); got != want {
				t.Errorf("the tags are %s, not %s", got, want)
			}
		}
	}
	env.Test(t,
		resource.TestStep{Config: first, PostApplyFunc: on("map[a:1 b:2 team:ci]"), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectKnownValue(address, tfjsonpath.New("tags_all"), knownvalue.MapSizeExact(3)),
		}}},
		emptyPlan(first),
		resource.TestStep{Config: second, PostApplyFunc: on("map[a:3 team:ci]"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{PreConfig: func() { tag(t, env, "team", "web"); tag(t, env, "c", "") }, Config: second, PostApplyFunc: on("map[a:3 team:ci]"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		resource.TestStep{Config: second, ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, ImportStateId: "builds"},
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.Inject(emulator.Fault{Service: "cloudwatch", Operation: "UntagResource", Code: "AccessDenied", Times: 1})
			},
			Config: env.Config(alone), ExpectError: acctest.ErrorRegexp("cloudwatch:UntagResource", "Its body is as planned"),
		},
		resource.TestStep{Config: env.Config(alone), PostApplyFunc: on("map[]"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)},
		// Tags of others are left alone by a configuration without any.
		resource.TestStep{PreConfig: func() { tag(t, env, "c", "") }, Config: env.Config(alone), PostApplyFunc: on("map[c:]"), ConfigPlanChecks: action(plancheck.ResourceActionNoop)},
	)
}

// TestImport imports dashboards, and plans nothing if the configuration makes the
// same one. The next change writes what the configuration says.
func TestImport(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first, changed := env.Config(config("buildkite_agents_lost", lists+"  period = 600\n  start = \"-PT3H\"")), env.Config(config("buildkite_failed_jobs", lists+"  period = 600\n  start = \"-PT3H\""))
	w := env.Workspace(first)
	w.Run("apply", "-auto-approve")
	w.Run("state", "rm", address)
	w.Run("import", address, "builds")
	if !w.IsEmptyPlan() {
		t.Errorf("the plan after the import is not empty: %s", w.Run("plan"))
	}
	before := env.Emulator.CallCount("cloudwatch:PutDashboard")
	w.Run("apply", "-auto-approve")
	if calls := env.Emulator.CallCount("cloudwatch:PutDashboard"); calls != before {
		t.Errorf("the dashboard was written: %d calls", calls-before)
	}
	w.Write("main.tf", changed)
	if out := w.Run("apply", "-auto-approve"); !strings.Contains(out, "1 to change") && !strings.Contains(out, "2 to change") {
		t.Errorf("got %s", out)
	}
	if got := body(t, env); !strings.Contains(got, "failed_jobs") || strings.Count(got, `"type":"log"`) != 1 {
		t.Errorf("after the change the dashboard is %s", got)
	}
	if !w.IsEmptyPlan() {
		t.Error("the plan after the change is not empty")
	}
	w.Run("destroy", "-auto-approve")

	// One of somebody else, as the configuration that Terraform generates for it.
	put(t, env, "builds", `{"widgets": [{"type": "text", "x": 1, "y": 2, "properties": {"markdown": "a"}}, {"type": "metric", "properties": {"region": "us-east-1", "period": 120}}], "start": "-PT1H", "periodOverride": "inherit"}`)
	p := env.Protocol(nil)
	imported, diags := p.Import("eventbridge_dashboard", "builds")
	p.Must(diags)
	given := map[string]any{"name": "builds"}
	for _, name := range []string{"metrics", "rule_arns", "queries", "widgets", "period", "start"} {
		given[name] = imported.State[name]
	}
	if fmt.Sprint(given["period"], " ", given["start"]) != "120 -PT1H" {
		t.Errorf("imported %s", acctest.JSON(imported.State))
	}
	planned, diags := p.Plan("eventbridge_dashboard", imported, given)
	p.Must(diags)
	if acctest.JSON(planned.State) != acctest.JSON(imported.State) {
		t.Errorf("imported %s, planned %s", acctest.JSON(imported.State), acctest.JSON(planned.State))
	}
	for _, odd := range []string{`{"widgets": []}`, `{"widgets": [{"type": "text", "properties": {"markdown": "", "period": "x"}}]}`} {
		put(t, env, "builds", odd)
		if _, diags := p.Import("eventbridge_dashboard", "builds"); len(diags) > 0 {
			t.Errorf("%s: %s", odd, acctest.JSON(diags))
		}
	}
}

// TestExisting overwrites no dashboard, adopts one only if told to, and says
// what CloudWatch rejects.
func TestExisting(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	put(t, env, "builds", `{"widgets": []}`)
	env.Test(t,
		resource.TestStep{Config: env.Config(alone), ExpectError: acctest.ErrorRegexp("Dashboard already exists", `id = "builds"`)},
		resource.TestStep{Config: env.ConfigWith("adopt_identical = true", alone), ExpectError: acctest.ErrorRegexp("its body differs")},
		resource.TestStep{
			PreConfig: func() {
				put(t, env, "builds", `{"widgets": [], "start": "-P1D", "periodOverride": "inherit"}`)
				tag(t, env, "team", "ci")
			},
			Config: env.ConfigWith(adopt, alone), ConfigPlanChecks: action(plancheck.ResourceActionCreate),
		},
		emptyPlan(env.ConfigWith(adopt, alone)),
		resource.TestStep{Config: env.Config(alone), ConfigPlanChecks: action(plancheck.ResourceActionUpdate)}, // removes the tag
		emptyPlan(env.Config(alone)),
		resource.TestStep{Config: env.Config(alone + strings.Replace(alone, `"test"`, `"twin"`, 1)), ExpectError: acctest.ErrorRegexp("exists")},
		resource.TestStep{
			Config:      env.Config(strings.Replace(alone, "\n}", "\n  widgets = jsonencode([{ type = \"chart\" }])\n}", 1)),
			ExpectError: acctest.ErrorRegexp("Dashboard rejected by AWS", "/widgets/0/type: Should be equal to one of the allowed values"),
		},
		resource.TestStep{
			PreConfig: func() {
				env.Emulator.Inject(emulator.Fault{Service: "cloudwatch", Operation: "DeleteDashboards", Code: "AccessDenied", Times: 1})
			},
			Config: env.Config(alone), Destroy: true, ExpectError: acctest.ErrorRegexp("cloudwatch:DeleteDashboards", "It still exists"),
		},
	)
}

// TestWarnings saves a dashboard that CloudWatch warns of, and says so once.
func TestWarnings(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	w := env.Workspace(env.Config(strings.Replace(alone, "\n}", "\n  widgets = jsonencode([{ type = \"text\", colour = \"red\", properties = { markdown = \"a\" } }])\n}", 1)))
	out := w.Run("apply", "-auto-approve", "-no-color")
	if !acctest.ErrorRegexp("Dashboard saved with warnings", "/widgets/0: Should NOT have additional properties: 'colour'").MatchString(out) {
		t.Errorf("got %s", out)
	}
	if out := w.Run("apply", "-auto-approve", "-no-color"); strings.Contains(out, "Dashboard saved with warnings") {
		t.Errorf("an apply without changes says %s", out)
	}
	w.Run("destroy", "-auto-approve")
}

// TestRefused checks what is refused without AWS.
func TestRefused(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	of := func(lines string, want ...string) acctest.Refusal {
		return acctest.Refusal{Config: "resource \"eventbridge_dashboard\" \"test\" {\n" + lines + "\n}\n", Want: want}
	}
	env.Refuses(map[string]acctest.Refusal{
		"name":     of(`name = "a b"`, "letters, digits, - and _ only"),
		"metric":   of("name = \"a\"\nmetrics = [\"Buildkite\"]", "Invalid dashboard content", "\"Buildkite\" is not the `dashboard` of an `eventbridge_metric`"),
		"query":    of("name = \"a\"\nqueries = [jsonencode({ region = \"x\" })]", "Invalid dashboard content"),
		"rule":     of("name = \"a\"\nrule_arns = [\"arn:aws:sns:us-east-1:123456789012:t\"]", "Invalid rule ARN"),
		"widgets":  of("name = \"a\"\nwidgets = \"{}\"", "Invalid widgets", "JSON of another form"),
		"period":   of("name = \"a\"\nperiod = 90", "multiple of 60"),
		"start":    of("name = \"a\"\nstart = \"yesterday\"", "-PT3H"),
		"too many": of("name = \"a\"\nwidgets = jsonencode([for i in range(600) : { type = \"text\" }])", "Too many widgets"),
	})
}

// TestList lists and imports.
func TestList(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	put(t, env, "b", `{"widgets": []}`)
	put(t, env, "a", `{"widgets": []}`)
	p := env.Protocol(nil)
	for _, one := range []struct {
		config map[string]any
		limit  int64
		want   string
	}{{nil, 0, "[a b]"}, {nil, 1, "[a]"}, {map[string]any{"name_prefix": "b"}, 0, "[b]"}} {
		found, diags := p.List("eventbridge_dashboard", one.config, false, one.limit)
		p.Must(diags)
		names := []string{}
		for _, listed := range found {
			names = append(names, listed.DisplayName)
		}
		if got := fmt.Sprint(names); got != one.want {
			t.Errorf("%v: got %s, want %s", one.config, got, one.want)
		}
	}
	imported, diags := p.Import("eventbridge_dashboard", "b")
	p.Must(diags)
	found, diags := p.List("eventbridge_dashboard", map[string]any{"name_prefix": "b"}, true, 0)
	p.Must(diags)
	if len(found) != 1 || acctest.JSON(found[0].State) != acctest.JSON(imported.State) || acctest.JSON(found[0].Identity) != acctest.JSON(imported.Identity) {
		t.Errorf("listed %s, imported %s", acctest.JSON(found), acctest.JSON(imported))
	}
	if _, diags := p.Import("eventbridge_dashboard", "a b"); len(diags) != 1 || diags[0].Summary != "Invalid import ID" {
		t.Errorf("got %s", acctest.JSON(diags))
	}
}
