package catalog_test

import (
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// BenchmarkLoad guards the provider's start: each start loads the catalog.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := catalog.Load(catalog.Embedded); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheck is what one rule costs in a plan.
func BenchmarkCheck(b *testing.B) {
	p, problems := pattern.Parse(`{"detail-type":["Build Finished"],"detail":{"build":{"state":["failed"],"branch":["main",{"prefix":"release/"}]},"pipeline":{"slug":[{"anything-but":{"prefix":"sandbox-"}}]}}}`)
	if problems.HasErrors() {
		b.Fatal(problems)
	}
	c := catalog.Default()
	b.ReportAllocs()
	for b.Loop() {
		c.Check(p, catalog.Scope{EventBusName: partnerBus})
	}
}

// BenchmarkCheckCombinations is the worst pattern that the language allows: a
// thousand combinations.
func BenchmarkCheckCombinations(b *testing.B) {
	or := `[{"detail":{"build":{"state":["failed"]}}},{"detail":{"build":{"branch":["main"]}}},{"detail":{"job":{"passed":[false]}}},{"detail":{"pipeline":{"slug":["a"]}}},{"detail":{"organization":{"slug":["b"]}}},` +
		`{"detail":{"build":{"number":[1]}}},{"detail":{"build":{"commit":["c"]}}},{"detail":{"build":{"source":["ui"]}}},{"detail":{"pipeline":{"repo":["r"]}}},{"detail":{"job":{"label":["l"]}}}]`
	p, problems := pattern.Parse(`{"$or":` + or + `,"detail":{"$or":[` + strings.Repeat(`{"build":{"message":["m"]}},`, 9) + `{"job":{"command":["x"]}}],"job":{"$or":[` + strings.Repeat(`{"step_key":["k"]},`, 9) + `{"state":["finished"]}]}}}`)
	if problems.HasErrors() {
		b.Fatal(problems)
	}
	c := catalog.Default()
	for b.Loop() {
		c.Check(p, catalog.Scope{EventBusName: partnerBus})
	}
}
