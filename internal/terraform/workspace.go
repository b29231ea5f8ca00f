package terraform

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// ProviderVersion is the version under which a Workspace offers the provider.
const ProviderVersion = "0.1.0"

// stopGrace is how long Terraform may take to end cleanly once it is interrupted.
const stopGrace = 30 * time.Second

// Workspace is a configuration folder with one Terraform and one build of the
// provider. `init` works in it as it does for a user, but the provider comes
// from a mirror of files beside it, so no network is needed and nothing is
// written outside the folder that NewWorkspace was given.
type Workspace struct {
	Binary Binary
	Dir    string    // the configuration
	Output io.Writer // what Terraform prints; nil to keep it for the error only

	env []string
}

// NewWorkspace prepares root (which must exist) for the provider binary and
// returns a workspace whose configuration folder is empty. Without a binary, the
// commands have to be attached to a provider that runs.
func NewWorkspace(binary Binary, root, providerBinary string) (*Workspace, error) {
	workspace := &Workspace{Binary: binary, Dir: filepath.Join(root, "configuration")}
	if err := os.MkdirAll(workspace.Dir, 0o755); err != nil {
		return nil, err
	}
	mirror := filepath.Join(root, "mirror")
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		dir := filepath.Join(mirror, host, "typed-events", "eventbridge", ProviderVersion, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		name := filepath.Join(dir, executable("terraform-provider-eventbridge_v"+ProviderVersion))
		if providerBinary == "" {
			continue
		}
		if err := linkOrCopy(providerBinary, name); err != nil {
			return nil, err
		}
	}
	config := filepath.Join(root, "terraform.rc")
	text := fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		return nil, err
	}
	workspace.env = append(withoutAWSAndTerraform(os.Environ()),
		cliConfig+config,
		"TF_IN_AUTOMATION=1",
		"TF_INPUT=0",
		"CHECKPOINT_DISABLE=1",
		"AWS_EC2_METADATA_DISABLED=true",
		"AWS_CONFIG_FILE="+filepath.Join(root, "no-aws-config"),
		"AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(root, "no-aws-credentials"),
	)
	return workspace, nil
}

// Setenv sets a variable for the runs to come.
func (w *Workspace) Setenv(name, value string) { w.env = append(w.env, name+"="+value) }

// Command is the run of one Terraform command, not yet started. It is
// interrupted, not killed, when ctx ends, so that Terraform can save its state.
func (w *Workspace) Command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, w.Binary.Path, args...)
	cmd.Dir = w.Dir
	cmd.Env = w.env
	stopCleanly(cmd)
	return cmd
}

// Run runs one Terraform command. Its output goes to Output; the error holds it
// where Output is nil.
func (w *Workspace) Run(ctx context.Context, args ...string) error {
	cmd := w.Command(ctx, args...)
	var kept bytes.Buffer
	cmd.Stdout, cmd.Stderr = io.Writer(&kept), io.Writer(&kept)
	if w.Output != nil {
		cmd.Stdout, cmd.Stderr = w.Output, w.Output
	}
	err := cmd.Run()
	if ctx.Err() != nil {
		return fmt.Errorf("%s %s: %w", w.Binary.Name, args[0], context.Cause(ctx))
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", w.Binary.Name, args[0], err, kept.Bytes())
	}
	return nil
}

// withoutAWSAndTerraform drops what would lead Terraform or the provider to the
// user's own configuration, credentials or account.
func withoutAWSAndTerraform(environ []string) []string {
	kept := make([]string, 0, len(environ))
	for _, entry := range environ {
		if strings.HasPrefix(entry, "AWS_") || strings.HasPrefix(entry, "TF_") {
			continue
		}
		kept = append(kept, entry)
	}
	return kept
}

// linkOrCopy makes target the same file as source, or a copy of it on another disk.
func linkOrCopy(source, target string) error {
	if err := os.Link(source, target); err == nil {
		return nil
	}
	from, err := os.Open(source)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(target, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, from); err != nil {
		_ = to.Close()
		return err
	}
	return to.Close()
}
