package emulator

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// countLogEvents applies the metric filters of a log group to events that it just got.
func (c *call) countLogEvents(st *logsState, name string, events ...logEvent) {
	group := st.groups[name]
	if group == nil {
		return
	}
	metrics := metricsIn(c.store, st.account, st.region)
	for _, filter := range group.sortedFilters() {
		matched := false
		for _, e := range events {
			if !filter.parsed.Match(e.Message) {
				continue
			}
			matched = true
			if point, ok := filter.point(st, e); ok {
				point.origin = filter.origin(name)
				metrics.points = append(metrics.points, point)
			}
		}
		if !matched && filter.Transformation.DefaultValue != nil && len(events) > 0 {
			metrics.reportDefault(filter, filter.origin(name), c.now)
		}
	}
}

func (f *metricFilter) origin(group string) string {
	return "log-group:" + group + ":metric-filter:" + f.Name
}

// point makes the point of an event that the pattern found. There is none when
// the value is no number or a dimension is missing. Values of dimensions are cut
// to what CloudWatch takes.
func (f *metricFilter) point(st *logsState, e logEvent) (metricPoint, bool) {
	t := f.Transformation
	text := *t.MetricValue
	if f.value != nil {
		var ok bool
		if text, ok = f.value.Text(e.Message); !ok {
			return metricPoint{}, false
		}
	}
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(number) || math.Abs(number) > maxMetricValue {
		return metricPoint{}, false
	}
	out := f.plainPoint(number, time.UnixMilli(e.At))
	for name, selector := range f.dimensions {
		text, ok := selector.Text(e.Message)
		if !ok || strings.TrimSpace(text) == "" || strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) {
			return metricPoint{}, false
		}
		out.dimensions[name] = text[:min(len(text), 1024)]
	}
	for _, field := range f.SystemFields {
		out.dimensions[field] = map[string]string{systemFieldAccount: st.account, systemFieldRegion: st.region}[field]
	}
	return out, true
}

func (f *metricFilter) plainPoint(number float64, at time.Time) metricPoint {
	t := f.Transformation
	out := metricPoint{
		namespace: *t.MetricNamespace, name: *t.MetricName, dimensions: map[string]string{}, unit: "None", at: at, resolution: 60,
		values: []weighted{{number, 1}},
	}
	if t.Unit != nil {
		out.unit = *t.Unit
	}
	return out
}

// reportDefault publishes the default value of a filter, once for a minute in
// which log events arrive and none is found.
func (s *cloudwatchState) reportDefault(f *metricFilter, origin string, now time.Time) {
	minute := now.Truncate(metricFilterDefaultFor)
	for _, p := range s.points {
		if p.origin == origin && !p.at.Before(minute) {
			return
		}
	}
	point := f.plainPoint(*f.Transformation.DefaultValue, now)
	point.origin = origin
	s.points = append(s.points, point)
}
