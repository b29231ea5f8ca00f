package awsresource

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
)

// JournalDir is where the creations of a configuration are noted: in
// Terraform's own folder for it, which is never shared or committed.
func JournalDir() string {
	return filepath.Join(cmp.Or(os.Getenv("TF_DATA_DIR"), ".terraform"), "terraform-provider-eventbridge")
}

// Terraform writes an object down in its state only after the provider has
// answered. A run that is killed before leaves a rule or target behind that
// looks like one made elsewhere, and which may not be taken over then. So what
// is about to be created is noted on this machine first, one small file an
// object, until Terraform is through with the provider. (A mark on the object
// itself, see CreationMark, would cost a call more for each rule.)

// Creating notes that the object is about to be created. An object that can't
// be noted is created all the same: only what a kill leaves behind is then not
// recognised.
func (m *Meta) Creating(object string) {
	if m.Journal == "" {
		return
	}
	if err := os.MkdirAll(m.Journal, 0o700); err != nil {
		return
	}
	note := m.noteOf(object)
	if err := os.WriteFile(note, []byte(m.Run+"\n"+object+"\n"), 0o600); err != nil || m.Finish == nil {
		return
	}
	m.Finish.add(func(context.Context) error { return os.Remove(note) })
}

// Interrupted says whether another run of Terraform was about to create the
// object when it was killed. One that this run is creating belongs to another
// resource of the same configuration.
func (m *Meta) Interrupted(object string) bool {
	if m.Journal == "" {
		return false
	}
	text, err := os.ReadFile(m.noteOf(object))
	if err != nil {
		return false
	}
	run, of, _ := strings.Cut(string(text), "\n")
	return run != m.Run && strings.TrimSuffix(of, "\n") == object
}

// noteOf is the file that an object is noted in.
func (m *Meta) noteOf(object string) string {
	sum := sha256.Sum256([]byte(object))
	return filepath.Join(m.Journal, hex.EncodeToString(sum[:16]))
}
