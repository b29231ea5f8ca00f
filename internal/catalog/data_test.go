package catalog_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

func TestCounts(t *testing.T) {
	t.Parallel()

	c := catalog.Default()
	want := map[string]int{
		"buildkite_build_rule": 4, "buildkite_job_rule": 5, "buildkite_agent_rule": 6, "buildkite_cluster_token_rule": 1,
		"buildkite_audit_rule": 1, "devops_agent_investigation_rule": 10, "devops_agent_mitigation_rule": 5, "devops_agent_summary_rule": 2,
	}
	for name, types := range want {
		f := c.Family("eventbridge_" + name)
		if f == nil {
			t.Errorf("family %s is missing", name)
			continue
		}
		if len(f.DetailTypes) != types {
			t.Errorf("%s has %d detail-types, want %d", name, len(f.DetailTypes), types)
		}
	}
	if got := len(c.Families()); got != len(want) {
		t.Errorf("%d families, want %d", got, len(want))
	}
	if buildkite, agent := len(c.Source("buildkite").DetailTypes), len(c.Source("devopsagent").DetailTypes); buildkite != 17 || agent != 15 {
		t.Errorf("%d and %d detail-types, want 17 and 15", buildkite, agent)
	}
	if got := len(c.DetailType("Audit Event Logged").Field("event", "type").Enum); got != 184 {
		t.Errorf("%d types of audit events, want 184", got)
	}
}

// TestFieldsAreDescribed checks that whoever adds a field says what it is and
// how it is known.
func TestFieldsAreDescribed(t *testing.T) {
	t.Parallel()

	since := regexp.MustCompile(`^20\d\d-\d\d(-\d\d)?$`)
	sentence := regexp.MustCompile("^[A-Z`].*[.?]$")
	check := func(where string, f *catalog.Field) {
		path := where + " " + strings.Join(f.Path, ".")
		switch {
		case !sentence.MatchString(f.Description):
			t.Errorf("%s: description %q is no sentence", path, f.Description)
		case len(f.Documents) == 0:
			t.Errorf("%s: no document", path)
		case f.Since != "" && !since.MatchString(f.Since):
			t.Errorf("%s: since %q is no date", path, f.Since)
		case len(matcher.Operators(f.Kind)) == 0:
			t.Errorf("%s: kind %q has no operators", path, f.Kind)
		case f.Kind == catalog.Object && len(f.Fields) == 0:
			t.Errorf("%s: object without fields", path)
		case f.Kind == catalog.Enum:
			if len(f.Enum) == 0 {
				t.Errorf("%s: enumeration without values", path)
			}
		}
	}
	for _, d := range allDetailTypes() {
		if !sentence.MatchString(d.Description) || len(d.Documents) == 0 {
			t.Errorf("%s: description %q, documents %v", d.Name, d.Description, d.Documents)
		}
		catalog.Walk(d.Fields, func(f *catalog.Field) bool { check(d.Name, f); return true })
	}
	for _, f := range catalog.Default().Families() {
		catalog.Walk(f.Fields, func(field *catalog.Field) bool {
			check(f.Name, field)
			if len(field.DetailTypes) == 0 {
				t.Errorf("%s: %v names no detail-type", f.Name, field.Path)
			}
			return true
		})
	}
	for _, d := range allDetailTypes() {
		catalog.Walk(d.Source.Envelope, func(f *catalog.Field) bool { check(d.Source.Name, f); return true })
	}
}

func forEachSample(t *testing.T, visit func(t *testing.T, d *catalog.DetailType, s catalog.Sample)) {
	t.Helper()
	for _, d := range allDetailTypes() {
		for _, s := range d.Samples {
			t.Run(d.Source.Name+"/"+d.Key+"/"+s.Name, func(t *testing.T) {
				t.Parallel()
				visit(t, d, s)
			})
		}
	}
}

// TestSamplesFitSchemas reads the schemas with a JSON Schema validator that
// knows nothing of this package, so that both read the data the same way.
func TestSamplesFitSchemas(t *testing.T) {
	t.Parallel()

	schemas := compileSchemas(t)
	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		event, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.JSON))
		if err != nil {
			t.Fatal(err)
		}
		detail, _ := valueAt(event, []string{"detail"})
		if err := schemas[schemaOf(d)].Validate(detail); err != nil {
			t.Errorf("%v", err)
		}
		if err := schemas[""].Validate(event); err != nil {
			t.Errorf("envelope: %v", err)
		}
		// Read back as overrides every value is checked against the field tree.
		if _, err := catalog.Default().SampleWith(d.Name, s.Name, s.JSON); err != nil {
			t.Errorf("%v", err)
		}
		// A value of another type fits neither.
		for _, leaf := range leavesOf(t, s.JSON) {
			if leaf.path[0] != "detail" || leaf.belowOpenMap(d) {
				continue
			}
			broken := withValue(t, s.JSON, leaf.path, map[string]any{"unknown": true})
			if err := schemas[schemaOf(d)].Validate(broken["detail"]); err == nil {
				t.Errorf("the schema lets an object pass at %v", leaf.path)
			}
			text, err := json.Marshal(broken)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := catalog.Default().SampleWith(d.Name, s.Name, text); err == nil {
				t.Errorf("the fields let an object pass at %v", leaf.path)
			}
		}
	})
}

// compileSchemas compiles the schema of each detail-type, and that of the
// envelope under the name "".
func compileSchemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()

	c := jsonschema.NewCompiler()
	c.UseLoader(fileLoader{})
	c.AssertFormat()
	format := func(name string, valid func(string) error) {
		c.RegisterFormat(&jsonschema.Format{Name: name, Validate: func(v any) error {
			if s, ok := v.(string); ok {
				return valid(s)
			}
			return nil
		}})
	}
	format("timestamp", func(s string) error { _, err := time.Parse("2006-01-02 15:04:05 UTC", s); return err })
	format("ip", func(s string) error { _, err := netip.ParseAddr(s); return err })
	format("json", func(s string) error { return json.Unmarshal([]byte(s), new(any)) })
	format("cidr-list", func(s string) error {
		for part := range strings.FieldsSeq(s) {
			if _, err := netip.ParsePrefix(part); err != nil {
				return err
			}
		}
		return nil
	})

	schemas := make(map[string]*jsonschema.Schema)
	compile := func(name, file string) {
		s, err := c.Compile("catalog:///" + file)
		if err != nil {
			t.Fatal(err)
		}
		schemas[name] = s
	}
	compile("", "envelope.json")
	for _, d := range allDetailTypes() {
		compile(schemaOf(d), schemaOf(d))
	}
	return schemas
}

func schemaOf(d *catalog.DetailType) string { return d.Source.Name + "/events/" + d.Key + ".json" }

// allDetailTypes lists the detail-types of each source, those that several send too.
func allDetailTypes() []*catalog.DetailType {
	types := catalog.Default().DetailTypes()
	for _, f := range catalog.Default().Families() {
		types = append(types, f.Extensions...)
	}
	return types
}

type fileLoader struct{}

func (fileLoader) Load(url string) (any, error) {
	data, err := os.ReadFile(strings.TrimPrefix(url, "catalog:///"))
	if err != nil {
		return nil, err
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(data))
}

// TestPresence checks what the schemas say about presence against the samples.
func TestPresence(t *testing.T) {
	t.Parallel()

	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		var event map[string]any
		if err := json.Unmarshal(s.JSON, &event); err != nil {
			t.Fatal(err)
		}
		catalog.Walk(d.Fields, func(f *catalog.Field) bool {
			_, there := valueAt(event["detail"], f.Path)
			switch {
			case f.Presence == catalog.Always && !there:
				t.Errorf("%v is always there, but not in this sample", f.Path)
			case f.Presence == catalog.Newest && s.Name == "documented" && there:
				t.Errorf("%v came with %s, but is in the first documented sample", f.Path, f.Since)
			}
			return true
		})
	})

	// A field that no sample shows needs a reason.
	unseen := map[string]bool{
		// Set only when an execution, or a summary, exists.
		"metadata.execution_id": true, "data.summary_record_id": true,
		// Blocked builds of this type, and the value of an object that is null.
		"job.unblocked_by.uuid": true, "job.unblocked_by.graphql_id": true, "job.unblocked_by.name": true,
	}
	for _, d := range slices.Concat(catalog.Default().DetailTypes(), loadThird(t).DetailTypes()) {
		catalog.Walk(d.Fields, func(f *catalog.Field) bool {
			seen := slices.ContainsFunc(d.Samples, func(s catalog.Sample) bool {
				var event map[string]any
				if err := json.Unmarshal(s.JSON, &event); err != nil {
					t.Fatal(err)
				}
				_, there := valueAt(event["detail"], f.Path)
				return there
			})
			if path := strings.Join(f.Path, "."); !seen && !unseen[path] {
				t.Errorf("%s: no sample shows %s", d.Name, path)
			}
			return true
		})
	}
}

func TestSamplesMatchTheirDetailType(t *testing.T) {
	t.Parallel()

	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		for _, other := range catalog.Default().DetailTypes() {
			p, problems := pattern.Parse(fmt.Sprintf(`{"detail-type":[%q]}`, other.Name))
			if problems.HasErrors() {
				t.Fatal(problems)
			}
			matches, err := p.Match(s.JSON)
			if err != nil {
				t.Fatal(err)
			}
			if matches != (other.Name == d.Name) {
				t.Errorf("a pattern for %s: match is %v", other.Name, matches)
			}
		}
	})
}

// TestEnumerationsAreUnions checks that an enumeration has every spelling that
// any of the documents uses.
func TestEnumerationsAreUnions(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		family string
		path   []string
		values []string
	}{
		"build state":      {"buildkite_job_rule", []string{"build", "state"}, []string{"running", "started", "started_failing", "not_run", "blocked"}},
		"build state 2":    {"buildkite_build_rule", []string{"build", "state"}, []string{"running", "started", "started_failing", "not_run", "blocked"}},
		"job state":        {"buildkite_job_rule", []string{"job", "state"}, []string{"started", "running", "platform_limited", "timed_out"}},
		"job type":         {"buildkite_job_rule", []string{"job", "type"}, []string{"script", "manual", "trigger", "waiter", "COMMAND"}},
		"signal reason":    {"buildkite_job_rule", []string{"job", "signal_reason"}, []string{"agent_stop", "AGENT_STOP", "AGENT_INCOMPATIBLE", "stack_error"}},
		"connection state": {"buildkite_agent_rule", []string{"agent", "connection_state"}, []string{"never_connected", "lost"}},
		"task status":      {"devops_agent_investigation_rule", []string{"data", "status"}, []string{"CANCELLED", "SKIPPED", "LINKED"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := catalog.Default().Family(test.family).Field(test.path...)
			for _, value := range test.values {
				if !slices.Contains(f.Enum, value) {
					t.Errorf("%s lacks %q", strings.Join(test.path, "."), value)
				}
			}
		})
	}
}
