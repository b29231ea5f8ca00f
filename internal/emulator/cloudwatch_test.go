package emulator_test

import (
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator"
)

const metricNow = "2026-01-15T12:00:30Z"

func dimension(name, text string) cwtypes.Dimension {
	return cwtypes.Dimension{Name: &name, Value: &text}
}

func (c *clients) put(t *testing.T, data ...cwtypes.MetricDatum) error {
	t.Helper()
	_, err := c.metrics.PutMetricData(t.Context(), &cloudwatch.PutMetricDataInput{Namespace: aws.String("Buildkite"), MetricData: data})
	return err
}

func TestMetricsAreReadBack(t *testing.T) {
	t.Parallel()
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	when := at(metricNow)().Add(-5 * time.Minute)
	must(t, 0, c.put(t,
		cwtypes.MetricDatum{MetricName: aws.String("Wait"), Value: aws.Float64(2), Unit: cwtypes.StandardUnitSeconds, Timestamp: &when, StorageResolution: aws.Int32(1), Dimensions: []cwtypes.Dimension{dimension("Pipeline", "a"), dimension("Queue", "q")}},
		cwtypes.MetricDatum{MetricName: aws.String("Wait"), Value: aws.Float64(4.5), Unit: cwtypes.StandardUnitSeconds, Timestamp: &when, Dimensions: []cwtypes.Dimension{dimension("Queue", "q"), dimension("Pipeline", "a")}},
		cwtypes.MetricDatum{MetricName: aws.String("Wait"), Value: aws.Float64(100), Unit: cwtypes.StandardUnitSeconds, Timestamp: &when, Dimensions: []cwtypes.Dimension{dimension("Pipeline", "a")}},
		cwtypes.MetricDatum{MetricName: aws.String("Wait"), Values: []float64{1, 3}, Counts: []float64{2, 1}, Dimensions: []cwtypes.Dimension{dimension("Pipeline", "b")}},
		cwtypes.MetricDatum{MetricName: aws.String("Wait"), StatisticValues: &cwtypes.StatisticSet{SampleCount: aws.Float64(4), Sum: aws.Float64(10), Minimum: aws.Float64(1), Maximum: aws.Float64(4)}, Dimensions: []cwtypes.Dimension{dimension("Pipeline", "c")}},
	))
	points := c.Metrics()
	equal(t, "points", len(points), 5)
	equal(t, "first", fmt.Sprint(points[0].Namespace, points[0].Metric, points[0].Value, points[0].Unit, points[0].Resolution, points[0].Timestamp.UTC(), points[0].Dimensions),
		fmt.Sprint("Buildkite", "Wait", 2.0, "Seconds", time.Second, when, map[string]string{"Pipeline": "a", "Queue": "q"}))
	equal(t, "several values", fmt.Sprint(points[3].Value, points[3].Count, points[3].Unit, points[3].Resolution), "5 3None1m0s")
	equal(t, "statistics", fmt.Sprint(points[4].Value, points[4].Count), "10 4")
	equal(t, "another namespace", len(c.Metrics("Other")), 0)

	statistics := got[*cloudwatch.GetMetricStatisticsOutput](t)(c.metrics.GetMetricStatistics(t.Context(), &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("Buildkite"), MetricName: aws.String("Wait"), Dimensions: []cwtypes.Dimension{dimension("Pipeline", "a"), dimension("Queue", "q")},
		StartTime: aws.Time(when.Add(-time.Hour)), EndTime: aws.Time(when.Add(time.Hour)), Period: aws.Int32(60),
		Statistics: []cwtypes.Statistic{cwtypes.StatisticSampleCount, cwtypes.StatisticAverage, cwtypes.StatisticSum, cwtypes.StatisticMinimum, cwtypes.StatisticMaximum},
	}))
	equal(t, "datapoints", len(statistics.Datapoints), 1)
	d := statistics.Datapoints[0]
	equal(t, "statistics", fmt.Sprint(*d.SampleCount, *d.Average, *d.Sum, *d.Minimum, *d.Maximum, string(d.Unit)), "2 3.25 6.5 2 4.5Seconds")
	equal(t, "start of the period", d.Timestamp.UTC(), time.Date(2026, 1, 15, 11, 55, 0, 0, time.UTC))

	data := got[*cloudwatch.GetMetricDataOutput](t)(c.metrics.GetMetricData(t.Context(), &cloudwatch.GetMetricDataInput{
		StartTime: aws.Time(when.Add(-time.Hour)), EndTime: aws.Time(when.Add(time.Hour)),
		MetricDataQueries: []cwtypes.MetricDataQuery{
			{Id: aws.String("a"), MetricStat: &cwtypes.MetricStat{Stat: aws.String("p50"), Period: aws.Int32(1), Metric: &cwtypes.Metric{Namespace: aws.String("Buildkite"), MetricName: aws.String("Wait"), Dimensions: []cwtypes.Dimension{dimension("Pipeline", "b")}}}},
			{Id: aws.String("b"), Label: aws.String("none"), MetricStat: &cwtypes.MetricStat{Stat: aws.String("Sum"), Period: aws.Int32(60), Metric: &cwtypes.Metric{Namespace: aws.String("Buildkite"), MetricName: aws.String("Wait")}}},
		},
	}))
	first := data.MetricDataResults[0]
	equal(t, "median", fmt.Sprint(first.Values, string(first.StatusCode), *first.Label), "[1]CompleteWait")
	equal(t, "no such dimensions", fmt.Sprint(data.MetricDataResults[1].Values, *data.MetricDataResults[1].Label), "[]none")

	list := got[*cloudwatch.ListMetricsOutput](t)(c.metrics.ListMetrics(t.Context(), &cloudwatch.ListMetricsInput{
		Namespace: aws.String("Buildkite"), Dimensions: []cwtypes.DimensionFilter{{Name: aws.String("Pipeline"), Value: aws.String("a")}},
	}))
	equal(t, "metrics of pipeline a", len(list.Metrics), 2)
}

func TestMetricsOfOtherRegionsAreApart(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	must(t, 0, c.put(t, cwtypes.MetricDatum{MetricName: aws.String("x"), Value: aws.Float64(1)}))
	elsewhere := cloudwatch.NewFromConfig(c.config("eu-west-1"))
	list := got[*cloudwatch.ListMetricsOutput](t)(elsewhere.ListMetrics(t.Context(), &cloudwatch.ListMetricsInput{}))
	equal(t, "metrics", len(list.Metrics), 0)
}

func TestPutMetricDataLimits(t *testing.T) {
	t.Parallel()
	now := at(metricNow)()
	many := func(n int) []cwtypes.Dimension {
		var out []cwtypes.Dimension
		for i := range n {
			out = append(out, dimension(fmt.Sprint("d", i), "v"))
		}
		return out
	}
	with := func(change func(*cwtypes.MetricDatum)) []cwtypes.MetricDatum {
		d := cwtypes.MetricDatum{MetricName: aws.String("m"), Value: aws.Float64(1)}
		change(&d)
		return []cwtypes.MetricDatum{d}
	}
	dim := func(name, text string) []cwtypes.MetricDatum {
		return with(func(d *cwtypes.MetricDatum) { d.Dimensions = []cwtypes.Dimension{dimension(name, text)} })
	}
	number := func(n float64) []cwtypes.MetricDatum { return with(func(d *cwtypes.MetricDatum) { d.Value = &n }) }
	stamp := func(at time.Time) []cwtypes.MetricDatum {
		return with(func(d *cwtypes.MetricDatum) { d.Timestamp = &at })
	}
	copies := func(n int) []cwtypes.MetricDatum { return slices.Repeat(number(1), n) }
	x := func(n int) string { return strings.Repeat("x", n) }
	largest := math.Ldexp(1, 360)
	for name, test := range map[string]struct {
		namespace     string
		data          []cwtypes.MetricDatum
		code, message string
	}{
		"namespace, longest":      {x(255), number(1), "", ""},
		"namespace, too long":     {x(256), number(1), "InvalidParameterValue", "The parameter Namespace must be shorter than 256 characters."},
		"namespace, shortest":     {"x", number(1), "", ""},
		"namespace, colon first":  {":x", number(1), "InvalidParameterValue", "The parameter Namespace must not start with a colon."},
		"namespace, reserved":     {"AWS/Events", number(1), "InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid. Namespaces starting with AWS/ are reserved."},
		"namespace, not reserved": {"AWSome", number(1), "", ""},
		"metric, longest":         {"n", with(func(d *cwtypes.MetricDatum) { d.MetricName = aws.String(x(255)) }), "", ""},
		"metric, too long":        {"n", with(func(d *cwtypes.MetricDatum) { d.MetricName = aws.String(x(256)) }), "InvalidParameterValue", "The parameter MetricData.member.1.MetricName must be shorter than 256 characters."},
		"metric, empty":           {"n", with(func(d *cwtypes.MetricDatum) { d.MetricName = aws.String("") }), "MissingParameter", "The parameter MetricData.member.1.MetricName is required."},
		"metric, not ASCII":       {"n", with(func(d *cwtypes.MetricDatum) { d.MetricName = aws.String("é") }), "InvalidParameterValue", "The parameter MetricData.member.1.MetricName must contain only ASCII characters."},
		"dimensions, most":        {"n", with(func(d *cwtypes.MetricDatum) { d.Dimensions = many(30) }), "", ""},
		"dimensions, too many":    {"n", with(func(d *cwtypes.MetricDatum) { d.Dimensions = many(31) }), "InvalidParameterValue", "The collection MetricData.member.1.Dimensions must not have a size greater than 30."},
		"dimension, name":         {"n", dim(x(255), "v"), "", ""},
		"dimension, long name":    {"n", dim(x(256), "v"), "InvalidParameterValue", "The parameter MetricData.member.1.Dimensions.member.1.Name must be shorter than 256 characters."},
		"dimension, colon":        {"n", dim(":x", "v"), "InvalidParameterValue", "The parameter MetricData.member.1.Dimensions.member.1.Name must not start with a colon."},
		"dimension, value":        {"n", dim("d", x(1024)), "", ""},
		"dimension, long value":   {"n", dim("d", x(1025)), "InvalidParameterValue", "The parameter MetricData.member.1.Dimensions.member.1.Value must be shorter than 1025 characters."},
		"dimension, empty value":  {"n", dim("d", ""), "MissingParameter", "The parameter MetricData.member.1.Dimensions.member.1.Value is required."},
		"dimension, blank value":  {"n", dim("d", "  "), "InvalidParameterValue", "The parameter MetricData.member.1.Dimensions.member.1.Value must contain at least one non-whitespace character."},
		"dimension, not ASCII":    {"n", dim("d", "猫"), "InvalidParameterValue", "The parameter MetricData.member.1.Dimensions.member.1.Value must contain only ASCII characters."},
		"dimension, control":      {"n", dim("d", "a\tb"), "InvalidParameterValue", "The parameter MetricData.member.1.Dimensions.member.1.Value must not contain control characters."},
		"dimension, twice": {"n", with(func(d *cwtypes.MetricDatum) {
			d.Dimensions = []cwtypes.Dimension{dimension("d", "a"), dimension("d", "b")}
		}), "InvalidParameterValue", "The collection MetricData.member.1.Dimensions must not contain the name d twice."},
		"value, largest":   {"n", number(largest), "", ""},
		"value, too large": {"n", number(math.Nextafter(largest, math.Inf(1))), "InvalidParameterValue", "The value 2.348542582773834e+108 for parameter MetricData.member.1.Value is outside of the range -2^360 to 2^360."},
		"value, smallest":  {"n", number(-largest), "", ""},
		"value, too small": {"n", number(math.Nextafter(-largest, math.Inf(-1))), "InvalidParameterValue", "The value -2.348542582773834e+108 for parameter MetricData.member.1.Value is outside of the range -2^360 to 2^360."},
		"value, no number": {"n", number(math.NaN()), "InvalidParameterValue", "The value NaN for parameter MetricData.member.1.Value is invalid."},
		"value, infinite":  {"n", number(math.Inf(1)), "InvalidParameterValue", "The value +Inf for parameter MetricData.member.1.Value is invalid."},
		"value, missing":   {"n", with(func(d *cwtypes.MetricDatum) { d.Value = nil }), "MissingParameter", "The parameter MetricData.member.1.Value is required."},
		"value, two forms": {"n", with(func(d *cwtypes.MetricDatum) { d.Values = []float64{1} }), "InvalidParameterCombination", "The parameters MetricData.member.1.Value, MetricData.member.1.StatisticValues and MetricData.member.1.Values are mutually exclusive and you have specified more than one."},
		"values, most":     {"n", with(func(d *cwtypes.MetricDatum) { d.Value, d.Values = nil, make([]float64, 150) }), "", ""},
		"values, too many": {"n", with(func(d *cwtypes.MetricDatum) { d.Value, d.Values = nil, make([]float64, 151) }), "InvalidParameterValue", "The collection MetricData.member.1.Values must not have a size greater than 150."},
		"values, counts":   {"n", with(func(d *cwtypes.MetricDatum) { d.Value, d.Values, d.Counts = nil, []float64{1}, []float64{1, 1} }), "InvalidParameterValue", "The collections MetricData.member.1.Values and MetricData.member.1.Counts must have the same size."},
		"resolution":       {"n", with(func(d *cwtypes.MetricDatum) { d.StorageResolution = aws.Int32(30) }), "InvalidParameterValue", "The parameter MetricData.member.1.StorageResolution must be 1 or 60."},
		"unit":             {"n", with(func(d *cwtypes.MetricDatum) { d.Unit = "seconds" }), "InvalidParameterValue", `The parameter MetricData.member.1.Unit must be a value in the set of units. "seconds" is not.`},
		"oldest":           {"n", stamp(now.Add(-14 * 24 * time.Hour)), "", ""},
		"too old":          {"n", stamp(now.Add(-14*24*time.Hour - time.Second)), "InvalidParameterValue", "The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks."},
		"newest":           {"n", stamp(now.Add(2 * time.Hour)), "", ""},
		"too new":          {"n", stamp(now.Add(2*time.Hour + time.Second)), "InvalidParameterValue", "The parameter MetricData.member.1.Timestamp must specify a time no more than two hours in the future."},
		"most data":        {"n", copies(1000), "", ""},
		"too many data":    {"n", copies(1001), "InvalidParameterValue", "The collection MetricData must not have a size greater than 1000."},
		"two mistakes": {"n", append(stamp(now.Add(-15*24*time.Hour)), stamp(now.Add(-15*24*time.Hour))...), "InvalidParameterValue",
			"The parameter MetricData.member.1.Timestamp must specify a time within the past two weeks.\nThe parameter MetricData.member.2.Timestamp must specify a time within the past two weeks."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startMetrics(t, emulator.WithClock(at(metricNow)))
			_, err := c.metrics.PutMetricData(t.Context(), &cloudwatch.PutMetricDataInput{Namespace: &test.namespace, MetricData: test.data})
			if test.code == "" {
				must(t, 0, err)
				equal(t, "points", len(c.Metrics()), len(test.data))
				return
			}
			refused(t, err, test.code, test.message)
			equal(t, "points", len(c.Metrics()), 0)
		})
	}
}

func TestEveryUnitIsTaken(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	units := cwtypes.StandardUnit("").Values()
	equal(t, "units", len(units), 27)
	for _, unit := range units {
		must(t, 0, c.put(t, cwtypes.MetricDatum{MetricName: aws.String("m"), Value: aws.Float64(1), Unit: unit}))
	}
}

func TestCloudWatchFaults(t *testing.T) {
	t.Parallel()
	c := startMetrics(t)
	c.Inject(emulator.Fault{Service: "cloudwatch", Operation: "PutMetricData", Code: "ThrottlingException", Times: 1})
	refused(t, c.put(t, cwtypes.MetricDatum{MetricName: aws.String("m"), Value: aws.Float64(1)}), "ThrottlingException", "Rate exceeded")
	must(t, 0, c.put(t, cwtypes.MetricDatum{MetricName: aws.String("m"), Value: aws.Float64(1)}))
	equal(t, "calls", c.CallCount("cloudwatch:PutMetricData"), 2)
	holds(t, "recorded input", fmt.Sprint(c.Calls()[1].Input), "MetricName:m")
}

// post sends what another client would send.
func (c *clients) post(t *testing.T, contentType, target, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url, strings.NewReader(body))
	must(t, 0, err)
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDTEST/20260115/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0")
	if target != "" {
		request.Header.Set("X-Amz-Target", target)
	}
	response, err := http.DefaultClient.Do(request)
	must(t, 0, err)
	defer func() { must(t, 0, response.Body.Close()) }()
	return response.StatusCode, string(got[[]byte](t)(io.ReadAll(response.Body)))
}

func TestCloudWatchQueryProtocol(t *testing.T) {
	t.Parallel()
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	send := func(action string, values map[string]string) (int, string) {
		form := url.Values{"Action": {action}, "Version": {"2010-08-01"}}
		for _, name := range slices.Sorted(maps.Keys(values)) {
			form.Set(name, values[name])
		}
		return c.post(t, "application/x-www-form-urlencoded", "", form.Encode())
	}
	datum := map[string]string{
		"Namespace": "Buildkite", "MetricData.member.1.MetricName": "Wait", "MetricData.member.1.Value": "2.5", "MetricData.member.1.Unit": "Seconds",
		"MetricData.member.1.Timestamp": "2026-01-15T11:59:00Z", "MetricData.member.1.StorageResolution": "1",
		"MetricData.member.1.Dimensions.member.1.Name": "Pipeline", "MetricData.member.1.Dimensions.member.1.Value": "a",
	}
	status, answer := send("PutMetricData", datum)
	equal(t, "status", status, http.StatusOK)
	holds(t, "answer", answer, "<PutMetricDataResponse")
	p := c.Metrics()[0]
	equal(t, "point", fmt.Sprint(p.Value, p.Unit, p.Dimensions, p.Resolution, p.Timestamp.UTC().Format(time.RFC3339)), "2.5Secondsmap[Pipeline:a] 1s2026-01-15T11:59:00Z")
	_, answer = send("GetMetricStatistics", map[string]string{
		"Namespace": "Buildkite", "MetricName": "Wait", "Period": "60", "Statistics.member.1": "Sum", "ExtendedStatistics": "",
		"StartTime": "2026-01-15T11:00:00Z", "EndTime": "2026-01-15T13:00:00Z",
		"Dimensions.member.1.Name": "Pipeline", "Dimensions.member.1.Value": "a",
	})
	holds(t, "statistics", answer, "<Datapoints><member><Timestamp>2026-01-15T11:59:00Z</Timestamp><Sum>2.5</Sum><Unit>Seconds</Unit></member></Datapoints>")
	datum["Namespace"] = "AWS/x"
	status, answer = send("PutMetricData", datum)
	equal(t, "status", status, http.StatusBadRequest)
	holds(t, "error", answer, "<Code>InvalidParameterValue</Code>")
	_, answer = send("ListMetrics", nil)
	holds(t, "metrics", answer, "<Metrics><member><Namespace>Buildkite</Namespace><MetricName>Wait</MetricName><Dimensions><member><Name>Pipeline</Name><Value>a</Value></member></Dimensions></member></Metrics>")
}

func TestCloudWatchJSONProtocol(t *testing.T) {
	t.Parallel()
	c := startMetrics(t, emulator.WithClock(at(metricNow)))
	status, answer := c.post(t, "application/x-amz-json-1.0", "GraniteServiceVersion20100801.PutMetricData",
		`{"Namespace":"Buildkite","MetricData":[{"MetricName":"m","Value":3,"Timestamp":1768478370}]}`)
	equal(t, "status and answer", fmt.Sprint(status, strings.TrimSpace(answer)), "200{}")
	equal(t, "value", c.Metrics()[0].Value, 3)
	status, answer = c.post(t, "application/x-amz-json-1.0", "GraniteServiceVersion20100801.PutMetricData", `{"Namespace":"Buildkite","MetricData":[{"Value":"x"}]}`)
	equal(t, "status", status, http.StatusBadRequest)
	holds(t, "error", answer, "SerializationException")
}
