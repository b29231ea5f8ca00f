package catalog_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

func TestSample(t *testing.T) {
	t.Parallel()

	c := catalog.Default()
	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		event, err := c.Sample(d.Name, s.Name)
		if err != nil {
			t.Fatal(err)
		}
		var got, want any
		if err := errors.Join(json.Unmarshal(event, &got), json.Unmarshal(s.JSON, &want)); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %s, want %s", event, s.JSON)
		}
		if strings.ContainsAny(string(event), "\n") {
			t.Errorf("the event is not compact: %s", event)
		}
	})

	if got, want := c.DetailType("Build Finished").Variants(), []string{"documented", "newest", "blocked", "failed"}; !slices.Equal(got, want) {
		t.Errorf("variants of Build Finished: %q, want %q", got, want)
	}
	if got, want := c.DetailType("Job Finished").Variants(), []string{"documented", "newest", "broken", "signalled"}; !slices.Equal(got, want) {
		t.Errorf("variants of Job Finished: %q, want %q", got, want)
	}
	first, err := c.Sample("Build Finished", "")
	if err != nil {
		t.Fatal(err)
	}
	documented, err := c.Sample("Build Finished", "documented")
	if err != nil || string(first) != string(documented) {
		t.Errorf("no variant means documented (%v)", err)
	}
}

func TestSampleErrors(t *testing.T) {
	t.Parallel()

	tests := map[string]struct {
		detailType, variant string
		want                string
	}{
		"misspelled":    {"Build Finishd", "", "`Build Finishd` is not a documented detail-type. Did you mean `Build Finished`?"},
		"unknown":       {"EC2 Instance State-change Notification", "", "`EC2 Instance State-change Notification` is not a documented detail-type."},
		"build blocked": {"Build Blocked", "", "Buildkite lists `Build Blocked` in its documentation, but sends no such detail-type: a blocked build arrives as `Build Finished` with `detail.build.state` `blocked`. Use the detail-type `Build Finished` and the build state `blocked`."},
		"variant":       {"Build Finished", "block", "`Build Finished` has no sample `block`. Its samples are `documented`, `newest`, `blocked` and `failed`. Did you mean `blocked`?"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := catalog.Default().Sample(test.detailType, test.variant)
			if got := errorText(err); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			var unknownType *catalog.UnknownDetailTypeError
			var unknownVariant *catalog.UnknownVariantError
			if errors.As(err, &unknownType) == errors.As(err, &unknownVariant) {
				t.Errorf("the error %T is not of the one type", err)
			}
		})
	}
}

func TestOverrides(t *testing.T) {
	t.Parallel()

	event, err := catalog.Default().SampleWith("Build Finished", "newest", []byte(`{
		"time": "2026-11-20T10:00:00Z",
		"source": "aws.partner/buildkite.com/acme/1",
		"detail": {"build": {"state": "failed", "blocked_state": null, "number": 7, "meta_data": {"deploy:env": "production"}}, "pipeline": {"slug": "läuft <&>"}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		`"source":"aws.partner/buildkite.com/acme/1"`, `"time":"2026-11-20T10:00:00Z"`, `"number":7,"commit":"5a74`, `"state":"failed"`,
		`"blocked_state":null`, `"meta_data":{"deploy:env":"production"}`, `"slug":"läuft <&>"`, `"slug":"my-org"`, `"branch":"main"`,
	} {
		if !strings.Contains(string(event), part) {
			t.Errorf("%s lacks %s", event, part)
		}
	}
	// The next sample is not touched.
	again, err := catalog.Default().Sample("Build Finished", "newest")
	if err != nil || strings.Contains(string(again), "production") {
		t.Errorf("the sample itself was changed (%v)", err)
	}
}

func TestOverrideErrors(t *testing.T) {
	t.Parallel()

	third := loadThird(t)

	tests := map[string]struct {
		detailType, overrides string
		want                  []string
	}{
		"not JSON":        {"Build Finished", `{"detail":`, []string{"The overrides are not a JSON object in the shape of an event: unexpected EOF."}},
		"no object":       {"Build Finished", `["x"]`, []string{"The overrides are not a JSON object in the shape of an event: found a list."}},
		"unknown field":   {"Deployment Finished", `{"detail":{"deployment":{"outcom":"failed"}}}`, []string{"detail.deployment.outcom: `Deployment Finished` has no such field. The fields are `id`, `environment`, `outcome`, `seconds`, `forced` and `labels`. Did you mean `outcome`?"}},
		"other type":      {"Rollback Started", `{"detail":{"deployment":{"forced":true}}}`, []string{"detail.deployment.forced: `Rollback Started` does not have this field. It is documented for `Deployment Finished`."}},
		"above detail":    {"Build Finished", `{"build":{"state":"failed"}}`, []string{"build: The field is below detail: write it as `detail.build`."}},
		"unknown top":     {"Build Finished", `{"tme":"2026-11-20T10:00:00Z"}`, []string{"tme: `Build Finished` has no such field. The fields are `version`, `id`, `detail-type`, `source`, `account`, `time`, `region`, `resources`, `replay-name` and `detail`. Did you mean `time`?"}},
		"enumeration":     {"Build Finished", `{"detail":{"build":{"state":"fialed"}}}`, []string{"detail.build.state: `fialed` is not a documented value. The documented values are `passed`, `failed`, `blocked`, `canceled`, `skipped` and `not_run`. Did you mean `failed`?"}},
		"number as text":  {"Build Finished", `{"detail":{"build":{"number":"7"}}}`, []string{"detail.build.number: It is a number, not a string."}},
		"fraction":        {"Build Finished", `{"detail":{"build":{"number":7.5}}}`, []string{"detail.build.number: It is an integer, and `7.5` is not."}},
		"null":            {"Build Finished", `{"detail":{"build":{"branch":null}}}`, []string{"detail.build.branch: It is a string and never null."}},
		"always null":     {"Agent Blocked", `{"detail":{"agent":{"token":"x"}}}`, []string{"detail.agent.token: It is always null."}},
		"pid":             {"Agent Lost", `{"detail":{"agent":{"pid":7}}}`, []string{"detail.agent.pid: It is a number written as a string, not a number."}},
		"time":            {"Build Finished", `{"detail":{"build":{"started_at":"2026-11-20T10:00:00Z"}}}`, []string{"detail.build.started_at: `2026-11-20T10:00:00Z` is not a time of the form `2019-08-11 06:01:16 UTC`."}},
		"envelope time":   {"Build Finished", `{"time":"2026-11-20 10:00:00 UTC"}`, []string{"time: `2026-11-20 10:00:00 UTC` is not a time of the form `2026-03-12T18:10:00Z`."}},
		"address":         {"Agent Blocked", `{"detail":{"blocked_ip":"10.0.0.0/8"}}`, []string{"detail.blocked_ip: `10.0.0.0/8` is not an IP address."}},
		"resources":       {"Build Finished", `{"resources":["arn:aws:s3:::x"]}`, []string{"resources: The list is always empty."}},
		"version":         {"Build Finished", `{"detail":{"version":2}}`, []string{"detail.version: It is always `1`."}},
		"list":            {"Job Finished", `{"detail":{"job":{"agent_query_rules":"queue=x"}}}`, []string{"detail.job.agent_query_rules: It is a list of strings, not a string."}},
		"map":             {"Build Finished", `{"detail":{"build":{"meta_data":{"a":1}}}}`, []string{"detail.build.meta_data: It is a map of strings, and `a` is a number."}},
		"detail":          {"Build Finished", `{"detail":[]}`, []string{"detail: It is an object, not a list."}},
		"detail-type":     {"Build Finished", `{"detail-type":"Build Failing"}`, []string{"detail-type: This is a sample of `Build Finished`. Use a sample of the detail-type that you need instead."}},
		"source":          {"Build Finished", `{"source":"aws.aidevops"}`, []string{"source: Events of Buildkite have a source that begins with `aws.partner/buildkite.com/`."}},
		"aws source":      {"Investigation Failed", `{"source":"aws.devops"}`, []string{"source: Events of AWS DevOps Agent have the source `aws.aidevops`."}},
		"several at once": {"Build Finished", `{"detail":{"build":{"number":"7","branch":1}}}`, []string{"detail.build.branch: It is a string, not a number.", "detail.build.number: It is a number, not a string."}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := catalog.Default()
			if third.DetailType(test.detailType) != nil {
				c = third
			}
			_, err := c.SampleWith(test.detailType, "", []byte(test.overrides))
			if got, want := errorText(err), strings.Join(test.want, "\n"); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			var override *catalog.OverrideError
			if !errors.As(err, &override) {
				t.Errorf("the error is a %T", err)
			}
		})
	}

	// What is open is open.
	for detailType, overrides := range map[string]string{
		"Audit Event Logged":   `{"detail":{"event":{"data":{"anything":[1,{"at":null}]}},"actor":{"type":"USER"}}}`,
		"Investigation Failed": `{"detail":{"data":{"summary_record_id":"x"}}}`,
		"Job Finished":         `{"detail":{"job":{"exit_status":-1,"signal_reason":"agent_stop","passed":false},"agent":{"uuid":"x"}}}`,
	} {
		if _, err := catalog.Default().SampleWith(detailType, "", []byte(overrides)); err != nil {
			t.Errorf("%s: %v", overrides, err)
		}
	}
}
