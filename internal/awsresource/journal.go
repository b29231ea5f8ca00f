package awsresource

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
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
	if m.write(object, m.Run) != nil || m.Finish == nil {
		return
	}
	m.Finish.add(func(context.Context) error {
		if run, noted := m.noted(object); noted && run == m.Run {
			return os.Remove(m.noteOf(object))
		}
		return nil
	})
}

// CreationFailed says that creating the object failed with err. Where that may
// have been carried out all the same, because the answer was lost or AWS failed
// by itself, the note stays for the next run.
func (m *Meta) CreationFailed(object string, err error) {
	uncertain := awsclient.IsUnanswered(err) || awsclient.IsTimeout(err) || awsclient.IsCancelled(err) ||
		awsclient.IsInternal(err) || awsclient.AttemptsOf(err) > 1
	if _, noted := m.noted(object); noted && uncertain {
		_ = m.write(object, m.Run+unanswered)
	}
}

// unanswered is behind the name of the run in a note that is to stay.
const unanswered = " unanswered"

// Settled says that the object is in Terraform's state, or is gone: one that is
// there without being in the state later is not what an interrupted run left
// behind.
func (m *Meta) Settled(object string) {
	if m.Journal != "" {
		_ = os.Remove(m.noteOf(object))
	}
}

// Interrupted says whether another run of Terraform was about to create the
// object when it was killed. One that this run is creating belongs to another
// resource of the same configuration.
func (m *Meta) Interrupted(object string) bool {
	run, noted := m.noted(object)
	return noted && strings.TrimSuffix(run, unanswered) != m.Run
}

// noted is the run in the note of an object.
func (m *Meta) noted(object string) (run string, noted bool) {
	if m.Journal == "" {
		return "", false
	}
	text, err := os.ReadFile(m.noteOf(object))
	if err != nil {
		return "", false
	}
	run, of, _ := strings.Cut(string(text), "\n")
	return run, strings.TrimSuffix(of, "\n") == object
}

func (m *Meta) write(object, run string) error {
	return os.WriteFile(m.noteOf(object), []byte(run+"\n"+object+"\n"), 0o600)
}

// noteOf is the file that an object is noted in.
func (m *Meta) noteOf(object string) string {
	sum := sha256.Sum256([]byte(object))
	return filepath.Join(m.Journal, hex.EncodeToString(sum[:16]))
}
