package metric_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/asl"
	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/logfilter"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

func preset(t *testing.T, name string) metric.Spec {
	t.Helper()
	p, ok := metric.PresetOf(name)
	if !ok {
		t.Fatalf("there is no preset %s", name)
	}
	return p.Spec
}

// TestPresets holds that each preset fits the documented events without a
// finding, makes a valid definition, is read back from it, and is in the guide.
func TestPresets(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../templates/guides/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(metric.Presets()); got != 12 {
		t.Errorf("there are %d presets", got)
	}
	for _, name := range metric.Presets() {
		p, _ := metric.PresetOf(name)
		if findings := p.Check(catalog.Default()); len(findings) > 0 {
			t.Errorf("%s: %+v", name, findings)
		}
		definition := p.Definition(catalog.Default(), "aws-cn")
		if parsed, findings := asl.Parse(definition, asl.Options{}); parsed == nil {
			t.Errorf("%s: %+v", name, findings)
		}
		if !strings.Contains(definition, `"Resource":"arn:aws-cn:states:::aws-sdk:cloudwatch:putMetricData"`) {
			t.Errorf("%s: not of the partition: %s", name, definition)
		}
		spec, ours, intact := metric.SpecOf(definition, catalog.Default(), "aws-cn")
		if !ours || !intact || asJSON(t, spec) != asJSON(t, p.Spec) {
			t.Errorf("%s: read back as %+v, %v, %v", name, spec, ours, intact)
		}
		if _, _, intact := metric.SpecOf(strings.Replace(definition, "null", "0", 1), catalog.Default(), "aws-cn"); intact {
			t.Errorf("%s: a change is not noticed", name)
		}
		if !strings.Contains(string(guide), fmt.Sprintf("| `%s` | `%s` `%s` | %s |", name, p.Namespace, p.Name, p.Unit)) {
			t.Errorf("the guide does not list %s as it is", name)
		}
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestSpecOfForeignDefinition(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "[]", `{"Comment":"mine"}`, `{"Comment":"Created by eventbridge_metric of terraform-provider-eventbridge: {"}`, `{"Comment":"Created by eventbridge_webhook of terraform-provider-eventbridge: {}"}`} {
		if _, ours, intact := metric.SpecOf(text, catalog.Default(), "aws"); ours || intact {
			t.Errorf("%q counts as ours", text)
		}
	}
}

// TestLimits takes CloudWatch's limits at, below and above.
func TestLimits(t *testing.T) {
	t.Parallel()
	for _, check := range []func(string) string{metric.CheckNamespace, metric.CheckName, metric.CheckDimensionName} {
		for length, good := range map[int]bool{0: false, 1: true, 254: true, 255: true, 256: false} {
			if wrong := check(strings.Repeat("x", length)); (wrong == "") != good {
				t.Errorf("%d characters: %q", length, wrong)
			}
		}
		for text, good := range map[string]bool{"a b": true, " ": false, "é": false, "a\tb": false, "a\x7fb": false, "~": true} {
			if wrong := check(text); (wrong == "") != good {
				t.Errorf("%q: %q", text, wrong)
			}
		}
	}
	for count, good := range map[int]bool{29: true, 30: true, 31: false} {
		spec := preset(t, "buildkite_job_wait")
		spec.Dimensions = map[string]string{}
		for i := range count {
			spec.Dimensions[fmt.Sprint("d", i)] = "=x"
		}
		if findings := spec.Check(catalog.Default()); (len(findings) == 0) != good {
			t.Errorf("%d dimensions: %+v", count, findings)
		}
	}
	for length, good := range map[int]bool{1023: true, 1024: true, 1025: false} {
		spec := preset(t, "buildkite_job_wait")
		spec.Dimensions = map[string]string{"d": "=" + strings.Repeat("x", length)}
		if findings := spec.Check(catalog.Default()); (len(findings) == 0) != good {
			t.Errorf("a constant of %d characters: %+v", length, findings)
		}
	}
}

// TestFilterLimits takes the limits of CloudWatch Logs, which count characters.
func TestFilterLimits(t *testing.T) {
	t.Parallel()
	spec := func() metric.Spec {
		return metric.Spec{Namespace: "n", Name: "m", DetailTypes: []string{"Job Started"}, Count: true, Unit: "Count"}
	}
	for length, good := range map[int]bool{1023: true, 1024: true, 1025: false} {
		s := spec()
		s.Where = metric.Where{"detail.build.branch": {"equals": {"é"}}}
		filter, _ := s.Filter(catalog.Default())
		s.Where["detail.build.branch"]["equals"][0] = strings.Repeat("é", length-utf8.RuneCountInString(filter.Pattern)+1)
		filter, findings := s.Filter(catalog.Default())
		if utf8.RuneCountInString(filter.Pattern) != length || (len(findings) == 0) != good {
			t.Errorf("a pattern of %d characters: %+v", utf8.RuneCountInString(filter.Pattern), findings)
		}
	}
	for length, good := range map[int]bool{254: true, 255: true, 256: false} {
		s := spec()
		const path = "detail.build.meta_data."
		s.Dimensions = map[string]string{"D": path + strings.Repeat("k", length-len("$."+path))}
		filter, findings := s.Filter(catalog.Default())
		if len(filter.Dimensions["D"]) != length || (len(findings) == 0) != good {
			t.Errorf("a selector of %d characters: %+v", len(filter.Dimensions["D"]), findings)
		}
	}
}

// TestNullableEnds tells of ends of a duration that can be null, apart from a
// preset's, of which the guide tells.
func TestNullableEnds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		types    []string
		from, to string
		want     map[string]string // what is said, by the end
	}{
		{[]string{"Job Finished"}, "detail.job.started_at", "detail.job.finished_at", map[string]string{"from": "`Job Finished`", "to": "`Job Finished`"}},
		{[]string{"Build Failing"}, "detail.build.started_at", "detail.build.failing_at", map[string]string{"from": "`Build Failing`"}},
		{[]string{"Agent Disconnected", "Agent Lost"}, "detail.agent.connected_at", "detail.agent.disconnected_at", nil},
	} {
		s := metric.Spec{DetailTypes: test.types, Duration: &metric.Duration{From: test.from, To: test.to}, Unit: "Seconds"}
		got := map[string]string{}
		for _, f := range s.Check(catalog.Default()) {
			if f.Severity != metric.Silent || f.At[0] != "duration" || !strings.Contains(f.Detail, "For such an event nothing is published") {
				t.Errorf("%v: %+v", test.types, f)
				continue
			}
			_, behind, _ := strings.Cut(f.Detail, " null in ")
			got[f.At[1]], _, _ = strings.Cut(behind, ".")
		}
		if len(got) != len(test.want) || len(got) > 0 && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%v: got %v, want %v", test.types, got, test.want)
		}
	}
	changed := preset(t, "buildkite_job_wait")
	changed.DetailTypes = []string{"Job Finished"}
	if findings := changed.Check(catalog.Default()); len(findings) > 0 {
		t.Errorf("a preset's duration with other detail-types: %+v", findings)
	}
	changed.Duration = &metric.Duration{From: "detail.job.started_at", To: "time"}
	if findings := changed.Check(catalog.Default()); len(findings) != 1 || findings[0].At[1] != "from" {
		t.Errorf("a duration in place of the preset's: %+v", findings)
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	if len(metric.Units) != 27 {
		t.Errorf("there are %d units", len(metric.Units))
	}
	wait, lost := preset(t, "buildkite_job_wait"), preset(t, "buildkite_agents_lost")
	for _, unit := range metric.Units {
		wait.Unit, lost.Unit = unit, unit
		if fits := len(wait.Check(catalog.Default())) == 0; fits != (unit == "Seconds" || unit == "Milliseconds" || unit == "Microseconds") {
			t.Errorf("%s for a duration: %v", unit, fits)
		}
		if fits := len(lost.Check(catalog.Default())) == 0; fits != (unit == "Count" || unit == "None") {
			t.Errorf("%s for a count: %v", unit, fits)
		}
	}
}

// TestCostlyDimensions warns of what is new in every event, and of nothing else.
func TestCostlyDimensions(t *testing.T) {
	t.Parallel()
	for path, costly := range map[string]bool{
		"detail.job.uuid": true, "detail.build.commit": true, "detail.build.branch": true, "detail.build.number": true, "detail.job.started_at": true, "id": true,
		"detail.pipeline.slug": false, "detail.build.state": false, "detail.job.label": false, "detail.job.exit_status": false, "queue": false,
		"detail.build.meta_data.release": false, "account": false,
	} {
		spec := preset(t, "buildkite_job_duration")
		spec.Dimensions = map[string]string{"D": path}
		findings := spec.Check(catalog.Default())
		if got := len(findings) == 1 && findings[0].Severity == metric.Costly && reflect.DeepEqual(findings[0].At, []string{"dimensions", "D"}); got != costly || !costly && len(findings) > 0 {
			t.Errorf("%s: %+v", path, findings)
		}
	}
}

// TestFilterRoundTrip holds that filters are what CloudWatch Logs takes and are
// read back.
func TestFilterRoundTrip(t *testing.T) {
	t.Parallel()
	for _, where := range []metric.Where{
		nil,
		{"detail.job.passed": {"equals": {"false"}}},
		{"detail.job.passed": {"is": {"present"}}},
		{"detail.job.exit_status": {"equals": {"1", "-1"}, "numeric": {"> 100", ">= 5, < 10"}}},
		{"detail.job.exit_status": {"is": {"present"}}},
		{"detail.job.exit_status": {"not_equals": {"0", "255"}}},
		{"detail.build.branch": {"equals": {"main (old)", "a && b || c"}, "prefix": {"release/"}, "suffix": {"-rc"}, "wildcard": {"*x*"}, "is": {"null", "missing"}}},
		{"detail.build.branch": {"not_prefix": {"a", "b"}}, "detail.pipeline.slug": {"not_suffix": {"c"}}},
		{"detail.build.branch": {"not_wildcard": {"*a*"}}},
		{"detail.build.branch": {"is": {"present"}}},
		{"detail.build.meta_data.a.b": {"equals": {"c"}}},
		{"detail.job.agent_query_rules": {"equals": {"queue=a"}}},
	} {
		spec := metric.Spec{DetailTypes: []string{"Job Finished"}, Where: where, Dimensions: map[string]string{"P": "detail.pipeline.slug", "Passed": "detail.job.passed"}, Field: "detail.build.number"}
		filter, findings := spec.Filter(catalog.Default())
		if len(findings) > 0 {
			t.Errorf("%v: %+v", where, findings)
			continue
		}
		if _, err := logfilter.Parse(filter.Pattern); err != nil {
			t.Errorf("%s: %s", filter.Pattern, err)
		}
		again, ok := filter.SpecOf(catalog.Default())
		if !ok || asJSON(t, again) != asJSON(t, spec) {
			t.Errorf("%s:\nread back, %v, as\n%s, want\n%s", filter.Pattern, ok, asJSON(t, again), asJSON(t, spec))
		}
	}
	for _, text := range []string{"", "ERROR", "{ $.a = 1 ", `{ $.detail-type = "a" || $.b = 1 }`, `{ $.detail-type = "a" && ($.b = 1 && $.c = 2) }`} {
		if spec, ok := (metric.Filter{Pattern: text, Value: "1"}).SpecOf(catalog.Default()); ok {
			t.Errorf("%s is read as %+v", text, spec)
		}
	}
}
