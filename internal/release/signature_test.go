package release_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// key is a GPG key that lives as long as a test.
type key struct{ home, fingerprint string }

// newKey makes a key of the kind that the registry takes, or is nil if there is no gpg.
func newKey(t *testing.T) *key {
	t.Helper()
	if _, err := exec.LookPath("gpg"); err != nil {
		return nil
	}
	home, err := os.MkdirTemp("", "gpg") //nolint:usetesting // short: the path of the agent's socket may have some 100 characters
	if err != nil {
		t.Fatal(err)
	}
	k := &key{home: home}
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run() // the test's context has ended
		_ = os.RemoveAll(home)
	})
	k.gpg(t, "--passphrase", "", "--quick-generate-key", "Release Test <release@example.com>", "rsa2048", "sign", "1d")
	for _, line := range strings.Split(k.gpg(t, "--with-colons", "--list-keys"), "\n") {
		if fields := strings.Split(line, ":"); fields[0] == "fpr" {
			k.fingerprint = fields[9]
		}
	}
	if k.fingerprint == "" {
		t.Fatal("gpg made no key")
	}
	return k
}

func (k *key) env() []string {
	return []string{"GNUPGHOME=" + k.home, "GPG_FINGERPRINT=" + k.fingerprint}
}

func (k *key) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "gpg", append([]string{"--batch", "--no-tty"}, args...)...)
	cmd.Env = append(os.Environ(), k.env()...)
	return cmd
}

func (k *key) gpg(t *testing.T, args ...string) string {
	t.Helper()
	out, err := k.command(t, args...).Output()
	if err != nil {
		t.Fatalf("gpg %s: %s", strings.Join(args, " "), err)
	}
	return string(out)
}

// checkSignature wants a detached binary signature by the key, of this file and
// of no other.
func (k *key) checkSignature(t *testing.T, file, signature string) {
	t.Helper()
	content, err := os.ReadFile(signature)
	if err != nil {
		t.Fatal(err)
	}
	if len(content) == 0 || content[0]&0x80 == 0 { // RFC 4880, 4.2: the first bit of a packet is set
		t.Errorf("%s begins with %.30q, which is no binary signature", signature, content)
	}
	if status := k.gpg(t, "--status-fd", "1", "--verify", signature, file); !strings.Contains(status, "VALIDSIG "+k.fingerprint) {
		t.Errorf("gpg says\n%s", status)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "SHA256SUMS")
	if err := os.WriteFile(other, append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := k.command(t, "--verify", signature, other).Run(); err == nil {
		t.Error("the signature fits another file, too")
	}
}
