package awsresource

import (
	"context"
	"crypto/rand"
	"maps"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"golang.org/x/sync/errgroup"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// CreationMark is a tag that an object which is never taken over bears from its
// creation until Terraform is through with the provider, and so has written the
// object down in its state. It tells an object that a killed run left behind,
// which the next apply goes on with, from one that was made elsewhere.
const CreationMark = "terraform-provider-eventbridge:creating"

// finishCalls is how many jobs of a Finish run at the same time.
const finishCalls = 16

// Finish collects what has to wait until Terraform is through with the
// provider. Its zero value is ready for use, and it is safe for concurrent use.
type Finish struct {
	mu   sync.Mutex
	jobs []func(context.Context) error
}

// Run does what was collected. What fails is left to the next reading of the
// object: at this point nobody is there any more to be told.
func (f *Finish) Run(ctx context.Context) {
	f.mu.Lock()
	jobs := f.jobs
	f.jobs = nil
	f.mu.Unlock()
	var group errgroup.Group
	group.SetLimit(finishCalls)
	for _, job := range jobs {
		group.Go(func() error { _ = job(ctx); return nil })
	}
	_ = group.Wait()
}

func (f *Finish) add(job func(context.Context) error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.jobs = append(f.jobs, job)
}

// Unmark removes the mark of an object's creation by means of remove: when
// Terraform is through with the provider, or at once where nobody would do it
// then. later says that it is still to come, so that the object's next reading
// should look whether it was done.
func (m *Meta) Unmark(ctx context.Context, remove func(context.Context) error) (later bool, err error) {
	if m.Finish == nil {
		return false, remove(ctx)
	}
	m.Finish.add(remove)
	return true, nil
}

// NewMark is the value of the mark of one object that is about to be created.
func (m *Meta) NewMark() string { return m.Run + "/" + rand.Text() }

// CreateMarked makes an object by means of call, with its tags and the mark of
// its creation. Where there is no room for the mark, or the caller may create
// but not tag, it is made without, and the answer is "".
func CreateMarked(tags map[string]string, mark string, call func(tags map[string]string) error) (string, error) {
	if len(tags) < maxTags {
		marked := maps.Clone(tags)
		if marked == nil {
			marked = map[string]string{}
		}
		marked[CreationMark] = mark
		err := call(marked)
		if len(tags) > 0 || !awsclient.IsAccessDenied(err) || awsclient.IsRoleNotAssumable(err) {
			return mark, err
		}
	}
	return "", call(tags)
}

// LeftBehind says whether the value is that of a mark which another run of
// Terraform set. One that this run set belongs to another resource of the same
// configuration.
func (m *Meta) LeftBehind(mark string) bool {
	return mark != "" && !strings.HasPrefix(mark, m.Run+"/")
}

// PrivateState is what the framework hands over of a resource's private state.
type PrivateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

const (
	markKey  = "creation_mark"
	markSet  = "true"
	markGone = "false"
)

// NoteMark keeps in the state, out of the user's sight, whether the object may
// still bear the mark of its creation.
func NoteMark(ctx context.Context, private PrivateState, there bool) diag.Diagnostics {
	value := markGone
	if there {
		value = markSet
	}
	return private.SetKey(ctx, markKey, []byte(value))
}

// MayBeMarked says what NoteMark noted; false where it noted nothing.
func MayBeMarked(ctx context.Context, private PrivateState) (bool, diag.Diagnostics) {
	value, diags := private.GetKey(ctx, markKey)
	return string(value) == markSet, diags
}
