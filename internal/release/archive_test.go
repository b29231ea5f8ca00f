package release_test

import (
	"archive/zip"
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/typed-events/terraform-provider-eventbridge/internal/terraform"
)

// checkArchives wants the binary and the licence in each archive, with the time
// of the commit and modes that owe nothing to the machine.
func (s snapshot) checkArchives(t *testing.T) {
	for _, target := range targets {
		reader, err := zip.OpenReader(filepath.Join(s.dist, archive(s.version, target)))
		if err != nil {
			t.Error(err)
			continue
		}
		defer reader.Close()
		modes := map[string]fs.FileMode{}
		for _, file := range reader.File {
			modes[file.Name] = file.Mode()
			if !file.Modified.Equal(s.time) {
				t.Errorf("%s: %s has the time %s, want the commit's, %s", target, file.Name, file.Modified, s.time)
			}
		}
		if len(reader.File) != 2 || modes["LICENSE"] != 0o644 || modes[binary(s.version, target)] != 0o755 {
			t.Errorf("%s holds %v, want LICENSE and %s", target, modes, binary(s.version, target))
		}
	}
}

// unpack is the binary of an archive.
func (s snapshot) unpack(t *testing.T, target string) []byte {
	t.Helper()
	reader, err := zip.OpenReader(filepath.Join(s.dist, archive(s.version, target)))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	file, err := reader.Open(binary(s.version, target))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	content, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// host is this machine's platform, as in the name of an archive.
const host = runtime.GOOS + "_" + runtime.GOARCH

// built are the platforms whose provider is no stand-in.
func built(t *testing.T, full bool) []string {
	t.Helper()
	if full {
		return targets
	}
	if !slices.Contains(targets, host) {
		t.Skip("SKIP: no release for " + host)
	}
	return []string{host}
}

// checkBinaries asks each binary how it was built.
func (s snapshot) checkBinaries(t *testing.T, full bool) {
	for _, target := range built(t, full) {
		content := s.unpack(t, target)
		info, err := buildinfo.Read(bytes.NewReader(content))
		if err != nil {
			t.Errorf("%s: %s", target, err)
			continue
		}
		settings := map[string]string{}
		for _, setting := range info.Settings {
			settings[setting.Key] = setting.Value
		}
		for key, want := range map[string]string{"GOOS": target[:strings.Index(target, "_")], "GOARCH": target[strings.Index(target, "_")+1:], "CGO_ENABLED": "0", "-trimpath": "true", "vcs.revision": ""} {
			if settings[key] != want {
				t.Errorf("%s: built with %s=%s, want %q", target, key, settings[key], want)
			}
		}
		if !bytes.Contains(content, []byte(s.commit)) {
			t.Errorf("%s does not know its commit", target)
		}
		home, err := os.UserHomeDir()
		for _, path := range []string{filepath.Dir(s.dist), home + "/go/pkg/mod"} {
			if err == nil && bytes.Contains(content, []byte(path)) {
				t.Errorf("%s holds the path %s of this machine", target, path)
			}
		}
	}
}

// bill is a CycloneDX bill of materials, as far as it is looked at.
type bill struct {
	Format   string `json:"bomFormat"`
	Serial   string `json:"serialNumber"`
	Metadata struct {
		Time      string    `json:"timestamp"`
		Component component `json:"component"`
	} `json:"metadata"`
	Components []component `json:"components"`
}

type component struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	URL     string `json:"purl"`
}

// checkBills compares each bill of materials with the modules in the binary.
func (s snapshot) checkBills(t *testing.T, full bool) {
	for _, target := range built(t, full) {
		text, err := os.ReadFile(s.path(target + ".cdx.json"))
		if err != nil {
			t.Error(err)
			continue
		}
		var got bill
		if err := json.Unmarshal(text, &got); err != nil {
			t.Errorf("%s: %s", target, err)
			continue
		}
		info, err := buildinfo.Read(bytes.NewReader(s.unpack(t, target)))
		if err != nil {
			t.Errorf("%s: %s", target, err)
			continue
		}
		if got.Format != "CycloneDX" || got.Serial != "" || got.Metadata.Time != "" {
			t.Errorf("%s: format %q, serial number %q, time %q; want CycloneDX and neither", target, got.Format, got.Serial, got.Metadata.Time)
		}
		if main := got.Metadata.Component; main.Name != info.Main.Path || main.Version != "v"+s.version {
			t.Errorf("%s is the bill of %s %s", target, main.Name, main.Version)
		}
		want := []string{"std " + info.GoVersion}
		for _, module := range info.Deps {
			want = append(want, module.Path+" "+module.Version)
		}
		var names []string
		for _, module := range got.Components {
			names = append(names, module.Name+" "+module.Version)
			if !strings.HasPrefix(module.URL, "pkg:golang/") {
				t.Errorf("%s: %s has the package URL %q", target, module.Name, module.URL)
			}
		}
		slices.Sort(names)
		slices.Sort(want)
		if !slices.Equal(names, want) {
			t.Errorf("%s lists\n%s\nwant\n%s", target, strings.Join(names, "\n"), strings.Join(want, "\n"))
		}
	}
}

// checkRuns runs the binary of this machine's archive.
func (s snapshot) checkRuns(t *testing.T) {
	content := s.unpack(t, built(t, false)[0])
	provider := filepath.Join(t.TempDir(), binary(s.version, host))
	if err := os.WriteFile(provider, content, 0o700); err != nil {
		t.Fatal(err)
	}
	version, commit, platform := reported(t, provider)
	if version != s.version || commit != s.commit || platform != runtime.GOOS+"/"+runtime.GOARCH {
		t.Errorf("it says that it is %s of commit %s for %s, want %s of %s", version, commit, platform, s.version, s.commit)
	}
	checkManifest(t, s.path("manifest.json"), provider)
}

// checkInstalls lets Terraform install the provider from a mirror of archives,
// and use it.
func (s snapshot) checkInstalls(t *testing.T) {
	built(t, false)
	var program terraform.Binary
	for _, candidate := range []string{os.Getenv(terraform.Variable), "terraform", "tofu"} {
		found, err := terraform.Inspect(t.Context(), candidate)
		if err == nil {
			program = found
			break
		}
	}
	if program.Path == "" {
		t.Skip("SKIP: neither terraform nor tofu is on PATH")
	}
	dir, mirror := t.TempDir(), t.TempDir()
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(mirror, registry, "typed-events", "eventbridge")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		zipped := archive(s.version, host)
		content, err := os.ReadFile(filepath.Join(s.dist, zipped))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, zipped), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"terraform.rc": fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror),
		"main.tf": fmt.Sprintf(`
terraform {
  required_providers {
    eventbridge = { source = "typed-events/eventbridge", version = %q }
  }
}

output "names" {
  value = provider::eventbridge::parse_event_source_name("aws.partner/buildkite.com/acme/0190-ab")
}
`, s.version),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), program.Path, args...)
		cmd.Dir = dir
		for _, entry := range os.Environ() {
			if !strings.HasPrefix(entry, "TF_") {
				cmd.Env = append(cmd.Env, entry)
			}
		}
		cmd.Env = append(cmd.Env, "TF_CLI_CONFIG_FILE="+filepath.Join(dir, "terraform.rc"), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %s\n%s", program, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	run("init", "-no-color")
	var answer struct {
		Providers map[string]string `json:"provider_selections"`
	}
	if err := json.Unmarshal([]byte(run("version", "-json")), &answer); err != nil {
		t.Fatal(err)
	}
	for name, version := range answer.Providers {
		if !strings.HasSuffix(name, "/typed-events/eventbridge") || version != s.version {
			t.Errorf("%s installed %s %s", program, name, version)
		}
	}
	if len(answer.Providers) != 1 {
		t.Errorf("%s installed %v", program, answer.Providers)
	}
	if out := run("plan", "-no-color"); !strings.Contains(out, "buildkite.com") {
		t.Errorf("the function did not answer:\n%s", out)
	}
}
