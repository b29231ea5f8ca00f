package terraform

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"github.com/hashicorp/go-version"
	install "github.com/hashicorp/hc-install"
	"github.com/hashicorp/hc-install/product"
	"github.com/hashicorp/hc-install/releases"
	"github.com/hashicorp/hc-install/src"
)

// oldest is the oldest Terraform that knows everything the examples use:
// provider functions came with 1.8.
const oldest = "1.8.0"

// Fetched is the version that Find fetches when PATH has none.
const Fetched = "1.15.0"

// fetchTimeout bounds the download, so that a machine without a network is told so soon.
const fetchTimeout = 3 * time.Minute

// Variable names the environment variable that says which Terraform to use, by
// path or by name. It is the one that plugin-testing reads.
const Variable = "TF_ACC_TERRAFORM_PATH"

// OpenTofu is the Name of an OpenTofu.
const OpenTofu = "tofu"

// ErrNotFound says that no usable Terraform is on PATH and none could be fetched.
var ErrNotFound = errors.New("no Terraform found")

// Binary is a Terraform or OpenTofu that can be run.
type Binary struct {
	Path    string // absolute
	Name    string // "terraform" or OpenTofu
	Version string // such as "1.11.4"
}

// String names the binary as a person would: "terraform 1.11.4".
func (b Binary) String() string { return b.Name + " " + b.Version }

// OlderThan reports whether the binary's version is older than the other.
// Pre-releases count as their release.
func (b Binary) OlderThan(other string) bool {
	return version.Must(version.NewVersion(b.Version)).Core().LessThan(version.Must(version.NewVersion(other)))
}

// Find answers with the binary that Variable names, whatever its version. Where
// the variable is unset, it is terraform or tofu from PATH when that is at least
// oldest, then what an earlier call fetched into dir; otherwise Find fetches
// Fetched into dir. progress, which may be nil, is told before a download starts.
// The error is one sentence that says what to do; it wraps ErrNotFound, except
// where Variable names something that is no Terraform.
func Find(ctx context.Context, dir string, progress func(string)) (Binary, error) {
	if named := os.Getenv(Variable); named != "" {
		binary, err := Inspect(ctx, named)
		if err != nil {
			return Binary{}, fmt.Errorf("%s names %q, which is no Terraform or OpenTofu that runs here: %w", Variable, named, err)
		}
		return binary, nil
	}
	var tooOld []Binary
	candidates := []string{"terraform", "tofu", filepath.Join(dir, executable("terraform"))}
	for _, candidate := range candidates {
		binary, err := Inspect(ctx, candidate)
		if err != nil {
			continue
		}
		if binary.OlderThan(oldest) {
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
			ErrNotFound, tooOld[0], oldest, Fetched, err)
	}
	return Binary{}, fmt.Errorf("%w: neither terraform nor tofu is on PATH, and Terraform %s could not be fetched (%w); install Terraform or OpenTofu %s or newer",
		ErrNotFound, Fetched, err, oldest)
}

// productLine is the line by which `version` names the product; `version -json` has
// the same answer for both. Anything may stand before it: a broken CLI
// configuration adds prose.
var productLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\S+)\r?$`)

// Inspect asks a binary, given by path or by a name on PATH, what it is.
func Inspect(ctx context.Context, candidate string) (Binary, error) {
	path, err := exec.LookPath(candidate)
	if err != nil {
		return Binary{}, err
	}
	if path, err = filepath.Abs(path); err != nil {
		return Binary{}, err
	}
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = append(withoutCLIConfig(os.Environ()), "CHECKPOINT_DISABLE=1")
	out, err := cmd.Output()
	if err != nil {
		return Binary{}, fmt.Errorf("%s version: %w", path, err)
	}
	answer := productLine.FindSubmatch(out)
	if answer == nil {
		return Binary{}, fmt.Errorf("%s version: no line names the product", path)
	}
	binary := Binary{Path: path, Name: "terraform", Version: string(answer[2])}
	if string(answer[1]) == "OpenTofu" {
		binary.Name = OpenTofu
	}
	if _, err := version.NewVersion(binary.Version); err != nil {
		return Binary{}, err
	}
	return binary, nil
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
	return Inspect(ctx, path)
}

// cause is the innermost error, which is the one a person can act on: what is
// around it repeats the address of the release site several times.
func cause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}

// withoutCLIConfig drops TF_CLI_CONFIG_FILE, which may name a file that does not
// exist or turn on what the answer doesn't need.
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
