package catalog_test

import (
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

func TestMode(t *testing.T) {
	t.Parallel()

	const none = pattern.Severity(0)
	for mode, want := range map[catalog.Mode][3]pattern.Severity{
		"":                {pattern.Error, pattern.Warning, pattern.Warning},
		catalog.ModeError: {pattern.Error, pattern.Warning, pattern.Warning},
		catalog.ModeWarn:  {pattern.Warning, pattern.Warning, pattern.Warning},
		catalog.ModeOff:   {none, none, none},
	} {
		for i, severity := range []catalog.Severity{catalog.Mistake, catalog.Doubt, catalog.Notice} {
			if got := mode.Severity(severity); got != want[i] {
				t.Errorf("%q makes %s of a %s, want %s", mode, got, severity, want[i])
			}
		}
	}
}
