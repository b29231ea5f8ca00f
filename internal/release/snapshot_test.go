package release_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestSnapshot runs `make snapshot` in two clones of the commit that is checked
// out and looks at what comes out. The clones differ in all that must not
// matter: folder, file modes, time zone, Go flags, git remote, signing.
//
// Building the provider for each platform takes minutes. Only this machine's is
// built by default, and a stand-in takes the place of the others, so that the
// rest of goreleaser's work is seen for all of them. With SNAPSHOT=full (make
// snapshot-check) everything is built, each clone with a build cache of its own.
func TestSnapshot(t *testing.T) {
	full := os.Getenv("SNAPSHOT") == "full"
	missing := t.Skip
	if full {
		missing = t.Fatal
	} else {
		t.Parallel()
	}
	goreleaser, err := filepath.Abs(filepath.Join(root, ".bin", "goreleaser"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(goreleaser); err != nil {
		missing("SKIP: goreleaser is not built (make snapshot builds it), release archives are not tested")
	}
	for _, tool := range []string{"git", "make"} {
		if _, err := exec.LookPath(tool); err != nil {
			missing("SKIP: no " + tool + ", release archives are not tested")
		}
	}
	head, err := exec.CommandContext(t.Context(), "git", "-C", root, "rev-parse", "--verify", "--quiet", "HEAD").Output()
	if err != nil {
		missing("SKIP: this is no git checkout, release archives are not tested")
	}

	key := newKey(t)
	one := clone{dir: filepath.Join(t.TempDir(), "one"), umask: "022", env: []string{"TZ=UTC", "GOFLAGS="}}
	two := clone{dir: filepath.Join(t.TempDir(), "further", "down", "two"), umask: "077", env: []string{"TZ=Asia/Kathmandu", "GOFLAGS=-buildvcs=true"}}
	if key != nil {
		one.args, one.env = append(one.args, "SNAPSHOT_SKIP=publish"), append(one.env, key.env()...)
	}
	path := os.Getenv("PATH")
	if full {
		one.env = append(one.env, "GOCACHE="+t.TempDir())
		two.env = append(two.env, "GOCACHE="+t.TempDir())
	} else {
		path = standIns(t) + string(os.PathListSeparator) + path
	}
	one.env, two.env = append(one.env, "PATH="+path), append(two.env, "PATH="+path)
	commit := strings.TrimSpace(string(head)) // the checkout may go on while this runs
	one.git(t, "clone", "--quiet", "--no-checkout", "--no-tags", root, one.dir)
	one.git(t, "-C", one.dir, "remote", "remove", "origin")
	two.git(t, "clone", "--quiet", "--no-checkout", root, two.dir)
	one.snapshot(t, goreleaser, commit)
	two.snapshot(t, goreleaser, commit)

	r := readSnapshot(t, one)
	t.Run("files", r.checkFiles)
	t.Run("checksums", r.checkSums)
	t.Run("archives", r.checkArchives)
	t.Run("binaries", func(t *testing.T) { r.checkBinaries(t, full) })
	t.Run("bills of materials", func(t *testing.T) { r.checkBills(t, full) })
	t.Run("runs", r.checkRuns)
	t.Run("installs", r.checkInstalls)
	t.Run("signature", func(t *testing.T) {
		if key == nil {
			t.Skip("SKIP: no gpg, the signature is not tested")
		}
		key.checkSignature(t, r.path("SHA256SUMS"), r.path("SHA256SUMS.sig"))
	})
	t.Run("same", func(t *testing.T) { checkSame(t, r, readSnapshot(t, two)) })
}

// clone is a clone of the commit that is checked out.
type clone struct {
	dir   string
	umask string
	env   []string
	args  []string // for make
}

// snapshot checks the commit out and builds.
func (c clone) snapshot(t *testing.T, goreleaser, commit string) {
	t.Helper()
	c.git(t, "-C", c.dir, "checkout", "--quiet", "--detach", commit)
	if err := os.MkdirAll(filepath.Join(c.dir, ".bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(goreleaser, filepath.Join(c.dir, ".bin", "goreleaser")); err != nil {
		t.Fatal(err)
	}
	started := time.Now()
	// The file that make compares goreleaser with is new in each clone.
	c.run(t, "make", append([]string{"-C", c.dir, "--old-file=tools/release/go.mod", "snapshot"}, c.args...)...)
	t.Logf("%s: built in %s", c.dir, time.Since(started).Round(time.Second))
}

func (c clone) git(t *testing.T, args ...string) {
	t.Helper()
	c.run(t, "git", args...)
}

func (c clone) run(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `umask ` + c.umask + `; exec "$0" "$@"`, name}, args...)...)
	// Nothing of the make or the release that runs this test.
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		switch name {
		case "MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "NEXT_VERSION", "SNAPSHOT_SKIP", "VERSION",
			"GOOS", "GOARCH", "GITHUB_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN", "GPG_FINGERPRINT", "GNUPGHOME":
		default:
			cmd.Env = append(cmd.Env, entry)
		}
	}
	cmd.Env = append(cmd.Env, c.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %s\n%s", name, strings.Join(args, " "), err, out)
	}
}

// standIns is a folder with a go that compiles the provider for this platform
// alone. For the others it puts a small program in its place.
func standIns(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Skip("SKIP: no go on PATH, release archives are not tested")
	}
	source, small := filepath.Join(dir, "main.go"), filepath.Join(dir, "small")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), goCommand, "build", "-trimpath", "-o", small, source).CombinedOutput(); err != nil {
		t.Fatalf("%s\n%s", err, out)
	}
	script := fmt.Sprintf(`#!/bin/sh
if [ "$1" = build ] && [ -n "$GOOS" ] && [ "$GOOS/$GOARCH" != %s/%s ]; then
	while [ "$1" != -o ]; do shift; done
	exec cp %q "$2"
fi
exec %q "$@"
`, runtime.GOOS, runtime.GOARCH, small, goCommand)
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return bin
}

// snapshot is what `make snapshot` left in dist/.
type snapshot struct {
	dist    string
	version string
	commit  string
	time    time.Time // of the commit
}

func readSnapshot(t *testing.T, from clone) snapshot {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "git", "-C", from.dir, "show", "--no-patch", "--format=%H %ct", "HEAD").Output()
	if err != nil {
		t.Fatal(err)
	}
	commit, seconds, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot{dist: filepath.Join(from.dir, "dist"), version: prepared(t) + "-dev", commit: commit, time: time.Unix(at, 0).UTC()}
}

// path is that of a file whose name is project, version and this.
func (s snapshot) path(rest string) string {
	return filepath.Join(s.dist, project+"_"+s.version+"_"+rest)
}

// released is what a release consists of, but for the signature.
func (s snapshot) released() []string {
	files := []string{filepath.Base(s.path("SHA256SUMS")), filepath.Base(s.path("manifest.json"))}
	for _, target := range targets {
		files = append(files, archive(s.version, target), filepath.Base(s.path(target+".cdx.json")))
	}
	slices.Sort(files)
	return files
}

// checkFiles wants each file of a release and no other of that kind: no platform
// is missing, and nothing that a registry would take for one is too much.
func (s snapshot) checkFiles(t *testing.T) {
	found, err := filepath.Glob(filepath.Join(s.dist, project+"_*_*"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range found {
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && !strings.HasSuffix(file, ".sig") {
			names = append(names, filepath.Base(file))
		}
	}
	slices.Sort(names)
	if want := s.released(); !slices.Equal(names, want) {
		t.Errorf("dist holds\n%s\nwant\n%s", strings.Join(names, "\n"), strings.Join(want, "\n"))
	}
	if s.version != strings.ToLower(s.version) {
		t.Errorf("version %s is not in lower case: a filesystem mirror would not find it", s.version)
	}
	manifest, err := os.ReadFile(s.path("manifest.json"))
	if err != nil || !bytes.Equal(manifest, read(t, "terraform-registry-manifest.json")) {
		t.Errorf("the manifest is %q (%v)", manifest, err)
	}
}

// checkSums wants a line of SHA256SUMS for each other file, in order, and right.
func (s snapshot) checkSums(t *testing.T) {
	text, err := os.ReadFile(s.path("SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, name := range s.released() {
		if strings.HasSuffix(name, "SHA256SUMS") {
			continue
		}
		content, err := os.ReadFile(filepath.Join(s.dist, name))
		if err != nil {
			t.Error(err)
			continue
		}
		sum := sha256.Sum256(content)
		fmt.Fprintf(&want, "%s  %s\n", hex.EncodeToString(sum[:]), name)
	}
	if string(text) != want.String() {
		t.Errorf("SHA256SUMS is\n%s\nwant\n%s", text, &want)
	}
}

// checkSame wants two snapshots of one commit to be the same to the byte.
func checkSame(t *testing.T, one, two snapshot) {
	for _, name := range one.released() {
		a, err := os.ReadFile(filepath.Join(one.dist, name))
		if err != nil {
			t.Error(err)
			continue
		}
		b, err := os.ReadFile(filepath.Join(two.dist, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs between two builds of commit %s", name, one.commit)
			continue
		}
		t.Logf("%x  %s", sha256.Sum256(a), name)
	}
}
