package patterntype_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

func TestCatalogCheck(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		value types.String
		mode  catalog.Mode
		known bool
		want  diag.Severity
	}{
		{types.StringNull(), catalog.ModeError, true, diag.SeverityError},
		{types.StringValue("error"), catalog.ModeError, true, diag.SeverityError},
		{types.StringValue("warn"), catalog.ModeWarn, true, diag.SeverityWarning},
		{types.StringValue("off"), catalog.ModeOff, true, diag.SeverityInvalid},
		{types.StringUnknown(), catalog.ModeOff, false, diag.SeverityInvalid},
	} {
		mode, known := patterntype.CatalogCheck(test.value)
		if mode != test.mode || known != test.known {
			t.Errorf("%s is %q, %t", test.value, mode, known)
		}
		at := path.Root("build").AtMapKey("state")
		diags := patterntype.CatalogDiagnostics(mode, catalog.Mistake, at, "Unknown value", "No event has it.")
		if test.want == diag.SeverityInvalid {
			if len(diags) > 0 {
				t.Errorf("%s reports %v", test.value, diags)
			}
			continue
		}
		found, ok := diags[0].(diag.DiagnosticWithPath)
		if len(diags) != 1 || !ok || diags[0].Severity() != test.want || !found.Path().Equal(at) {
			t.Errorf("%s reports %v", test.value, diags)
		}
		if said := strings.Contains(diags[0].Detail(), `set `+"`catalog_check`"+` to "warn" or "off"`); said != (test.want == diag.SeverityError) {
			t.Errorf("%s says %s", test.value, diags[0].Detail())
		}
	}
	if !patterntype.CatalogCheckAttribute().IsOptional() {
		t.Error("the attribute is not optional")
	}
}
