package terraform_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// fake puts a program of that name on a PATH of its own, which answers with the version.
func fake(t *testing.T, dir, name, version string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("SKIP: the fake Terraform is a shell script")
	}
	product := "Terraform"
	if strings.HasPrefix(name, "tofu") {
		product = "OpenTofu"
	}
	script := fmt.Sprintf("#!/bin/sh\n[ -z \"$TF_CLI_CONFIG_FILE\" ] || exit 1\n[ \"$*\" = version ] || exit 2\necho a warning\necho '%s v%s'\necho on linux_amd64\n", product, version)
	if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	tests := map[string]struct {
		onPath map[string]string
		want   string
	}{
		"terraform before tofu":          {map[string]string{"terraform": "1.11.4", "tofu": "1.12.6"}, "terraform 1.11.4"},
		"tofu alone":                     {map[string]string{"tofu": "1.12.6"}, "tofu 1.12.6"},
		"tofu when terraform is too old": {map[string]string{"terraform": "1.5.7", "tofu": "1.12.6"}, "tofu 1.12.6"},
		"a release candidate counts":     {map[string]string{"terraform": "1.16.0-rc2"}, "terraform 1.16.0-rc2"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for program, version := range test.onPath {
				fake(t, dir, program, version)
			}
			t.Setenv(terraform.Variable, "")
			t.Setenv("PATH", dir)
			t.Setenv("TF_CLI_CONFIG_FILE", filepath.Join(dir, "missing"))
			got, err := terraform.Find(t.Context(), t.TempDir(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
			if !filepath.IsAbs(got.Path) {
				t.Errorf("path %s is not absolute", got.Path)
			}
		})
	}
}

func TestOlderThan(t *testing.T) {
	for version, older := range map[string]bool{"1.8.0": true, "1.10.9": true, "1.11.0-rc1": false, "1.11.4": false, "1.16.0-rc2": false} {
		if got := (terraform.Binary{Version: version}).OlderThan("1.11.0"); got != older {
			t.Errorf("%s: got %v", version, got)
		}
	}
}

// The one that the environment names is taken, and what it is comes from its
// own answer, not from the name of its file.
func TestFindNamed(t *testing.T) {
	path, elsewhere := t.TempDir(), t.TempDir()
	fake(t, path, "terraform", "1.15.9")
	fake(t, path, "tofu", "1.12.6")
	fake(t, elsewhere, "tofu", "1.6.0")
	renamed := filepath.Join(elsewhere, "terraform")
	if err := os.Rename(filepath.Join(elsewhere, "tofu"), renamed); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", path)
	for named, want := range map[string]string{"tofu": "tofu 1.12.6", renamed: "tofu 1.6.0"} {
		t.Setenv(terraform.Variable, named)
		got, err := terraform.Find(t.Context(), t.TempDir(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("%s: got %s, want %s", named, got, want)
		}
	}
}

// A wrong name is an error, never another Terraform.
func TestFindNamedWrongly(t *testing.T) {
	path := t.TempDir()
	fake(t, path, "terraform", "1.15.9")
	mute := filepath.Join(path, "mute")
	if err := os.WriteFile(mute, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", path)
	for _, named := range []string{"nowhere/terraform", "opentofu", mute} {
		t.Setenv(terraform.Variable, named)
		got, err := terraform.Find(t.Context(), t.TempDir(), nil)
		if err == nil {
			t.Errorf("%s: got %s", named, got)
			continue
		}
		if errors.Is(err, terraform.ErrNotFound) || !strings.Contains(err.Error(), named) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v", named, err)
		}
	}
}

func TestFindUsesWhatWasFetched(t *testing.T) {
	t.Setenv(terraform.Variable, "")
	dir := t.TempDir()
	fake(t, dir, "terraform", terraform.Fetched)
	t.Setenv("PATH", t.TempDir())
	got, err := terraform.Find(t.Context(), dir, func(string) { t.Error("went to the network") })
	if err != nil {
		t.Fatal(err)
	}
	if got.Path != filepath.Join(dir, "terraform") {
		t.Errorf("got %s", got.Path)
	}
}

func TestFindNothing(t *testing.T) {
	t.Setenv(terraform.Variable, "")
	path := t.TempDir()
	fake(t, path, "terraform", "1.5.7")
	t.Setenv("PATH", path)
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second)) // as good as no network
	defer cancel()
	_, err := terraform.Find(ctx, t.TempDir(), nil)
	if !errors.Is(err, terraform.ErrNotFound) {
		t.Fatalf("got %v", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("more than one sentence: %s", err)
	}
}
