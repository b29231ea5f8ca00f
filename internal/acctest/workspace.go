package acctest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// underTest is the variable that names a built provider, which spares each test
// process to build it.
const underTest = "PROVIDER_UNDER_TEST"

// build makes the provider's binary once in a test process.
var build = sync.OnceValues(func() (string, error) {
	if built := os.Getenv(underTest); built != "" {
		_, err := exec.LookPath(built)
		return built, err
	}
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	// One place for each checkout, so that test processes do not fill the disk;
	// the rename keeps one from running what another is writing.
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(root))
	dir := filepath.Join(home, fmt.Sprintf("bin-%08x", sum.Sum32()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	binary := filepath.Join(dir, "terraform-provider-eventbridge")
	fresh := fmt.Sprintf("%s.%d", binary, os.Getpid())
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", fresh, ".")
	cmd.Dir, cmd.Env = root, userEnviron
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the provider: %w\n%s", err, out)
	}
	return binary, os.Rename(fresh, binary)
})

func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod above %s", dir)
		}
		dir = parent
	}
}

// Binary is the path of the provider, built from this checkout.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// Workspace is a folder with a configuration, to run Terraform's commands in one
// by one and to read what they print.
type Workspace struct {
	*terraform.Workspace

	t        testing.TB
	provider providerFactory            // in this process, or nil for a process of its own
	attached map[string]json.RawMessage // where providers run that Terraform does not start, by address
}

// Workspace makes a workspace with the configuration (see Config). The provider
// is in this process.
func (e *Env) Workspace(config string) *Workspace {
	e.t.Helper()
	inner, err := terraform.NewWorkspace(
		terraform.Binary{Path: terraformPath, Name: filepath.Base(terraformPath)}, e.t.TempDir(), "")
	if err != nil {
		e.t.Fatal(err)
	}
	w := &Workspace{Workspace: inner, t: e.t, provider: e.Factories["eventbridge"]}
	w.Write("main.tf", config)
	return w
}

// Process is a workspace whose provider is the built one, as a process of its
// own: for what a provider in this process can't show, such as being killed.
func (e *Env) Process(config string) *Workspace {
	e.t.Helper()
	w := e.newWorkspace()
	w.Write("main.tf", config)
	w.Run("init")
	return w
}

// WorkspaceOf makes a workspace with a copy of the folder as it is, not yet
// initialized. Its configuration finds this AWS as a user's would, by the
// environment variables of the AWS SDKs.
func (e *Env) WorkspaceOf(folder string) *Workspace {
	e.t.Helper()
	w := e.newWorkspace()
	if err := os.CopyFS(w.Dir, withoutLeftovers{os.DirFS(folder)}); err != nil {
		e.t.Fatal(err)
	}
	if main, err := os.ReadFile(filepath.Join(w.Dir, "main.tf")); err == nil {
		needWriteOnly(e.t, string(main))
	}
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL":      e.URL,
		"AWS_REGION":            Region,
		"AWS_ACCESS_KEY_ID":     AccessKey,
		"AWS_SECRET_ACCESS_KEY": SecretKey,
	} {
		w.Setenv(name, value)
	}
	return w
}

func (e *Env) newWorkspace() *Workspace {
	e.t.Helper()
	inner, err := terraform.NewWorkspace(
		terraform.Binary{Path: terraformPath, Name: filepath.Base(terraformPath)}, e.t.TempDir(), Binary(e.t))
	if err != nil {
		e.t.Fatal(err)
	}
	inner.Setenv("GOGC", "off") // as in attach
	inner.Setenv("GOMEMLIMIT", "1GiB")
	return &Workspace{Workspace: inner, t: e.t}
}

// withoutLeftovers hides what Terraform has left in a folder that somebody
// tried by hand: hidden files and state.
type withoutLeftovers struct{ fs.FS }

// ReadDir lists what belongs to the configuration.
func (f withoutLeftovers) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	return slices.DeleteFunc(entries, func(entry fs.DirEntry) bool {
		return strings.HasPrefix(entry.Name(), ".") || strings.Contains(entry.Name(), ".tfstate")
	}), err
}

// Write puts a file into the workspace.
func (w *Workspace) Write(name, text string) {
	w.t.Helper()
	needWriteOnly(w.t, text)
	if err := os.WriteFile(filepath.Join(w.Dir, name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// Run runs a command of Terraform, such as "apply", "-auto-approve", and returns
// what it printed. A failure ends the test.
func (w *Workspace) Run(args ...string) string {
	w.t.Helper()
	out, err := w.Try(args...)
	if err != nil {
		w.t.Fatalf("terraform %s: %s\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// Try is Run for a command that may fail. The error is an *exec.ExitError where
// Terraform ran.
func (w *Workspace) Try(args ...string) (string, error) {
	w.t.Helper()
	var out bytes.Buffer
	cmd := w.Command(w.t.Context(), args...)
	defer w.attach(cmd)()
	cmd.Args = append(cmd.Args, "-no-color")
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}

func (w *Workspace) attach(cmd *exec.Cmd) (detach func()) {
	if w.provider != nil {
		return attach(context.WithoutCancel(w.t.Context()), w.t, cmd, w.provider)
	}
	if len(w.attached) > 0 {
		cmd.Env = append(cmd.Env, reattach+"="+JSON(w.attached))
	}
	return func() {}
}

// reattach is the variable that tells Terraform where providers run.
const reattach = "TF_REATTACH_PROVIDERS"

// Attach lets Terraform use a provider that runs, in place of the one of that name,
// such as "buildkite/buildkite".
func (w *Workspace) Attach(name string, where json.RawMessage) {
	if w.attached == nil {
		w.attached = map[string]json.RawMessage{}
	}
	for _, host := range []string{"registry.terraform.io/", "registry.opentofu.org/"} {
		w.attached[host+name] = where
	}
}

// Serve starts the built provider once for all commands. Otherwise Terraform reads all
// of its file and starts it several times for each, which takes most of their time.
func (w *Workspace) Serve() {
	w.t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(w.t.Context()), Binary(w.t), "-debug")
	cmd.Env = w.Command(w.t.Context(), "version").Env
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		_, text, found := strings.Cut(lines.Text(), reattach+"='")
		if !found {
			continue
		}
		var all map[string]json.RawMessage
		if err := json.Unmarshal([]byte(strings.TrimSuffix(text, "'")), &all); err != nil {
			w.t.Fatalf("%s: %s", err, text)
		}
		for address, where := range all {
			w.Attach(address[strings.Index(address, "/")+1:], where)
		}
		go func() { _, _ = io.Copy(io.Discard, out) }()
		return
	}
	w.t.Fatalf("the provider does not say where it runs: %v", lines.Err())
}

// Start starts a command of Terraform in a Process and does not wait for it. End
// it with Wait, or with Kill.
func (w *Workspace) Start(out *bytes.Buffer, args ...string) *exec.Cmd {
	w.t.Helper()
	cmd := w.Command(w.t.Context(), args...)
	cmd.Args = append(cmd.Args, "-no-color")
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	return cmd
}

// State is what `terraform show -json` says.
func (w *Workspace) State() *tfjson.State {
	w.t.Helper()
	cmd := w.Command(w.t.Context(), "show", "-json")
	defer w.attach(cmd)()
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("terraform show: %s", err)
	}
	state := &tfjson.State{}
	if err := json.Unmarshal(out, state); err != nil {
		w.t.Fatalf("terraform show: %s", err)
	}
	return state
}

// IsEmptyPlan reports whether a plan has nothing to change.
func (w *Workspace) IsEmptyPlan() bool {
	w.t.Helper()
	out, err := w.Try("plan", "-detailed-exitcode")
	if err == nil {
		return true
	}
	if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() == 2 { //nolint:errorlint // Wait returns it unwrapped
		return false
	}
	w.t.Fatalf("terraform plan: %s\n%s", err, out)
	return false
}
