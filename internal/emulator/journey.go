package emulator

import "slices"

// Journey is the way of one event: the bus it was put on, and where it went from there.
type Journey struct {
	Bus, Source, DetailType string
	// Stops are the rules that matched, each with its targets. None means that
	// the event was lost.
	Stops []Stop
}

// Stop is one target of a rule that matched; a rule without targets is one Stop
// without a target.
type Stop struct {
	Rule, TargetARN string
	Code            string // why the target did not get the event, "" if it did
}

// Journeys are the ways of all events, in all regions, in the order of their
// arrival in each.
func (e *Emulator) Journeys() []Journey {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []Journey
	for _, st := range e.allEvents() {
		for _, journey := range st.journeys {
			journey.Stops = slices.Clone(journey.Stops)
			out = append(out, journey)
		}
	}
	return out
}

// countDelivery publishes a metric of EventBridge about a rule, as far as the
// dashboard of the provider shows them.
func (c *call) countDelivery(st *eventsState, rule *eventRule, metric string) {
	dimensions := map[string]string{"RuleName": rule.Name}
	if rule.Bus != defaultBus {
		dimensions["EventBusName"] = rule.Bus
	}
	metrics := metricsIn(c.store, st.account, st.region)
	metrics.points = append(metrics.points, metricPoint{
		namespace: "AWS/Events", name: metric, dimensions: dimensions, unit: "Count", at: c.now, resolution: 60, values: []weighted{{1, 1}}, origin: rule.ARN,
	})
}
