package metric

import (
	"encoding/json"
	"maps"
	"slices"
)

// Widget is what a dashboard has to know of a metric to show it.
type Widget struct {
	Region     string   `json:"region"`
	Namespace  string   `json:"namespace"`
	Name       string   `json:"name"`
	Dimensions []string `json:"dimensions,omitempty"`
	Unit       string   `json:"unit"`
	Title      string   `json:"title"`
	// Statistic is "Sum" for a count and "p90" for any other value.
	Statistic string `json:"statistic"`
	// StateMachine is the name of the state machine that publishes the metric, or
	// "" for a metric filter.
	StateMachine string `json:"state_machine,omitempty"`
}

// Widget is the metric as a dashboard shows it. It is JSON, so that it passes
// from one resource to another as a string.
func (s Spec) Widget(region, stateMachine string) string {
	w := Widget{
		Region: region, Namespace: s.Namespace, Name: s.Name, Dimensions: slices.Sorted(maps.Keys(s.Dimensions)), Unit: s.Unit, Title: s.Name,
		Statistic: "p90", StateMachine: stateMachine,
	}
	if s.Count {
		w.Statistic = "Sum"
	}
	text, err := json.Marshal(w)
	if err != nil {
		panic(err) // strings always have a JSON form
	}
	return string(text)
}
