package catalog

import (
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

func joinPath(path []string) string { return strings.Join(path, ".") }

// leafOf is the leaf of a combination with that path, or nil.
func leafOf(a pattern.Alternative, path ...string) *pattern.Field {
	for _, l := range a.Fields {
		if joinPath(l.Path) == joinPath(path) {
			return l
		}
	}
	return nil
}
