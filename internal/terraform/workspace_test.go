package terraform_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// newWorkspace is a workspace whose Terraform is the given shell script.
func newWorkspace(t *testing.T, script string) *terraform.Workspace {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("SKIP: the fake Terraform is a shell script")
	}
	root := t.TempDir()
	program, provider := filepath.Join(root, "terraform"), filepath.Join(root, "provider")
	if err := errors.Join(
		os.WriteFile(program, []byte("#!/bin/sh\n"+script), 0o700),
		os.WriteFile(provider, []byte("the provider"), 0o700),
	); err != nil {
		t.Fatal(err)
	}
	workspace, err := terraform.NewWorkspace(terraform.Binary{Path: program, Name: "terraform", Version: "1.11.4"}, root, provider)
	if err != nil {
		t.Fatal(err)
	}
	return workspace
}

func TestWorkspaceHidesTheUsersConfiguration(t *testing.T) {
	t.Setenv("AWS_SECRET_ACCESS_KEY", "the user's own")
	t.Setenv("AWS_PROFILE", "production")
	t.Setenv("TF_CLI_ARGS", "-destroy")
	workspace := newWorkspace(t, "env\ncat \"$TF_CLI_CONFIG_FILE\"\n")
	workspace.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
	var out strings.Builder
	workspace.Output = &out
	if err := workspace.Run(t.Context(), "apply"); err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{"the user's own", "production", "-destroy"} {
		if strings.Contains(out.String(), hidden) {
			t.Errorf("%q reached Terraform", hidden)
		}
	}
	for _, wanted := range []string{"AWS_ENDPOINT_URL=http://127.0.0.1:1", "filesystem_mirror", "AWS_EC2_METADATA_DISABLED=true"} {
		if !strings.Contains(out.String(), wanted) {
			t.Errorf("%q is missing", wanted)
		}
	}
}

func TestWorkspaceOffersTheProviderToBothRegistries(t *testing.T) {
	workspace := newWorkspace(t, "")
	found, err := filepath.Glob(filepath.Join(workspace.Dir, "..", "mirror", "registry.*", "typed-events", "eventbridge", terraform.ProviderVersion, "*", "terraform-provider-eventbridge_v*"))
	if err != nil || len(found) != 2 {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestWorkspaceErrorHoldsTheOutput(t *testing.T) {
	err := newWorkspace(t, "echo 'Error: no such bus' >&2; exit 1\n").Run(t.Context(), "apply", "-auto-approve")
	if err == nil || !strings.Contains(err.Error(), "terraform apply: exit status 1") || !strings.Contains(err.Error(), "no such bus") {
		t.Errorf("got %v", err)
	}
}

func TestWorkspaceInterruptsTerraform(t *testing.T) {
	workspace := newWorkspace(t, "trap 'echo saved; exit 0' INT; echo started; while :; do sleep 0.02; done\n")
	var out strings.Builder
	ctx, cancel := context.WithCancel(t.Context())
	workspace.Output = writerFunc(func(text []byte) { out.Write(text); cancel() })
	err := workspace.Run(ctx, "apply")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(out.String(), "saved") {
		t.Errorf("Terraform was not given the chance to save: %q", out.String())
	}
}

type writerFunc func([]byte)

func (f writerFunc) Write(text []byte) (int, error) { f(text); return len(text), nil }
