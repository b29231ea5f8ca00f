package provider

import (
	"context"
	"sync/atomic"
	"time"
)

// lent is the context of one call of Terraform, which can be taken back. The
// framework keeps the context of every call until the provider is stopped, and
// with it the loggers that it carries, some 15 KB: 200 MB in a destroy of 1,000
// rules with a target each. What it keeps of a call that is over is empty.
type lent struct {
	now atomic.Pointer[context.Context]
}

// over is what is left of a context that was taken back.
var over = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// lend makes a context that the caller takes back when the call is over.
func lend(ctx context.Context, cancel context.CancelFunc) (_ context.Context, takeBack context.CancelFunc) {
	l := &lent{}
	l.now.Store(&ctx)
	return l, func() {
		cancel()
		l.now.Store(&over)
	}
}

func (l *lent) Deadline() (time.Time, bool) { return (*l.now.Load()).Deadline() }
func (l *lent) Done() <-chan struct{}       { return (*l.now.Load()).Done() }
func (l *lent) Err() error                  { return (*l.now.Load()).Err() }
func (l *lent) Value(key any) any           { return (*l.now.Load()).Value(key) }
