package demo

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/emulator/jsonata"
)

// TestAuditLog reads the audit log of the demo, without the rest of it.
func TestAuditLog(t *testing.T) {
	t.Parallel()
	bin := filepath.Join("..", "..", ".bin")
	if _, err := jsonata.Locate(filepath.Join(bin, "jsonata")); err != nil {
		t.Skip("SKIP: " + err.Error())
	}
	var out strings.Builder
	if err := readAuditLog(t.Context(), narrator{&out}, bin); err != nil {
		t.Fatalf("%s\n%s", err, &out)
	}
	for _, want := range []string{"run 1: stopped on the way, ", "run 3: SUCCEEDED, ", "250 in the log, none missing"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, &out)
		}
	}
}
