package catalog_test

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

func TestCheckPath(t *testing.T) {
	t.Parallel()
	const bus = "aws.partner/buildkite.com/my-org/0106"
	for name, test := range map[string]struct {
		pattern, bus, path string
		code               catalog.Code
		nearest            string
	}{
		"documented":                    {pattern: `{"detail-type":["Build Finished"]}`, bus: bus, path: "detail.build.number"},
		"of the envelope":               {pattern: `{"detail-type":["Build Finished"]}`, bus: bus, path: "detail-type"},
		"misspelled":                    {pattern: `{"detail-type":["Build Finished"]}`, bus: bus, path: "detail.biuld.number", code: catalog.UnknownField, nearest: "detail.build.number"},
		"misspelled envelope":           {bus: bus, path: "detail_type", code: catalog.UnknownField, nearest: "detail-type"},
		"of other events":               {pattern: `{"detail-type":["Build Finished"]}`, bus: bus, path: "detail.job.label", code: catalog.FieldNotCarried},
		"of some of the events":         {pattern: `{"detail-type":["Build Finished","Job Finished"]}`, bus: bus, path: "detail.job.label"},
		"no pattern":                    {bus: bus, path: "detail.job.label"},
		"no pattern, misspelled":        {bus: bus, path: "detail.jbo.label", code: catalog.UnknownField, nearest: "detail.job.label"},
		"undocumented detail-type":      {pattern: `{"detail-type":["Build Finished","Build Renamed"]}`, bus: bus, path: "detail.mine"},
		"a map":                         {pattern: `{"detail-type":["Build Finished"]}`, bus: bus, path: "detail.build.meta_data.release"},
		"another source":                {pattern: `{"source":["aws.ec2"]}`, bus: "default", path: "detail.biuld.number"},
		"default bus, nothing known":    {bus: "default", path: "detail.biuld.number"},
		"documented source":             {pattern: `{"source":["aws.aidevops"]}`, bus: "default", path: "detail.biuld", code: catalog.UnknownField},
		"summary":                       {pattern: `{"source":["devops-agent.summary"]}`, bus: "default", path: "detail.summary_text"},
		"summary, misspelled":           {pattern: `{"source":["devops-agent.summary"]}`, bus: "default", path: "detail.sumary_text", code: catalog.UnknownField, nearest: "detail.summary_text"},
		"summary of another event":      {pattern: `{"source":["aws.aidevops"]}`, bus: "default", path: "detail.summary_text", code: catalog.UnknownField},
		"one alternative not known":     {pattern: `{"$or":[{"source":["aws.aidevops"]},{"source":["mine"]}]}`, bus: "default", path: "detail.biuld"},
		"partner that is not known":     {bus: "aws.partner/example.com/a/b", path: "detail.biuld"},
		"every detail-type with a name": {pattern: `{"detail-type":[{"prefix":"Build "}]}`, bus: bus, path: "detail.job.label", code: catalog.FieldNotCarried},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var parsed *pattern.Pattern
			if test.pattern != "" {
				parsed, _ = pattern.Parse(test.pattern)
			}
			finding, found := catalog.Default().CheckPath(parsed, catalog.Scope{EventBusName: test.bus}, strings.Split(test.path, "."))
			if found != (test.code != "") || finding.Code != test.code || finding.Nearest != test.nearest {
				t.Errorf("got %v, %q, nearest %q: %s", found, finding.Code, finding.Nearest, finding.Detail)
			}
		})
	}
}
