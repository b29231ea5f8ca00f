package terraform

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"github.com/hashicorp/go-version"
	install "github.com/hashicorp/hc-install"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
	"github.com/hashicorp/hc-install/src"
)

// Oldest is the oldest Terraform that knows everything the examples use:
// provider functions came with 1.8.
const Oldest = "1.8.0"

// Fetched is the version that Find fetches when PATH has none.
const Fetched = "1.15.0"

// fetchTimeout bounds the download, so that a machine without a network is told so soon.
const fetchTimeout = 3 * time.Minute

// ErrNotFound says that no usable Terraform is on PATH and none could be fetched.
var ErrNotFound = errors.New("no Terraform found")

// Binary is a Terraform or OpenTofu that can be run.
type Binary struct {
	Path    string // absolute
	Name    string // "terraform" or "tofu"
	Version string // such as "1.11.4"
}

// String names the binary as a person would: "terraform 1.11.4".
func (b Binary) String() string { return b.Name + " " + b.Version }

// Find answers with terraform or tofu from PATH when it is at least Oldest, then
// with what an earlier call fetched into dir, and fetches Fetched into dir
// otherwise. progress, which may be nil, is told before a download starts.
// The error wraps ErrNotFound and is one sentence that says what to do.
func Find(ctx context.Context, dir string, progress func(string)) (Binary, error) {
	var tooOld []Binary
	candidates := []string{"terraform", "tofu", filepath.Join(dir, executable("terraform"))}
	for _, candidate := range candidates {
		binary, err := inspect(ctx, candidate)
		if err != nil {
			continue
		}
		if version.Must(version.NewVersion(binary.Version)).Core().LessThan(version.Must(version.NewVersion(Oldest))) {
			tooOld = append(tooOld, binary)
			continue
		}
		return binary, nil
	}
	if progress != nil {
		progress(fmt.Sprintf("fetching Terraform %s into %s", Fetched, dir))
	}
	binary, err := fetch(ctx, dir)
	if err == nil {
		return binary, nil
	}
	err = cause(err)
	if len(tooOld) > 0 {
		return Binary{}, fmt.Errorf("%w: PATH has %s, which is older than %s, and Terraform %s could not be fetched (%w); install a newer Terraform or OpenTofu",
			ErrNotFound, tooOld[0], Oldest, Fetched, err)
	}
	return Binary{}, fmt.Errorf("%w: neither terraform nor tofu is on PATH, and Terraform %s could not be fetched (%w); install Terraform or OpenTofu %s or newer",
		ErrNotFound, Fetched, err, Oldest)
}

// inspect asks the binary for its version. Only standard output is read, and
// the JSON is looked for in it, because a broken CLI configuration adds prose.
func inspect(ctx context.Context, candidate string) (Binary, error) {
	path, err := exec.LookPath(candidate)
	if err != nil {
		return Binary{}, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return Binary{}, err
	}
	cmd := exec.CommandContext(ctx, path, "version", "-json")
	cmd.Env = append(withoutCLIConfig(os.Environ()), "CHECKPOINT_DISABLE=1")
	out, err := cmd.Output()
	if err != nil {
		return Binary{}, err
	}
	var answer struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return Binary{}, err
	}
	if _, err := version.NewVersion(answer.Version); err != nil {
		return Binary{}, err
	}
	name := "terraform"
	if filepath.Base(path) == executable("tofu") {
		name = "tofu"
	}
	return Binary{Path: path, Name: name, Version: answer.Version}, nil
}

// fetch downloads and verifies Terraform.
func fetch(ctx context.Context, dir string) (Binary, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Binary{}, err
	}
	path, err := install.NewInstaller().Ensure(ctx, []src.Source{&releases.ExactVersion{
		Product:    product.Terraform,
		Version:    version.Must(version.NewVersion(Fetched)),
		InstallDir: dir,
		Timeout:    fetchTimeout,
	}})
	if err != nil {
		return Binary{}, err
	}
	return inspect(ctx, path)
}

// cause is the innermost error, which is the one a person can act on: what is
// around it repeats the address of the release site several times.
func cause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// withoutCLIConfig drops TF_CLI_CONFIG_FILE: when it names a file that does not
// exist, OpenTofu prints a warning into the JSON of its answer.
func withoutCLIConfig(environ []string) []string {
	kept := make([]string, 0, len(environ))
	for _, entry := range environ {
		if len(entry) >= len(cliConfig) && entry[:len(cliConfig)] == cliConfig {
			continue
		}
		kept = append(kept, entry)
	}
	return kept
}

const cliConfig = "TF_CLI_CONFIG_FILE="

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
