package emulator

import "time"

// metricFilter counts log events as a metric. It sees the events that arrive
// after it was made.
type metricFilter struct {
	Name    string
	Created time.Time
}

func registerMetricFilters(_ *jsonService) {}

// countLogEvents applies the metric filters of a log group to events that it just got.
func (c *call) countLogEvents(_ *logsState, _ string, _ ...logEvent) {}
