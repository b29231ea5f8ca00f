package metricsink_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
)

// TestMetricBadInput names what is wrong, at the attribute that is wrong, in
// terraform validate.
func TestMetricBadInput(t *testing.T) {
	t.Parallel()
	const base = "  namespace = \"CI\"\n  metric_name = \"m\"\n  detail_types = [\"Job Started\"]\n"
	const count = base + "  count_events = true\n"
	all := map[string]acctest.Refusal{}
	tooMany := &strings.Builder{}
	for i := range 31 {
		fmt.Fprintf(tooMany, "    d%d = \"=x\"\n", i)
	}
	for name, test := range map[string]struct{ lines, want string }{
		"no value":              {base, "Set one of `count_events`, `duration` or `field`"},
		"two values":            {count + `field = "detail.job.exit_status"`, "Both `count_events` and `field` are set, but a metric has one value."},
		"count of false":        {base + "count_events = false", "`count_events` takes `true` only."},
		"nothing":               {"", "`namespace` is required without `preset`."},
		"namespace of AWS":      {strings.Replace(count, "CI", "AWS/CI", 1), "Namespaces that start with AWS/ are reserved"},
		"namespace colon":       {strings.Replace(count, "CI", ":CI", 1), "A namespace cannot start with a colon."},
		"namespace variable":    {strings.Replace(count, "CI", "$${aws:username}", 1), "IAM would treat as a variable"},
		"namespace 256":         {strings.Replace(count, "CI", strings.Repeat("n", 256), 1), "A namespace can have at most 255 characters, and this one has 256."},
		"name not ASCII":        {strings.Replace(count, `"m"`, `"mé"`, 1), "A metric name may only contain ASCII characters"},
		"unit of duration":      {base + `duration = { from = "detail.job.runnable_at", to = "detail.job.started_at" }` + "\nunit = \"Count\"", "The unit of a duration is \"Seconds\", \"Milliseconds\" or \"Microseconds\", not \"Count\"."},
		"unit of count":         {count + `unit = "Seconds"`, "The unit of a count is \"Count\" or \"None\""},
		"unit misspelled":       {base + `field = "detail.job.exit_status"` + "\nunit = \"seconds\"", "CloudWatch has no unit \"seconds\". Did you mean `Seconds`?"},
		"resolution":            {count + "storage_resolution = 10", "storage_resolution"},
		"31 dimensions":         {count + "dimensions = {\n" + tooMany.String() + "}", "A metric can have at most 30 dimensions, not 31."},
		"dimension name":        {count + `dimensions = { ":a" = "=b" }`, "\":a\": A dimension name cannot start with a colon."},
		"blank constant":        {count + `dimensions = { a = "= " }`, "In the dimension \"a\": A dimension value must contain a character that is not white space."},
		"unknown field":         {count + `dimensions = { a = "detail.pipeline.slag" }`, "Did you mean `detail.pipeline.slug`?"},
		"no detail":             {base + `field = "job.exit_status"`, "Did you mean `detail.job.exit_status`?"},
		"list":                  {count + `dimensions = { a = "detail.job.agent_query_rules" }`, "For the queue of a job or an agent, write `queue`."},
		"no queue":              {strings.Replace(count, "Job Started", "Build Finished", 1) + `dimensions = { a = "queue" }`, "`Build Finished` has no queue"},
		"no time":               {base + `duration = { from = "detail.job.state", to = "detail.job.started_at" }`, "`detail.job.state` is a field of type enumeration, but a duration is the difference of two timestamps."},
		"always null":           {base + `duration = { from = "detail.job.started_at", to = "detail.job.finished_at" }`, "`detail.job.finished_at` is always null in `Job Started`"},
		"itself":                {base + `duration = { from = "detail.job.started_at", to = "detail.job.started_at" }`, "so every duration would be 0."},
		"backwards":             {strings.Replace(base, "Job Started", "Job Finished", 1) + `duration = { from = "detail.job.finished_at", to = "detail.job.started_at" }`, "`detail.job.finished_at` is later than `detail.job.started_at`, and a negative duration is not published."},
		"no end":                {base + `duration = { from = "", to = "detail.job.started_at" }`, "`duration.from` needs at least one character."},
		"no path":               {count + `dimensions = { a = "detail..slug" }`, "\"detail..slug\" is not the path of a field."},
		"Queue":                 {count + `dimensions = { a = "Queue" }`, "Did you mean `queue`?"},
		"of the preset":         {"preset = \"buildkite_job_wait\"\ndetail_types = [\"Build Finished\"]", "It comes from the preset `buildkite_job_wait`: also set `duration`"},
		"null detail-type":      {strings.Replace(count, `["Job Started"]`, "[null]", 1), "null value"},
		"empty detail-type":     {strings.Replace(count, `"Job Started"`, `""`, 1), "between 1 and 128"},
		"log stream":            {count + "failure_log_group_arn = \"arn:aws:logs:us-east-1:123456789012:log-group:/a:log-stream:b\"", "names no log group"},
		"no number":             {base + `field = "detail.job.state"`, "the value of a metric is a number."},
		"number in text":        {strings.Replace(base, "Job Started", "Agent Lost", 1) + `field = "detail.agent.pid"`, "It is a number in a string."},
		"detail-type":           {strings.Replace(count, "Job Started", "Job Startet", 1), "Did you mean `Job Started`?"},
		"blocked":               {strings.Replace(count, "Job Started", "Build Blocked", 1), "Use the detail-type `Build Finished`"},
		"two sources":           {strings.Replace(count, `"Job Started"`, `"Job Started", "Investigation Created"`, 1), "they never arrive on the same event bus"},
		"field of one type":     {strings.Replace(base, `"Job Started"`, `"Job Started", "Build Finished"`, 1) + `field = "detail.job.exit_status"`, "`detail.job.exit_status` is not a documented field of `Build Finished`."},
		"where operator":        {count + `where = { "detail.job.state" = { equal = ["running"] } }`, "Did you mean `equals`?"},
		"where cidr":            {strings.Replace(count, "Job Started", "Agent Lost", 1) + `where = { "detail.agent.ip_address" = { cidr = ["10.0.0.0/8"] } }`, "A metric does not support `cidr`"},
		"where value":           {count + `where = { "detail.job.state" = { equals = ["ruuning"] } }`, "Did you mean `running`?"},
		"where number":          {count + `where = { "detail.build.number" = { numeric = ["5"] } }`, "\"5\", given for `detail.build.number`, is not a numeric condition."},
		"where negation":        {count + `where = { "detail.build.branch" = { not_prefix = ["a"], not_equals = ["b"] } }`, "To leave out every one of these values, write `not_wildcard"},
		"tag keys in two cases": {count + `tags = { Team = "a", team = "b" }`, "The tag keys \"Team\" and \"team\" differ in case only."},
		"tag key":               {count + `tags = { "a,b" = "c" }`, "IAM does not accept ',' in tags."},
		"preset":                {`preset = "job_wait"`, "buildkite_job_wait"},
		"name":                  {count + `name = "a.b"`, "may contain letters, digits, - and _ only"},
		"path without a role":   {count + "execution_role_arn = \"arn:aws:iam::123456789012:role/a\"\ninvocation_role_arn = \"arn:aws:iam::123456789012:role/a\"\nrole_path = \"/a/\"", "The configuration sets the ARN of every role"},
		"one role name":         {count + "execution_role_name = \"a\"\ninvocation_role_name = \"a\"", "Two roles have the name \"a\"."},
		"ARN and name of role":  {count + "execution_role_arn = \"arn:aws:iam::123456789012:role/a\"\nexecution_role_name = \"b\"", "`execution_role_arn` is the ARN of role/a, and `execution_role_name` asks for a role that this resource creates, role/b. Remove one of the two."},
		"ARN of another path":   {count + "invocation_role_arn = \"arn:aws:iam::123456789012:role/a\"\ninvocation_role_name = \"a\"\nrole_path = \"/p/\"", "asks for a role that this resource creates, role/p/a."},
	} {
		all[name] = acctest.Refusal{Config: resourceWith(test.lines), Want: []string{test.want}}
	}
	acctest.New(t).Refuses(all)
}

func resourceWith(lines string) string {
	return "resource \"eventbridge_metric\" \"test\" {\n" + lines + "\n}\n"
}

// TestMetricRefusedByPlan finds what only the provider's configuration and AWS
// tell.
func TestMetricRefusedByPlan(t *testing.T) {
	t.Parallel()
	const count = "  namespace = \"CI\"\n  metric_name = \"m\"\n  detail_types = [\"Job Started\"]\n  count_events = true\n"
	var steps []resource.TestStep
	env := acctest.New(t)
	for lines, want := range map[string]string{
		"failure_log_group_arn = \"arn:aws:logs:eu-west-1:123456789012:log-group:/a\"":           "The log group is in eu-west-1, and the state machine is in us-east-1",
		"execution_role_arn = \"arn:aws:iam::999999999999:role/a\"\nexecution_role_name = \"a\"": "`execution_role_arn` belongs to account 999999999999, and the role that `execution_role_name` asks for would be created in account 123456789012.",
	} {
		steps = append(steps, resource.TestStep{Config: env.Config(resourceWith(count + lines)), PlanOnly: true, ExpectError: acctest.ErrorRegexp(want)})
	}
	tagged := func(lines string) string {
		return env.ConfigWith("  default_tags = { tags = { Team = \"a\" } }", resourceWith(count+lines+"  tags = { team = \"b\" }\n"))
	}
	steps = append(steps,
		resource.TestStep{Config: tagged(""), PlanOnly: true, ExpectError: acctest.ErrorRegexp("Duplicate tag keys", "differ in case only. IAM", "the provider's `default_tags` count as well")},
		resource.TestStep{
			Config:   tagged("  execution_role_arn = \"arn:aws:iam::123456789012:role/a\"\n  invocation_role_arn = \"arn:aws:iam::123456789012:role/b\"\n"),
			PlanOnly: true, ExpectNonEmptyPlan: true, // Step Functions tells the keys apart.
		},
	)
	env.Test(t, steps...)
}

// TestMetricUnknown plans with values that only an apply makes known.
func TestMetricUnknown(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := func(state string) string {
		return env.Config(fmt.Sprintf(`
resource "terraform_data" "late" {
  input = { state = %q, namespace = "CI", type = "Job Started", dimension = "detail.pipeline.slug" }
}

resource "eventbridge_metric" "test" {
  namespace    = terraform_data.late.output.namespace
  metric_name  = "Started"
  detail_types = [terraform_data.late.output.type]
  dimensions   = { Pipeline = terraform_data.late.output.dimension }
  where        = { "detail.job.state" = { equals = [terraform_data.late.output.state] } }
  count_events = true
}
`, state))
	}
	env.Test(t,
		resource.TestStep{Config: config("running")},
		resource.TestStep{Config: config("running"), ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}},
		resource.TestStep{Config: config("ruuning"), ExpectError: acctest.ErrorRegexp("Did you mean `running`?")},
	)
	nothingLeft(t, env)
}

// TestMetricCatalogCheck has an undocumented value refused, warned of once and
// accepted.
func TestMetricCatalogCheck(t *testing.T) {
	t.Parallel()
	config := func(check string) string {
		return wait("  catalog_check = \"" + check + "\"\n  where = { \"detail.job.state\" = { equals = [\"ruuning\"] } }\n")
	}
	env := acctest.New(t)
	w := env.Workspace(env.Config(config("error")))
	const finding = "`detail.job.state` is never \"ruuning\""
	for _, step := range []struct {
		command, check string
		fails, told    bool
	}{
		{"validate", "error", true, true},
		{"validate", "warn", false, false},
		{"plan", "warn", false, true},
		{"plan", "off", false, false},
		{"apply", "warn", false, true},
		{"plan", "warn", false, false},
		{"plan", "off", false, false},
		{"plan", "error", true, true},
		{"destroy", "off", false, false},
	} {
		w.Write("main.tf", env.Config(config(step.check)))
		args := []string{step.command}
		if step.command == "apply" || step.command == "destroy" {
			args = append(args, "-auto-approve")
		}
		out, err := w.Try(args...)
		if (err != nil) != step.fails || acctest.ErrorRegexp(finding).MatchString(out) != step.told {
			t.Errorf("%s with %q: %v\n%s", step.command, step.check, err, out)
		}
	}
}

// TestMetricWarnsOnce warns of many dimension values and of times that can be
// null when they are new, and not again.
func TestMetricWarnsOnce(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	lines := `  duration   = { from = "detail.build.started_at", to = "detail.job.started_at" }
  dimensions = { Job = "detail.job.uuid" }
  where      = { "detail.build.branch" = { prefix = ["release/"], not_suffix = ["-rc"], equals = [] } }
`
	w := env.Workspace(env.Config(wait(lines)))
	out := w.Run("plan")
	for _, warning := range []string{
		"High-cardinality dimension", "`detail.build.started_at` can be null in `Job Started`.", "(and one more similar warning elsewhere)",
		"Condition widens the matcher", "every value that begins with \"release/\" even if it ends with \"-rc\"",
	} {
		if !acctest.ErrorRegexp(warning).MatchString(out) {
			t.Errorf("not warned of %q: %s", warning, out)
		}
	}
	w.Run("apply", "-auto-approve")
	if out := w.Run("plan"); strings.Contains(out, "Warning") {
		t.Errorf("warned again: %s", out)
	}
	w.Run("destroy", "-auto-approve")
}
