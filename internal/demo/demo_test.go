package demo_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/demo"
	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// options are those of make demo; the test is skipped where there is no Terraform.
func options(t *testing.T) (demo.Options, *strings.Builder) {
	t.Helper()
	bin := t.TempDir()
	offline, cancel := context.WithCancel(t.Context())
	cancel() // a test fetches nothing
	if _, err := terraform.Find(offline, bin, nil); errors.Is(err, terraform.ErrNotFound) && os.Getenv("TF_ACC_TERRAFORM_PATH") == "" {
		t.Skip("SKIP: no Terraform on PATH")
	}
	var out strings.Builder
	return demo.Options{Root: filepath.Join("..", ".."), Bin: bin, Output: &out}, &out
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
