package catalog_test

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// FuzzLoad writes anything into one of the files of a source. Load must answer,
// and what it and the checks of the data let pass must be usable.
func FuzzLoad(f *testing.F) {
	files := []string{"envelope.json", "documents.json", "deployer/source.json", "deployer/objects/deployment.json", "deployer/events/rollback-started.json"}
	for i, file := range files {
		data, err := os.ReadFile(thirdSource + "/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(uint8(i), data)
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		tree := readTree(t, os.DirFS(thirdSource))
		tree[files[int(which)%len(files)]] = &fstest.MapFile{Data: data}
		c, err := catalog.Load(tree)
		if (c == nil) != (err != nil) {
			t.Fatalf("%v, %v", c, err)
		}
		if err != nil || catalog.CheckData(tree) != nil {
			return
		}
		for _, d := range c.DetailTypes() {
			if _, err := c.Sample(d.Name, ""); err != nil {
				t.Errorf("sample of %s: %v", d.Name, err)
			}
		}
		p, _ := pattern.Parse(`{"source":["aws.x"],"detail-type":["Rollback Started"],"detail":{"deployment":{"outcome":["failed"],"seconds":[{"numeric":[">",1]}]}}}`)
		for _, f := range c.Families() {
			c.Check(p, catalog.Scope{Family: f})
		}
		c.Check(p, catalog.Scope{EventBusName: "aws.partner/deployer.example/acme/1"})
	})
}

// FuzzOverrides reads overrides with this package and with encoding/json, and
// compares what both make of them.
func FuzzOverrides(f *testing.F) {
	for _, seed := range []string{
		`{"detail":{"build":{"state":"failed"}}}`, `{"detail":{"build":{"message":"a\u00e4\n\"\\ud83d\ude00"}}}`, `{"detail":{"build":{"number":1e2}}}`,
		`{"resources":[]}`, `{"detail":{"build":{"meta_data":{"a":"b","a":"c"}}}}`, `[1,`, `{"detail":null}`, "{\"detail\":{\"build\":{\"branch\":\"\xff\"}}}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, overrides []byte) {
		event, err := catalog.Default().SampleWith("Build Finished", "newest", overrides)
		if len(overrides) > 0 && !json.Valid(overrides) && err == nil {
			t.Fatalf("%q is no JSON, but was taken", overrides)
		}
		if err != nil {
			var override *catalog.OverrideError
			if !errors.As(err, &override) || override.Reason == "" {
				t.Fatalf("%q: %#v", overrides, err)
			}
			return
		}
		var got map[string]any
		if err := json.Unmarshal(event, &got); err != nil {
			t.Fatalf("%q: %s: %v", overrides, event, err)
		}
		if len(overrides) == 0 {
			return
		}
		var want map[string]any
		if err := json.Unmarshal(overrides, &want); err != nil {
			t.Fatal(err)
		}
		contains(t, got, want)
	})
}

// contains checks that all values of want are in got.
func contains(t *testing.T, got, want map[string]any) {
	t.Helper()
	for name, value := range want {
		below, isObject := value.(map[string]any)
		if object, ok := got[name].(map[string]any); ok && isObject {
			contains(t, object, below)
		} else if !reflect.DeepEqual(got[name], value) {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
}

func FuzzParseEventSourceName(f *testing.F) {
	for _, seed := range []string{"aws.partner/buildkite.com/my-org/1", "aws.partner/a.com/b", "arn:aws:events:x::event-source/aws.partner/a/b/c", "aws.partner//", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		parsed, err := catalog.ParseEventSourceName(name)
		if err == nil && (parsed.String() != name || parsed.Partner == "" || parsed.ID == "") {
			t.Errorf("%q: %+v", name, parsed)
		}
		var nameError *catalog.EventSourceNameError
		if err != nil && (!errors.As(err, &nameError) || nameError.Reason == "") {
			t.Errorf("%q: %#v", name, err)
		}
	})
}

// FuzzCheck checks any pattern in any scope. A pattern that matches a sample of
// the source that it is meant for must not be called impossible.
func FuzzCheck(f *testing.F) {
	data, err := os.ReadFile(checkFile)
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.SplitSeq(string(data), "\n") {
		if line != "" && line[0] == '{' {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, _ := pattern.Parse(text)
		if p == nil {
			return
		}
		for _, scope := range []catalog.Scope{{}, {EventBusName: "default"}, {EventBusName: partnerBus}} {
			findings := catalog.Default().Check(p, scope)
			for _, finding := range findings {
				if finding.Summary == "" || finding.Detail == "" || finding.JSONPath == "" {
					t.Errorf("%s: %+v", text, finding)
				}
				if finding.Code != catalog.Contradiction || finding.Other == nil || len(p.Root().Leaves()) > 2 {
					continue
				}
				// Two conditions that exclude each other: no sample meets them.
				for _, d := range catalog.Default().DetailTypes() {
					for _, s := range d.Samples {
						if matches, err := p.Match(s.JSON); err == nil && matches && busOf(t, d.Source, s.JSON) == scope {
							t.Errorf("%s matches a sample of %s, but: %s", text, d.Name, finding.Detail)
						}
					}
				}
			}
		}
	})
}
