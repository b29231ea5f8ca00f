package emulator

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// MetricPoint is a point of a metric as it was published.
type MetricPoint struct {
	Account, Region   string
	Namespace, Metric string
	Dimensions        map[string]string
	// Value is the value, or the sum of a statistic set or of several values.
	Value float64
	// Count is how many samples the point stands for; 1 for a plain value.
	Count      float64
	Unit       string
	Timestamp  time.Time
	Resolution time.Duration // 1 s or 1 min
	// Origin is who published: "" for an API call, else the ARN of the execution
	// or the metric filter, as "log-group:NAME:metric-filter:FILTER".
	Origin string
}

// Metrics lists what was published, in the order of its arrival, in all regions
// of the default account. Names narrow the list to these namespaces; without
// any, the metrics of AWS's own services are left out.
func (e *Emulator) Metrics(namespaces ...string) []MetricPoint {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []MetricPoint
	keys := slices.SortedFunc(maps.Keys(e.store.states), func(a, b stateKey) int { return compareKeys(a, b) })
	for _, key := range keys {
		st, ok := e.store.states[key].(*cloudwatchState)
		if !ok || key.account != e.account {
			continue
		}
		for _, p := range st.points {
			if len(namespaces) == 0 && !strings.HasPrefix(p.namespace, "AWS/") || slices.Contains(namespaces, p.namespace) {
				out = append(out, p.exported(key))
			}
		}
	}
	return out
}

func compareKeys(a, b stateKey) int {
	return slices.Compare([]string{a.service, a.account, a.region}, []string{b.service, b.account, b.region})
}

func (p *metricPoint) exported(key stateKey) MetricPoint {
	total := p.sums()
	return MetricPoint{
		Account: key.account, Region: key.region, Namespace: p.namespace, Metric: p.name, Dimensions: maps.Clone(p.dimensions),
		Value: total.sum, Count: total.count, Unit: p.unit, Timestamp: p.at, Resolution: time.Duration(p.resolution) * time.Second, Origin: p.origin,
	}
}
