package logmetric_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/typed-events/terraform-provider-eventbridge/internal/acctest"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const logMetricAddress = "eventbridge_log_metric.test"

const logMetricGroup = `
resource "eventbridge_log_group" "test" {
  name          = "/aws/events/buildkite"
  force_destroy = true
}
`

func logMetric(lines string) string {
	return logMetricGroup + fmt.Sprintf("resource \"eventbridge_log_metric\" \"test\" {\n  log_group_name = eventbridge_log_group.test.name\n  name = \"failed\"\n  namespace = \"CI\"\n  metric_name = \"Failed\"\n%s\n}\n", lines)
}

const failedJobs = `
  detail_types = ["Job Finished"]
  count_events = true
  where        = { "detail.job.passed" = { equals = ["false"] } }
  dimensions   = { Pipeline = "detail.pipeline.slug" }
`

func knownLogMetric(attribute string, check knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(logMetricAddress, tfjsonpath.New(attribute), check)
}

func logMetricAction(of plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(logMetricAddress, of)}}
}

var importLogMetric = resource.TestStep{ResourceName: logMetricAddress, ImportState: true, ImportStateKind: resource.ImportBlockWithID}

func importOf(config string) resource.TestStep {
	step := importLogMetric
	step.Config = config
	return step
}

func TestLogMetric(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	first := env.Config(logMetric(failedJobs))
	second := env.Config(logMetric(`
  detail_types  = ["Build Finished", "Job Finished"]
  field         = "detail.build.number"
  unit          = "Count"
  default_value = 0
  where = {
    "detail.build.branch"          = { prefix = ["release/"], equals = ["main"], suffix = ["-rc"], wildcard = ["*hot*"] }
    "detail.build.number"          = { numeric = [">= 1, < 5000", "= 7"] }
    "detail.build.state"           = { not_equals = ["blocked", "skipped"] }
    "detail.build.meta_data.a.b"   = { is = ["missing"] }
    "detail.build.finished_at"     = { is = ["present"] }
    "detail.build.started_at"      = { is = ["null"] }
    "detail.pipeline.slug"         = { not_prefix = ["sandbox-"] }
  }
`))
	describe := func() logstypes.MetricFilter {
		out, err := env.Logs().DescribeMetricFilters(context.Background(), &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(name)})
		if err != nil || len(out.MetricFilters) != 1 {
			t.Fatalf("got %v, %v", out, err)
		}
		return out.MetricFilters[0]
	}
	spoil := func(change func(*cloudwatchlogs.PutMetricFilterInput)) func() {
		return func() {
			now := describe()
			input := &cloudwatchlogs.PutMetricFilterInput{
				LogGroupName: aws.String(name), FilterName: now.FilterName, FilterPattern: now.FilterPattern, MetricTransformations: now.MetricTransformations,
			}
			change(input)
			do(t, env.Logs().PutMetricFilter, input)
		}
	}
	steps := []resource.TestStep{
		{
			Config: first, ConfigPlanChecks: logMetricAction(plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				knownLogMetric("id", knownvalue.StringExact("/aws/events/buildkite:failed")),
				knownLogMetric("unit", knownvalue.StringExact("Count")),
				knownLogMetric("filter_pattern", knownvalue.StringExact(`{ $.detail-type = "Job Finished" && $.detail.job.passed IS FALSE && $.detail.pipeline.slug = "*" }`)),
			},
			Check: func(*terraform.State) error {
				if now := describe(); now.MetricTransformations[0].DefaultValue != nil || now.MetricTransformations[0].Dimensions["Pipeline"] != "$.detail.pipeline.slug" {
					t.Errorf("got %+v", now.MetricTransformations[0])
				}
				return nil
			},
		},
		emptyPlan(first), importOf(first),
		{
			Config: second, ConfigPlanChecks: logMetricAction(plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{knownLogMetric("filter_pattern", knownvalue.StringExact(
				`{ ($.detail-type = "Build Finished" || $.detail-type = "Job Finished") && `+
					`($.detail.build.branch = "main" || $.detail.build.branch = "release/*" || $.detail.build.branch = "*-rc" || $.detail.build.branch = "*hot*") && `+
					`($.detail.build.finished_at = "*" || $.detail.build.finished_at IS NULL) && $.detail.build.meta_data.['a.b'] NOT EXISTS && `+
					`(($.detail.build.number >= 1 && $.detail.build.number < 5000) || $.detail.build.number = 7) && $.detail.build.started_at IS NULL && `+
					`(($.detail.build.state != "blocked" && $.detail.build.state != "skipped") || $.detail.build.state IS NULL) && `+
					`($.detail.pipeline.slug != "sandbox-*" || $.detail.pipeline.slug IS NULL) && $.detail.build.number = * }`))},
		},
		emptyPlan(second),
		{Config: first, ConfigPlanChecks: logMetricAction(plancheck.ResourceActionUpdate)},
	}
	for _, change := range []func(*cloudwatchlogs.PutMetricFilterInput){
		func(in *cloudwatchlogs.PutMetricFilterInput) {
			in.FilterPattern = aws.String(`{ $.a = "b" && $.detail.pipeline.slug = "*" }`)
		},
		func(in *cloudwatchlogs.PutMetricFilterInput) {
			in.FilterPattern = aws.String(`{ $.detail-type = "Job Started" && $.detail.pipeline.slug = "*" }`)
		},
		func(in *cloudwatchlogs.PutMetricFilterInput) {
			in.MetricTransformations[0].MetricNamespace = aws.String("Other")
		},
		func(in *cloudwatchlogs.PutMetricFilterInput) {
			in.MetricTransformations[0].MetricValue = aws.String("2")
		},
		func(in *cloudwatchlogs.PutMetricFilterInput) { in.MetricTransformations[0].Dimensions = nil },
		func(in *cloudwatchlogs.PutMetricFilterInput) { in.ApplyOnTransformedLogs = true },
	} {
		steps = append(steps, resource.TestStep{PreConfig: spoil(change), Config: first, ConfigPlanChecks: logMetricAction(plancheck.ResourceActionUpdate)}, emptyPlan(first))
	}
	steps = append(steps, resource.TestStep{
		PreConfig: func() {
			do(t, env.Logs().DeleteMetricFilter, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(name), FilterName: aws.String("failed")})
		},
		Config: first, ConfigPlanChecks: logMetricAction(plancheck.ResourceActionCreate),
	})
	env.Test(t, steps...)
}

// TestLogMetricCounts counts documented events that a log target logs.
func TestLogMetricCounts(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	env.PartnerSource(partnerSource)
	config := env.Config(logMetric(failedJobs) + `
resource "eventbridge_partner_event_source_association" "buildkite" {
  event_source_name = "` + partnerSource + `"
}

resource "eventbridge_buildkite_job_rule" "jobs" {
  name           = "jobs"
  event_bus_name = eventbridge_partner_event_source_association.buildkite.event_bus_name
}

resource "eventbridge_log_target" "jobs" {
  rule_arn      = eventbridge_buildkite_job_rule.jobs.arn
  log_group_arn = eventbridge_log_group.test.arn
}
`)
	env.Test(t, resource.TestStep{Config: config, Check: func(*terraform.State) error {
		for _, d := range catalog.Default().Family("buildkite_job_rule").DetailTypes {
			for _, sample := range d.Samples {
				if _, err := env.Emulator.PublishPartnerEvent(acctest.Region, partnerSource, sample.JSON); err != nil {
					t.Fatal(err)
				}
			}
		}
		var got []string
		for _, p := range env.Emulator.Metrics("CI") {
			got = append(got, describePoint(p))
		}
		// Of the samples of Job Finished, the broken and the signalled job did not pass.
		one := "CI Failed 1 Count 1m0s Pipeline=my-pipeline"
		if !slices.Equal(got, []string{one, one}) {
			t.Errorf("got %q", got)
		}
		return nil
	}})
}

func TestLogMetricNothingForeign(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	do(t, env.Logs().CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/own")})
	do(t, env.Logs().PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String("/own"), FilterName: aws.String("failed"), FilterPattern: aws.String("ERROR"),
		MetricTransformations: []logstypes.MetricTransformation{{MetricName: aws.String("a"), MetricNamespace: aws.String("b"), MetricValue: aws.String("1")}},
	})
	own := func(name string) string {
		return env.Config(fmt.Sprintf("resource \"eventbridge_log_metric\" \"test\" {\n  log_group_name = %q\n  name = \"failed\"\n  namespace = \"CI\"\n  metric_name = \"F\"\n%s}\n", name, failedJobs))
	}
	env.Test(t,
		resource.TestStep{Config: own("/own"), ExpectError: acctest.ErrorRegexp(`Metric filter "failed" of log group "/own" already exists`)},
		resource.TestStep{Config: own("/missing"), ExpectError: acctest.ErrorRegexp(`There is no log group "/missing" in us-east-1.`)},
	)
}

func TestLogMetricBadInput(t *testing.T) {
	t.Parallel()
	const count = "detail_types = [\"Job Finished\"]\ncount_events = true\n"
	all := map[string]acctest.Refusal{}
	for name, test := range map[string]struct{ lines, want string }{
		"no value":            {`detail_types = ["Job Finished"]`, "Set one of `count_events` or `field`"},
		"default, dimensions": {count + "default_value = 0\ndimensions = { a = \"detail.pipeline.slug\" }", "CloudWatch Logs does not support a default value for a metric with dimensions"},
		"four dimensions": {
			count + "dimensions = { a = \"detail.pipeline.slug\", b = \"detail.job.state\", c = \"detail.job.type\", d = \"detail.job.label\" }",
			"A log metric can have at most 3 dimensions, not 4.",
		},
		"queue":         {count + `dimensions = { a = "queue" }`, "For `queue` or a constant, use an `eventbridge_metric`."},
		"constant":      {count + `dimensions = { a = "=b" }`, "For `queue` or a constant, use an `eventbridge_metric`."},
		"ignore case":   {count + `where = { "detail.build.branch" = { equals_ignore_case = ["Main"] } }`, "A log metric does not support comparisons that ignore case."},
		"inner star":    {count + `where = { "detail.build.branch" = { wildcard = ["a*b"] } }`, "an asterisk within a string, such as in \"a*b\""},
		"star":          {count + `where = { "detail.build.branch" = { equals = ["a*"] } }`, "\"a*\" contains an asterisk"},
		"quote":         {count + `where = { "detail.build.branch" = { prefix = ["a\"b"] } }`, "contains an asterisk, a quote, a backslash or a control character"},
		"no element":    {count + `where = { "detail.job.agent_query_rules" = { not_equals = ["queue=a"] } }`, "A log metric does not support the absence of an element of a list."},
		"list is there": {count + `where = { "detail.job.agent_query_rules" = { is = ["present"] } }`, "A log metric does not support the test whether a list has elements."},
		"no list":       {count + `where = { "detail.job.agent_query_rules" = { is = ["missing"] } }`, "A log metric does not support the test whether a list has elements."},
		"line feed":     {count + `where = { "detail.build.branch" = { suffix = ["a\nb"] } }`, "contains an asterisk, a quote, a backslash or a control character"},
		"key in where":  {count + `where = { "detail.build.meta_data.it's" = { equals = ["a"] } }`, "\"detail.build.meta_data.it's\" contains a quote, a backslash, white space"},
		"key":           {count + `dimensions = { a = "detail.build.meta_data.a b" }`, "\"detail.build.meta_data.a b\" contains a quote, a backslash, white space"},
		"whole map":     {count + `where = { "detail.build.meta_data" = { equals = ["a"] } }`, "`detail.build.meta_data` is a map and does not support `equals`."},
		"no range":      {count + `where = { "detail.build.number" = { numeric = ["> 5, < 1"] } }`, "matches no number"},
		"escape":        {count + `where = { "detail.build.branch" = { wildcard = ["a\\b*"] } }`, "In `wildcard` of `detail.build.branch`, the wildcard has a backslash"},
		"unknown field": {count + `where = { "detail.job.stat" = { equals = ["a"] } }`, "Did you mean `detail.job.state`?"},
		"dollar":        {count + "\n  default_value = 1\n  unit = \"Seconds\"", "The unit of a count is \"Count\" or \"None\""},
		"too long":      {count + fmt.Sprintf(`where = { "detail.build.branch" = { equals = [for i in range(60) : "branch-%%{ for x in range(2) }${i}%%{ endfor }"] } }`), "CloudWatch Logs allows 1024."},
	} {
		config := strings.Replace(logMetric(test.lines), logMetricGroup, "", 1)
		all[name] = acctest.Refusal{Config: strings.Replace(config, "eventbridge_log_group.test.name", `"/a"`, 1), Want: []string{test.want}}
	}
	acctest.New(t).Refuses(all)
}

// TestLogMetricLeftBehind adopts a filter that a failed run created, and
// refuses it without adopt_identical.
func TestLogMetricLeftBehind(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := env.ConfigWith("adopt_identical = true", logMetric(failedJobs))
	var filter *cloudwatchlogs.PutMetricFilterInput
	remove := func() {}
	env.Test(t,
		resource.TestStep{
			PreConfig: func() {
				remove = env.Emulator.Inject(emulator.Fault{Service: "logs", Operation: "PutMetricFilter", CutAfter: true})
			},
			Config:      config,
			ExpectError: acctest.ErrorRegexp(`If AWS created it, the error of the next apply shows the import block.`),
		},
		resource.TestStep{
			PreConfig: func() {
				remove()
				out := must[*cloudwatchlogs.DescribeMetricFiltersOutput](t)(env.Logs().DescribeMetricFilters(context.Background(), &cloudwatchlogs.DescribeMetricFiltersInput{}))
				if len(out.MetricFilters) != 1 {
					t.Fatalf("%d filters were left behind", len(out.MetricFilters))
				}
				found := out.MetricFilters[0]
				filter = &cloudwatchlogs.PutMetricFilterInput{
					LogGroupName: found.LogGroupName, FilterName: found.FilterName, FilterPattern: found.FilterPattern, MetricTransformations: found.MetricTransformations,
				}
			},
			Config: config,
		},
		resource.TestStep{Config: env.Config(logMetricGroup)},
	)

	env = acctest.New(t)
	env.Test(t,
		resource.TestStep{Config: env.Config(logMetricGroup)},
		resource.TestStep{
			PreConfig: func() {
				must[*cloudwatchlogs.PutMetricFilterOutput](t)(env.Logs().PutMetricFilter(context.Background(), filter))
			},
			Config: env.Config(logMetric(failedJobs)),
			ExpectError: acctest.ErrorRegexp(`Metric filter already exists`,
				`Metric filter "failed" of log group "/aws/events/buildkite" already exists`,
				`terraform import eventbridge_log_metric.NAME '/aws/events/buildkite:failed'`),
		},
	)
}

// TestLogMetricWhereShapes gives `where` in every shape that a module or YAML
// may: all say the same, so that nothing is planned when one takes the place of
// another. What is null or empty is not given.
func TestLogMetricWhereShapes(t *testing.T) {
	t.Parallel()
	env := acctest.New(t)
	config := func(before, where string) string {
		return env.Config(before + logMetric("detail_types = [\"Job Finished\"]\ncount_events = true\nwhere = "+where+"\n"))
	}
	const variable = `
variable "where" {
  type    = map(map(list(string)))
  default = { "detail.job.passed" = { equals = ["false"], is = [] }, "detail.build.state" = {}, "detail.build.branch" = { prefix = null } }
}
`
	var steps []resource.TestStep
	for i, where := range []string{
		`{ "detail.job.passed" = false }`, `{ "detail.job.passed" = { equals = ["false"] } }`, `{ "detail.job.passed" = { equals = [false] }, "detail.build.state" = null }`,
		`yamldecode("detail.job.passed: false")`, `var.where`,
	} {
		step := resource.TestStep{
			Config:            config(variable, where),
			ConfigStateChecks: []statecheck.StateCheck{knownLogMetric("filter_pattern", knownvalue.StringExact(`{ $.detail-type = "Job Finished" && $.detail.job.passed IS FALSE }`))},
		}
		if i > 0 {
			step.ConfigPlanChecks = resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
		}
		steps = append(steps, step)
	}
	steps = append(steps,
		resource.TestStep{Config: config("", `{ "detail.job.passed" = "no" }`), PlanOnly: true, ExpectError: acctest.ErrorRegexp("Invalid value type", "`detail.job.passed` is a boolean")},
		resource.TestStep{Config: config("", `{ "detail.job.state" = true }`), PlanOnly: true, ExpectError: acctest.ErrorRegexp("Missing operator", "`detail.job.state` takes a matcher")},
		resource.TestStep{Config: config("", `["detail.job.state"]`), PlanOnly: true, ExpectError: acctest.ErrorRegexp("Invalid value type", "`where` takes a map from the path of a field to its matcher, not a list.")},
		resource.TestStep{
			Config:      config("resource \"terraform_data\" \"late\" { input = \"finished\" }\n", `{ "detail.job.state" = { equals = terraform_data.late.output } }`),
			ExpectError: acctest.ErrorRegexp("Invalid value type", "`equals` of `detail.job.state` takes a list of values, not the string \"finished\"."),
		},
	)
	env.Test(t, steps...)
}
