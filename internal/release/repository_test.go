package release_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// root is the repository's root.
var root = filepath.Join("..", "..")

// project is the name that each file of a release begins with.
const project = "terraform-provider-eventbridge"

// targets are the platforms of a release: four systems times four
// architectures, without those that Go or HashiCorp gave up.
var targets = []string{
	"darwin_amd64", "darwin_arm64",
	"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
	"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
	"windows_386", "windows_amd64", "windows_arm64",
}

func read(t *testing.T, name ...string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{root}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// readYAML fills into from a file, which may have no other keys than into where
// it is a struct.
func readYAML(t *testing.T, into any, name ...string) {
	t.Helper()
	if err := yaml.Unmarshal(read(t, name...), into); err != nil {
		t.Fatalf("%s: %s", filepath.Join(name...), err)
	}
}

// TestConfiguration is what can be said of .goreleaser.yml without goreleaser.
// TestSnapshot looks at what it builds.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	var config struct {
		Builds []struct {
			Env     []string            `yaml:"env"`
			Flags   []string            `yaml:"flags"`
			LDFlags []string            `yaml:"ldflags"`
			Time    string              `yaml:"mod_timestamp"`
			GOOS    []string            `yaml:"goos"`
			GOARCH  []string            `yaml:"goarch"`
			Ignore  []map[string]string `yaml:"ignore"`
		} `yaml:"builds"`
		Signs []struct {
			Artifacts string   `yaml:"artifacts"`
			Signature string   `yaml:"signature"`
			Args      []string `yaml:"args"`
		} `yaml:"signs"`
		Checksum, Release struct {
			ExtraFiles []map[string]string `yaml:"extra_files"`
		}
	}
	readYAML(t, &config, ".goreleaser.yml")
	if len(config.Builds) != 1 || len(config.Signs) != 1 {
		t.Fatalf("%d builds and %d signatures, want one of each", len(config.Builds), len(config.Signs))
	}
	build := config.Builds[0]
	var got []string
	for _, system := range build.GOOS {
		for _, architecture := range build.GOARCH {
			ignored := slices.ContainsFunc(build.Ignore, func(no map[string]string) bool {
				return no["goos"] == system && no["goarch"] == architecture
			})
			if !ignored {
				got = append(got, system+"_"+architecture)
			}
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, targets) {
		t.Errorf("the platforms are %v, want %v", got, targets)
	}
	if !slices.Contains(build.Env, "CGO_ENABLED=0") || !slices.Contains(build.Flags, "-trimpath") {
		t.Errorf("built with %v %v, want CGO_ENABLED=0 and -trimpath", build.Env, build.Flags)
	}
	if build.Time != "{{ .CommitTimestamp }}" {
		t.Errorf("the binary has the time %q, want the commit's", build.Time)
	}
	if sign := config.Signs[0]; sign.Artifacts != "checksum" || slices.Contains(sign.Args, "--armor") || sign.Signature != "${artifact}.sig" {
		t.Errorf("signs %+v, want a binary signature of SHA256SUMS", sign)
	}
	for name, files := range map[string][]map[string]string{"checksum": config.Checksum.ExtraFiles, "release": config.Release.ExtraFiles} {
		if len(files) != 1 || files[0]["glob"] != "terraform-registry-manifest.json" || files[0]["name_template"] != "{{ .ProjectName }}_{{ .Version }}_manifest.json" {
			t.Errorf("%s: the extra files are %v, want the manifest", name, files)
		}
	}
}

// archive is the name of a platform's archive, and binary that of the file in it.
func archive(version, target string) string {
	return fmt.Sprintf("%s_%s_%s.zip", project, version, target)
}

func binary(version, target string) string {
	name := project + "_v" + version
	if len(target) > 8 && target[:8] == "windows_" {
		name += ".exe"
	}
	return name
}
