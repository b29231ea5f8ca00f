package emulator

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"
)

type getMetricStatisticsInput struct {
	Namespace          *string
	MetricName         *string
	Dimensions         []metricDimension
	StartTime          *epoch
	EndTime            *epoch
	Period             *int64
	Statistics         []string
	ExtendedStatistics []string
	Unit               *string
}

type datapoint struct {
	Timestamp          *epoch
	SampleCount        *float64           `json:",omitempty"`
	Average            *float64           `json:",omitempty"`
	Sum                *float64           `json:",omitempty"`
	Minimum            *float64           `json:",omitempty"`
	Maximum            *float64           `json:",omitempty"`
	Unit               *string            `json:",omitempty"`
	ExtendedStatistics map[string]float64 `json:",omitempty"`
}

type getMetricStatisticsOutput struct {
	Label      *string
	Datapoints []datapoint
}

func getMetricStatistics(c *call, in *getMetricStatisticsInput) (*getMetricStatisticsOutput, error) {
	check := &metricCheck{now: c.now}
	for name, given := range map[string]bool{
		"Namespace": in.Namespace != nil, "MetricName": in.MetricName != nil, "StartTime": in.StartTime != nil,
		"EndTime": in.EndTime != nil, "Period": in.Period != nil,
	} {
		if !given {
			check.missing(name)
		}
	}
	if err := check.err(); err != nil {
		return nil, err
	}
	switch {
	case len(in.Statistics) == 0 && len(in.ExtendedStatistics) == 0:
		return nil, failf("MissingParameter", "Must specify either Statistics or ExtendedStatistics.")
	case len(in.Statistics) > 0 && len(in.ExtendedStatistics) > 0:
		return nil, failf("InvalidParameterCombination", "The parameters Statistics and ExtendedStatistics are mutually exclusive.")
	case !time.Time(*in.StartTime).Before(time.Time(*in.EndTime)):
		return nil, failf("InvalidParameterCombination", "The parameter StartTime must be less than the parameter EndTime.")
	}
	if err := checkPeriod("Period", *in.Period); err != nil {
		return nil, err
	}
	for _, name := range slices.Concat(in.Statistics, in.ExtendedStatistics) {
		if _, known := (sums{}).statistic(name); !known {
			return nil, failf("InvalidParameterValue", "The value %s for parameter Statistics is not supported by the emulator, or not valid.", name)
		}
	}
	out := &getMetricStatisticsOutput{Label: in.MetricName, Datapoints: []datapoint{}}
	for _, p := range metricsIn(c.store, c.account, c.region).periods(selection{
		namespace: *in.Namespace, name: *in.MetricName, dimensions: dimensionMap(in.Dimensions), unit: value(in.Unit),
		from: time.Time(*in.StartTime), to: time.Time(*in.EndTime), seconds: *in.Period,
	}) {
		out.Datapoints = append(out.Datapoints, p.datapoint(in.Statistics, in.ExtendedStatistics))
	}
	return out, nil
}

func (p period) datapoint(plain, extended []string) datapoint {
	out := datapoint{Timestamp: epochOf(p.start), Unit: &p.unit}
	for name, target := range map[string]**float64{
		"SampleCount": &out.SampleCount, "Average": &out.Average, "Sum": &out.Sum, "Minimum": &out.Minimum, "Maximum": &out.Maximum,
	} {
		if slices.Contains(plain, name) {
			result, _ := p.sums.statistic(name)
			*target = &result
		}
	}
	for _, name := range extended {
		if result, ok := p.sums.statistic(name); ok {
			out.ExtendedStatistics = with(out.ExtendedStatistics, name, result)
		}
	}
	return out
}

// checkPeriod holds what a period can be: 1, 5, 10, 20 or 30 seconds, or whole minutes.
func checkPeriod(parameter string, seconds int64) error {
	if seconds > 0 && (seconds%60 == 0 || slices.Contains([]int64{1, 5, 10, 20, 30}, seconds)) {
		return nil
	}
	return failf("InvalidParameterValue", "The parameter %s must be 1, 5, 10, 20, 30, or a multiple of 60.", parameter)
}

func dimensionMap(list []metricDimension) map[string]string {
	out := map[string]string{}
	for _, d := range list {
		out[value(d.Name)] = value(d.Value)
	}
	return out
}

type metricID struct {
	Namespace  *string
	MetricName *string
	Dimensions []metricDimension
}

type metricStat struct {
	Metric *metricID
	Period *int64
	Stat   *string
	Unit   *string
}

type metricDataQuery struct {
	ID         *string `json:"Id"`
	MetricStat *metricStat
	Expression *string
	Label      *string
	ReturnData *bool
	Period     *int64
}

type getMetricDataInput struct {
	MetricDataQueries []metricDataQuery
	StartTime         *epoch
	EndTime           *epoch
	NextToken         *string
	ScanBy            *string
	MaxDatapoints     *int64
}

type metricDataResult struct {
	Id         *string //nolint:revive // the name in the service model
	Label      *string
	Timestamps []*epoch
	Values     []float64
	StatusCode string
}

type getMetricDataOutput struct {
	MetricDataResults []metricDataResult
}

// queryID is what the id of a query looks like.
var queryID = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]*$`)

// getMetricData reads metrics. Expressions of metric math are not known here.
func getMetricData(c *call, in *getMetricDataInput) (*getMetricDataOutput, error) {
	if in.StartTime == nil || in.EndTime == nil || len(in.MetricDataQueries) == 0 {
		return nil, failf("MissingParameter", "The parameters StartTime, EndTime and MetricDataQueries are required.")
	}
	from, to := time.Time(*in.StartTime), time.Time(*in.EndTime)
	if !from.Before(to) {
		return nil, failf("ValidationError", "The parameter StartTime must be less than the parameter EndTime.")
	}
	out := &getMetricDataOutput{MetricDataResults: []metricDataResult{}}
	seen := map[string]bool{}
	for i, query := range in.MetricDataQueries {
		if err := query.check(fmt.Sprintf("MetricDataQueries.member.%d", i+1)); err != nil {
			return nil, err
		}
		if seen[*query.ID] {
			return nil, failf("ValidationError", "The values for parameter id in MetricDataQueries are not unique.")
		}
		seen[*query.ID] = true
		if query.ReturnData != nil && !*query.ReturnData {
			continue
		}
		out.MetricDataResults = append(out.MetricDataResults, c.metricData(query, from, to, value(in.ScanBy) == "TimestampAscending"))
	}
	return out, nil
}

func (q metricDataQuery) check(at string) error {
	switch {
	case !queryID.MatchString(value(q.ID)):
		return failf("ValidationError", "The value %s for parameter %s.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.", value(q.ID), at)
	case q.Expression != nil:
		return failf("ValidationError", "The emulator knows no expressions of metric math (%s.Expression).", at)
	case q.MetricStat == nil || q.MetricStat.Metric == nil || q.MetricStat.Period == nil || q.MetricStat.Stat == nil:
		return failf("ValidationError", "The parameter %s.MetricStat needs Metric, Period and Stat.", at)
	}
	if err := checkPeriod(at+".MetricStat.Period", *q.MetricStat.Period); err != nil {
		return err
	}
	if _, known := (sums{}).statistic(*q.MetricStat.Stat); !known {
		return failf("ValidationError", "The value %s for parameter %s.MetricStat.Stat is not supported by the emulator, or not valid.", *q.MetricStat.Stat, at)
	}
	return nil
}

func (c *call) metricData(q metricDataQuery, from, to time.Time, ascending bool) metricDataResult {
	metric := q.MetricStat.Metric
	out := metricDataResult{Id: q.ID, Label: q.Label, Timestamps: []*epoch{}, Values: []float64{}, StatusCode: "Complete"}
	if out.Label == nil {
		out.Label = metric.MetricName
	}
	periods := metricsIn(c.store, c.account, c.region).periods(selection{
		namespace: value(metric.Namespace), name: value(metric.MetricName), dimensions: dimensionMap(metric.Dimensions),
		unit: value(q.MetricStat.Unit), from: from, to: to, seconds: *q.MetricStat.Period,
	})
	if !ascending {
		slices.Reverse(periods)
	}
	for _, p := range periods {
		result, ok := p.sums.statistic(*q.MetricStat.Stat)
		if !ok {
			continue
		}
		out.Timestamps = append(out.Timestamps, epochOf(p.start))
		out.Values = append(out.Values, result)
	}
	return out
}

type dimensionFilter struct {
	Name  *string
	Value *string
}

type listMetricsInput struct {
	Namespace             *string
	MetricName            *string
	Dimensions            []dimensionFilter
	NextToken             *string
	RecentlyActive        *string
	IncludeLinkedAccounts *bool
	OwningAccount         *string
}

type listedMetric struct {
	Namespace  *string
	MetricName *string
	Dimensions []metricDimension
}

type listMetricsOutput struct {
	Metrics   []listedMetric
	NextToken *string `json:",omitempty"`
}

// listMetrics lists the metrics that ever got a point, 500 at once.
func listMetrics(c *call, in *listMetricsInput) (*listMetricsOutput, error) {
	found := map[string]listedMetric{}
	for _, p := range metricsIn(c.store, c.account, c.region).points {
		if in.Namespace != nil && *in.Namespace != p.namespace || in.MetricName != nil && *in.MetricName != p.name || !p.hasDimensions(in.Dimensions) {
			continue
		}
		metric := listedMetric{Namespace: &p.namespace, MetricName: &p.name, Dimensions: []metricDimension{}}
		for _, name := range slices.Sorted(maps.Keys(p.dimensions)) {
			text := p.dimensions[name]
			metric.Dimensions = append(metric.Dimensions, metricDimension{Name: &name, Value: &text})
		}
		found[p.key()] = metric
	}
	keys, next, ok := page(c, slices.Sorted(maps.Keys(found)), func(key string) string { return key }, value(in.NextToken), 500)
	if !ok {
		return nil, failf("InvalidParameterValue", "Invalid nextToken")
	}
	out := &listMetricsOutput{Metrics: []listedMetric{}, NextToken: pointer(next)}
	for _, key := range keys {
		out.Metrics = append(out.Metrics, found[key])
	}
	return out, nil
}

func (p *metricPoint) hasDimensions(filters []dimensionFilter) bool {
	return !slices.ContainsFunc(filters, func(f dimensionFilter) bool {
		have, ok := p.dimensions[value(f.Name)]
		return !ok || f.Value != nil && *f.Value != have
	})
}
