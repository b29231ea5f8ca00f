package partner_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// expectDiagnostics compares whole diagnostics: summary, attribute and detail.
func expectDiagnostics(t *testing.T, got []*tfprotov6.Diagnostic, want ...string) {
	t.Helper()
	var texts []string
	for _, d := range got {
		at := ""
		if d.Attribute != nil {
			at = " at " + d.Attribute.String()
		}
		texts = append(texts, d.Summary+at+": "+d.Detail)
	}
	if strings.Join(texts, "\n") != strings.Join(want, "\n") {
		t.Errorf("diagnostics\n got %s\nwant %s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
}
