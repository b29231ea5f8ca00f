package demo_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/demo"
)

// options are those of make demo; the test is skipped where there is no Terraform.
func options(t *testing.T) (demo.Options, *strings.Builder) {
	t.Helper()
	root := filepath.Join("..", "..")
	bin := filepath.Join(root, ".bin") // where make test keeps a Terraform that it had to fetch
	found := false
	for _, candidate := range []string{"terraform", "tofu", filepath.Join(bin, "terraform")} {
		if _, err := exec.LookPath(candidate); err == nil {
			found = true
		}
	}
	if !found {
		t.Skip("SKIP: no Terraform on PATH")
	}
	var out strings.Builder
	return demo.Options{Root: root, Bin: bin, Output: &out}, &out
}

func TestDemo(t *testing.T) {
	options, out := options(t)
	if err := demo.Run(t.Context(), options); err != nil {
		t.Fatalf("%s\n%s", err, out)
	}
	for _, want := range []string{
		"Build Failing    documented",
		"broken-builds",
		"/aws/events/buildkite",
		"Nothing was left behind",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, out)
		}
	}
}
