package catalog_test

import (
	"os"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
)

// BenchmarkLoad guards the provider's start: each start loads the catalog.
func BenchmarkLoad(b *testing.B) {
	fsys := os.DirFS(".")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := catalog.Load(fsys); err != nil {
			b.Fatal(err)
		}
	}
}
