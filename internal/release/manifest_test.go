package release_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestManifest compares the protocol that the registry is told of with the one
// that the provider serves.
func TestManifest(t *testing.T) {
	t.Parallel()
	provider := filepath.Join(t.TempDir(), "provider")
	if runtime.GOOS == "windows" {
		provider += ".exe"
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", provider, ".")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s\n%s", err, out)
	}
	checkManifest(t, filepath.Join(root, "terraform-registry-manifest.json"), provider)
}

func checkManifest(t *testing.T, manifest, provider string) {
	t.Helper()
	text, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Version  int `json:"version"`
		Metadata struct {
			Protocols []string `json:"protocol_versions"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(text, &told); err != nil {
		t.Fatalf("%s: %s", manifest, err)
	}
	want := served(t, provider) + ".0"
	if told.Version != 1 || len(told.Metadata.Protocols) != 1 || told.Metadata.Protocols[0] != want {
		t.Errorf("%s says %+v; the provider serves protocol %s, and the format of the file has version 1", manifest, told, want)
	}
}

// served is the major version of the protocol which the provider chooses when a
// Terraform that knows 5 and 6 starts it (go-plugin's handshake, one line of
// "core protocol|protocol|network|address|...").
func served(t *testing.T, provider string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), provider)
	cmd.Env = append(os.Environ(),
		"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
		"PLUGIN_PROTOCOL_VERSIONS=5,6",
		"PLUGIN_UNIX_SOCKET_DIR=",
	)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	silence := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	silence.Stop()
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	fields := strings.Split(line, "|")
	if err != nil || len(fields) < 5 {
		t.Fatalf("the provider says %q (%v), which is no handshake", line, err)
	}
	if socket := fields[3]; fields[2] == "unix" {
		_ = os.Remove(socket) // killed, it had no time to
	}
	return fields[1]
}

// reported is the version, commit and platform that the provider says it is.
func reported(t *testing.T, provider string) (version, commit, platform string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), provider, "-version").Output()
	if err != nil {
		t.Fatal(err)
	}
	var goVersion string
	if _, err := fmt.Sscanf(string(out), project+" %s (commit %s %s %s", &version, &commit, &goVersion, &platform); err != nil {
		t.Fatalf("-version says %q: %s", out, err)
	}
	return version, strings.TrimSuffix(commit, ","), strings.TrimSuffix(platform, ")")
}
