package emulator_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const failedJobs = `{ $.detail-type = "Job Finished" && $.detail.job.passed IS FALSE && $.detail.pipeline.slug = "*" }`

func metricFilter(change ...func(*cloudwatchlogs.PutMetricFilterInput)) *cloudwatchlogs.PutMetricFilterInput {
	in := &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(groupName), FilterName: aws.String("failed"), FilterPattern: aws.String(failedJobs),
		MetricTransformations: []logstypes.MetricTransformation{{
			MetricName: aws.String("FailedJobs"), MetricNamespace: aws.String("Buildkite"), MetricValue: aws.String("1"),
			Unit: logstypes.StandardUnitCount, Dimensions: map[string]string{"Pipeline": "$.detail.pipeline.slug"},
		}},
	}
	for _, c := range change {
		c(in)
	}
	return in
}

func (b *bed) putFilter(t *testing.T, in *cloudwatchlogs.PutMetricFilterInput) error {
	t.Helper()
	_, err := b.logs.PutMetricFilter(t.Context(), in)
	return err
}

func (b *bed) putLogs(t *testing.T, messages ...string) {
	t.Helper()
	stream := aws.String("s")
	_, _ = b.logs.CreateLogStream(t.Context(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: aws.String(groupName), LogStreamName: stream}) // may be there
	in := &cloudwatchlogs.PutLogEventsInput{LogGroupName: aws.String(groupName), LogStreamName: stream}
	for _, message := range messages {
		in.LogEvents = append(in.LogEvents, logstypes.InputLogEvent{Message: &message, Timestamp: aws.Int64(b.Now().UnixMilli())})
	}
	_, err := b.logs.PutLogEvents(t.Context(), in)
	must(t, 0, err)
}

func jobFinished(passed bool, slug string) string {
	return fmt.Sprintf(`{"detail-type":"Job Finished","detail":{"job":{"passed":%t,"exit_status":3},"pipeline":{"slug":%s}}}`, passed, slug)
}

func TestMetricFilterCounts(t *testing.T) {
	t.Parallel()
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	c.createGroup(t, groupName)
	c.putLogs(t, jobFinished(false, `"before"`))
	must(t, 0, c.putFilter(t, metricFilter()))
	c.putLogs(t, jobFinished(false, `"a"`), jobFinished(true, `"a"`), jobFinished(false, `"b"`), jobFinished(false, `null`), jobFinished(false, `{}`), jobFinished(false, `"é"`), "plain text")
	var seen []string
	for _, p := range c.Metrics() {
		seen = append(seen, fmt.Sprint(p.Namespace, "/", p.Metric, " ", p.Value, " ", p.Unit, " ", p.Dimensions, " ", p.Resolution))
	}
	equal(t, "points", strings.Join(seen, "\n"), "Buildkite/FailedJobs 1 Count map[Pipeline:a] 1m0s\nBuildkite/FailedJobs 1 Count map[Pipeline:b] 1m0s")
	equal(t, "origin", c.Metrics()[0].Origin, "log-group:"+groupName+":metric-filter:failed")

	now := at(metricNow)()
	data := got[*cloudwatch.GetMetricStatisticsOutput](t)(c.metrics.GetMetricStatistics(t.Context(), &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("Buildkite"), MetricName: aws.String("FailedJobs"), Dimensions: []cwtypes.Dimension{dimension("Pipeline", "a")},
		StartTime: aws.Time(now.Add(-time.Hour)), EndTime: aws.Time(now.Add(time.Hour)), Period: aws.Int32(60), Statistics: []cwtypes.Statistic{cwtypes.StatisticSum},
	}))
	equal(t, "sum", *data.Datapoints[0].Sum, 1)

	_, err := c.logs.DeleteMetricFilter(t.Context(), &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(groupName), FilterName: aws.String("failed")})
	must(t, 0, err)
	c.putLogs(t, jobFinished(false, `"after"`))
	equal(t, "points after the deletion", len(c.Metrics()), 2)
	_, err = c.logs.DeleteMetricFilter(t.Context(), &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(groupName), FilterName: aws.String("failed")})
	refused(t, err, "ResourceNotFoundException", "The specified metric filter does not exist.")
}

func TestMetricFilterCountsDeliveredEvents(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.createGroup(t, groupName)
	c.allowWriting(t)
	c.putRule(t, "default", "r", anyPattern)
	c.putTarget(t, "default", "r", ebtypes.Target{Id: aws.String("log"), Arn: aws.String(groupARN)})
	must(t, 0, c.putFilter(t, metricFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
		in.FilterPattern = aws.String(`{ $.detail-type = "Job Started" && $.detail.pipeline.slug = * }`)
		in.EmitSystemFieldDimensions = []string{"@aws.account", "@aws.region"}
	})))
	c.send(t, jobStarted)
	equal(t, "dimensions", fmt.Sprint(c.Metrics()[0].Dimensions), "map[@aws.account:123456789012 @aws.region:us-east-1 Pipeline:my-pipeline]")
}

func TestMetricFilterValues(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.createGroup(t, groupName)
	must(t, 0, c.putFilter(t, metricFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
		in.FilterPattern, in.MetricTransformations[0].MetricValue = aws.String(`{ $.detail.job.exit_status = * }`), aws.String("$.detail.job.exit_status")
		in.MetricTransformations[0].Dimensions, in.MetricTransformations[0].DefaultValue = nil, aws.Float64(0)
	})))
	c.putLogs(t, `{"other":1}`)
	c.putLogs(t, `{"other":1}`)
	c.putLogs(t, jobFinished(true, `"a"`), `{"detail":{"job":{"exit_status":"text"}}}`)
	var values []float64
	for _, p := range c.Metrics() {
		values = append(values, p.Value)
	}
	equal(t, "values", fmt.Sprint(values), "[0 3]")
}

func TestDescribeMetricFilters(t *testing.T) {
	t.Parallel()
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	c.createGroup(t, groupName)
	for i := range 3 {
		must(t, 0, c.putFilter(t, metricFilter(func(in *cloudwatchlogs.PutMetricFilterInput) { in.FilterName = aws.String(fmt.Sprint("f", i)) })))
	}
	must(t, 0, c.putFilter(t, metricFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
		in.FilterName, in.FilterPattern = aws.String("f0"), aws.String("")
		in.MetricTransformations = []logstypes.MetricTransformation{{MetricName: aws.String("m"), MetricNamespace: aws.String("n"), MetricValue: aws.String("2.5")}}
	})))
	describe := func(in *cloudwatchlogs.DescribeMetricFiltersInput) *cloudwatchlogs.DescribeMetricFiltersOutput {
		return got[*cloudwatchlogs.DescribeMetricFiltersOutput](t)(c.logs.DescribeMetricFilters(t.Context(), in))
	}
	first := describe(&cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(groupName), Limit: aws.Int32(2)})
	second := describe(&cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(groupName), Limit: aws.Int32(2), NextToken: first.NextToken})
	equal(t, "pages", fmt.Sprintf("%d %d %t", len(first.MetricFilters), len(second.MetricFilters), second.NextToken == nil), "2 1 true")
	f := first.MetricFilters[0]
	equal(t, "replaced", fmt.Sprint(*f.FilterPattern, *f.MetricTransformations[0].MetricName, *f.MetricTransformations[0].MetricValue, string(f.MetricTransformations[0].Unit)), "m2.5None")
	equal(t, "of a metric", len(describe(&cloudwatchlogs.DescribeMetricFiltersInput{MetricName: aws.String("FailedJobs"), MetricNamespace: aws.String("Buildkite")}).MetricFilters), 2)
	equal(t, "of a name", len(describe(&cloudwatchlogs.DescribeMetricFiltersInput{FilterNamePrefix: aws.String("f2")}).MetricFilters), 1)
	_, err := c.logs.DescribeMetricFilters(t.Context(), &cloudwatchlogs.DescribeMetricFiltersInput{MetricName: aws.String("m")})
	refused(t, err, "InvalidParameterException")
	groups := got[*cloudwatchlogs.DescribeLogGroupsOutput](t)(c.logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{}))
	equal(t, "count of the group", *groups.LogGroups[0].MetricFilterCount, 3)
	equal(t, "inventory", c.Inventory().MetricFilters, 3)
}

func TestMetricFiltersThatAreRefused(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.createGroup(t, groupName)
	infrequent := aws.String("infrequent")
	_, err := c.logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: infrequent, LogGroupClass: logstypes.LogGroupClassInfrequentAccess})
	must(t, 0, err)
	transform := func(change func(*logstypes.MetricTransformation)) func(*cloudwatchlogs.PutMetricFilterInput) {
		return func(in *cloudwatchlogs.PutMetricFilterInput) { change(&in.MetricTransformations[0]) }
	}
	pattern := func(text string) func(*cloudwatchlogs.PutMetricFilterInput) {
		return func(in *cloudwatchlogs.PutMetricFilterInput) { in.FilterPattern = &text }
	}
	const three = `{ $.a = * && $.b = * && $.c = * && $.d = * }`
	dimensions := func(names string) func(*cloudwatchlogs.PutMetricFilterInput) {
		return func(in *cloudwatchlogs.PutMetricFilterInput) {
			in.FilterPattern, in.MetricTransformations[0].Dimensions = aws.String(three), map[string]string{}
			for _, name := range strings.Split(names, "") {
				in.MetricTransformations[0].Dimensions[name] = "$." + name
			}
		}
	}
	for name, test := range map[string]struct {
		change        func(*cloudwatchlogs.PutMetricFilterInput)
		code, message string
	}{
		"group":            {func(in *cloudwatchlogs.PutMetricFilterInput) { in.LogGroupName = aws.String("none") }, "ResourceNotFoundException", "The specified log group does not exist."},
		"class":            {func(in *cloudwatchlogs.PutMetricFilterInput) { in.LogGroupName = infrequent }, "InvalidOperationException", "Metric filters are not supported for log groups of the class INFREQUENT_ACCESS."},
		"name":             {func(in *cloudwatchlogs.PutMetricFilterInput) { in.FilterName = aws.String("a:b") }, "InvalidParameterException", `1 validation error detected: Value 'a:b' at 'filterName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`},
		"longest pattern":  {pattern(strings.Replace(failedJobs, "*", strings.Repeat("x", 1025-len(failedJobs)), 1)), "", ""},
		"pattern too long": {pattern(strings.Repeat("x", 1025)), "InvalidParameterException", "1 validation error detected: Value '" + strings.Repeat("x", 1025) + "' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024"},
		"quoted selector":  {pattern(`{ $."detail-type" = "x" }`), "InvalidParameterException", `Invalid character(s) in term '$."'`},
		"bracket":          {pattern(`[a`), "InvalidParameterException", "If a filter pattern starts with '[' it must end with ']'"},
		"namespace":        {transform(func(m *logstypes.MetricTransformation) { m.MetricNamespace = aws.String("AWS/x") }), "InvalidParameterException", "Metric namespaces starting with AWS/ are reserved for AWS."},
		"metric name": {transform(func(m *logstypes.MetricTransformation) { m.MetricName = aws.String("a$") }), "InvalidParameterException",
			`1 validation error detected: Value 'a$' at 'metricTransformations.1.member.metricName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*$]*`},
		"value":             {transform(func(m *logstypes.MetricTransformation) { m.MetricValue = aws.String("x") }), "InvalidParameterException", "Invalid metric transformation: metric value must be a number or a valid selector"},
		"selected value":    {transform(func(m *logstypes.MetricTransformation) { m.MetricValue = aws.String("$.detail.pipeline.slug") }), "", ""},
		"value not there":   {transform(func(m *logstypes.MetricTransformation) { m.MetricValue = aws.String("$.x") }), "InvalidParameterException", "Invalid metric transformation: the selector $.x is not in the filter pattern"},
		"unit":              {transform(func(m *logstypes.MetricTransformation) { m.Unit = "Second" }), "InvalidParameterException", ""},
		"dimension":         {transform(func(m *logstypes.MetricTransformation) { m.Dimensions["Pipeline"] = "slug" }), "InvalidParameterException", "Invalid metric transformation: dimension value must be valid selector"},
		"dimension's field": {transform(func(m *logstypes.MetricTransformation) { m.Dimensions["Q"] = "$.q" }), "InvalidParameterException", "Invalid metric transformation: the selector $.q is not in the filter pattern"},
		"three dimensions":  {dimensions("abc"), "", ""},
		"four dimensions":   {dimensions("abcd"), "InvalidParameterException", "Invalid metric transformation: at most 3 dimensions can be set"},
		"with system fields": {func(in *cloudwatchlogs.PutMetricFilterInput) {
			dimensions("abc")(in)
			in.EmitSystemFieldDimensions = []string{"@aws.region"}
		}, "InvalidParameterException", "Invalid metric transformation: at most 3 dimensions can be set"},
		"system field":  {func(in *cloudwatchlogs.PutMetricFilterInput) { in.EmitSystemFieldDimensions = []string{"@aws.zone"} }, "InvalidParameterException", "Invalid system field @aws.zone: one of @aws.account, @aws.region is needed"},
		"default value": {transform(func(m *logstypes.MetricTransformation) { m.DefaultValue = aws.Float64(0) }), "InvalidParameterException", "Invalid metric transformation: dimensions and default value are mutually exclusive properties"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := c.putFilter(t, metricFilter(test.change))
			switch {
			case test.code == "":
				must(t, 0, err)
			case test.message == "":
				refused(t, err, test.code)
			default:
				refused(t, err, test.code, test.message)
			}
		})
	}
}

func TestMetricFilterQuotas(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.createGroup(t, groupName)
	put := func(name, pattern string) error {
		return c.putFilter(t, metricFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
			in.FilterName, in.FilterPattern, in.MetricTransformations[0].Dimensions = &name, &pattern, nil
		}))
	}
	for i := range 5 {
		must(t, 0, put(fmt.Sprint("r", i), `%x%`))
	}
	must(t, 0, put("r0", `%y%`))
	refused(t, put("r5", `%x%`), "LimitExceededException")
	for i := range 95 {
		must(t, 0, put(fmt.Sprint("f", i), ``))
	}
	refused(t, put("one more", ``), "LimitExceededException", "Resource limit exceeded.")
	must(t, 0, put("f0", `x`))
}
