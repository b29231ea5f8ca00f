package catalog_test

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

func TestUndocumented(t *testing.T) {
	t.Parallel()

	c := catalog.Default()
	forEachSample(t, func(t *testing.T, d *catalog.DetailType, s catalog.Sample) {
		if found := c.Undocumented(s.JSON); found != nil {
			t.Errorf("%s, %s: %q", d.Name, s.Name, found)
		}
	})

	sample := func(before, after string) string {
		t.Helper()
		event, err := c.Sample("Build Finished", "failed")
		if err != nil || !strings.Contains(string(event), before) {
			t.Fatalf("%s is not in %s: %v", before, event, err)
		}
		return strings.Replace(string(event), before, after, 1)
	}
	for event, want := range map[string]string{
		`{"build":{"state":"failed"}}`:                                                              "It has no `source`, `detail-type` or `detail`, which every event has. It may be the `detail` of an event",
		`{"detail-type":"Build Finished"}`:                                                          "It has no `source` or `detail`, which every event has.",
		`{"detail-type":"Build Finishd","detail":{}}`:                                               "`Build Finishd` is not a documented detail-type. Did you mean `Build Finished`?",
		`{"detail-type":"Build Blocked","detail":{}}`:                                               "Build Finished",
		`{"detail-type":"Whatever","source":"aws.aidevops"}`:                                        "`Whatever` is not a documented detail-type.",
		`{"detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","detail":"no"}`: "",
		`{"detail-type":"EC2 Instance State-change Notification","detail":{}}`:                      "It has no `source`",
		`no event`: "",
		sample(`"state":"failed"`, `"sate":"failed"`):                          "detail.build.sate: `Build Finished` has no such field.",
		sample(`"state":"failed"`, `"state":"fialed"`):                         "detail.build.state: `fialed` is not a documented value.",
		sample(`"state":"failed"`, `"state":false`):                            "detail.build.state: It is one of a list of strings, not a boolean.",
		sample(`"source":"aws.partner/`, `"source":"custom/`):                  "source: Events of Buildkite have a source that begins with",
		sample(`"version":"0"`, `"event_type":"x","version":"0"`):              "event_type: `Build Finished` has no such field.",
		sample(`"state":"failed"`, `"state":"failed","detail-type":"unknown"`): "detail.build.detail-type",
	} {
		got := strings.Join(c.Undocumented([]byte(event)), "\n")
		if (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", event, got, want)
		}
	}
}
