package metric_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

// reference is the reference implementation of JSONata; without it the test is
// skipped.
func reference(t *testing.T) *jsonata.Engine {
	t.Helper()
	engine, err := jsonata.Default()
	if errors.Is(err, jsonata.ErrMissing) {
		t.Skip("SKIP: " + err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// assigned is the JSONata of a variable that a metric's definition assigns.
func assigned(t *testing.T, spec metric.Spec, variable string) string {
	t.Helper()
	var definition struct {
		States struct {
			Measure struct{ Assign map[string]string }
		}
	}
	if err := json.Unmarshal([]byte(spec.Definition(catalog.Default(), "aws")), &definition); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(strings.TrimPrefix(definition.States.Measure.Assign[variable], "{%"), "%}")
}

// TestTimestamp has the event's own time, however old it is, and the time of the
// run where the event has none.
func TestTimestamp(t *testing.T) {
	t.Parallel()
	engine := reference(t)
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	const ofRun = "2026-11-20T10:00:00.000Z"
	expression := assigned(t, preset(t, "buildkite_job_wait"), "timestamp")
	for _, test := range []struct{ event, want any }{
		{map[string]any{"time": "2026-11-20T09:59:58Z"}, "2026-11-20T09:59:58Z"},
		{map[string]any{"time": "2026-11-20T11:59:58.25+02:00"}, "2026-11-20T11:59:58.25+02:00"},
		{map[string]any{"time": "2019-08-11T06:01:16Z"}, "2019-08-11T06:01:16Z"},
		{map[string]any{"time": "2026-02-30T06:01:16Z"}, ofRun},
		{map[string]any{"time": "garbage"}, ofRun},
		{map[string]any{"time": 5}, ofRun},
		{map[string]any{"time": nil}, ofRun},
		{map[string]any{}, ofRun},
		{nil, ofRun},
	} {
		result, err := engine.Evaluate(expression, jsonata.Environment{Variables: map[string]any{"states": map[string]any{"input": test.event}}, Now: now})
		if err != nil || !result.Defined || result.Value != test.want {
			t.Errorf("%v: got %v, %v, want %v", test.event, result, err, test.want)
		}
	}
}

// TestTimesThatAreNone are texts that look like times. No duration comes from one.
func TestTimesThatAreNone(t *testing.T) {
	t.Parallel()
	engine := reference(t)
	expression := assigned(t, preset(t, "buildkite_job_wait"), "value")
	for from, want := range map[string]any{
		"2026-03-01 00:00:00 UTC": json.Number("60"), "2024-02-29T23:59:30Z": json.Number("63072090"),
		"2026-02-29 00:00:00 UTC": nil, "2026-02-30 00:00:00 UTC": nil, "2025-04-31T00:00:00Z": nil, "2026-13-01 00:00:00 UTC": nil,
		"0001-01-01T00:00:00Z": nil, "0000-00-00 00:00:00 UTC": nil, "10000-01-01 00:00:00 UTC": nil,
		"2026-02-28 24:00:00 UTC": nil, "2026-02-28 23:59:60 UTC": nil, "2026-02-28": nil, "2026-02-28 23:59:59 CET": nil, " 2026-02-28 23:59:59 UTC": nil,
	} {
		event := map[string]any{"detail-type": "Job Started", "detail": map[string]any{"job": map[string]any{"runnable_at": from, "started_at": "2026-03-01T00:01:00Z"}}}
		result, err := engine.Evaluate(expression, jsonata.Environment{Variables: map[string]any{"states": map[string]any{"input": event}}})
		if err != nil || !result.Defined || result.Value != want {
			t.Errorf("%q: got %v, %v, want %v", from, result, err, want)
		}
	}
}
