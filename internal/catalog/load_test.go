package catalog_test

import (
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

func TestDefaultBuildFamily(t *testing.T) {
	t.Parallel()

	f := catalog.Default().Family("buildkite_build_rule")
	if f == nil {
		t.Fatal("no family buildkite_build_rule")
	}
	catalog.Walk(f.Fields, func(field *catalog.Field) bool {
		t.Logf("%-30v %-12s null=%v %s %v %s", field.Path, field.Kind, field.Nullable, field.Presence, field.Enum, field.DetailTypes)
		return true
	})
}
