package target

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestServices reads each row of services.json.
func TestServices(t *testing.T) {
	t.Parallel()
	attributes := slices.Collect(maps.Keys((&serviceTargetModel{}).parameters()))
	for _, s := range services() {
		found, _, ok := serviceOf(s.Example)
		switch {
		case !ok || found.Name != s.Name:
			t.Errorf("%s: the example %q is that of %q", s.Name, s.Example, found.Name)
		case s.resource.NumSubexp() != 1:
			t.Errorf("%s: resource has %d groups, want one: the name that target_id is made from", s.Name, s.resource.NumSubexp())
		case s.Unsupported != "" && !strings.HasSuffix(s.Unsupported, "."):
			t.Errorf("%s: unsupported is no sentence", s.Name)
		case s.Unsupported == "" && s.Role != "required" && s.Role != "optional":
			t.Errorf("%s: role %q, want required or optional", s.Name, s.Role)
		case !slices.Contains([]string{"", "any"}, s.Accounts) || !slices.Contains([]string{"", "any"}, s.Regions):
			t.Errorf("%s: accounts %q, regions %q, want any or none", s.Name, s.Accounts, s.Regions)
		}
		for _, parameter := range s.Parameters {
			if !slices.Contains(attributes, parameter) {
				t.Errorf("%s: the resource has no attribute %q", s.Name, parameter)
			}
		}
		for _, parameter := range s.Required {
			if !s.has(parameter) {
				t.Errorf("%s: %q is required and not among the parameters", s.Name, parameter)
			}
		}
	}
}
