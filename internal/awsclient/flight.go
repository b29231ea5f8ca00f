package awsclient

import (
	"context"
	"sync"
	"time"
)

// flight answers many callers that ask the same thing with one call. The call
// goes on while at least one caller waits for it: a caller that is cancelled
// does not take the others down. An answer is remembered and used for as long
// as the callers find it fresh, an error never.
type flight[T any] struct {
	now func() time.Time // nil: time.Now

	mu      sync.Mutex
	running *run[T]
	landed  *run[T]
}

type run[T any] struct {
	asked   time.Time
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	answer  T
	err     error
}

// fresh reports whether an answer that was asked for at that time may be used.
type fresh func(asked time.Time) bool

func forever(time.Time) bool { return true }

// do returns the remembered answer where it is still fresh, waits for a call
// that is under way and fresh, or makes the call.
func (f *flight[T]) do(ctx context.Context, usable fresh, call func(context.Context) (T, error)) (T, error) {
	f.mu.Lock()
	if f.landed != nil && usable(f.landed.asked) {
		defer f.mu.Unlock()
		return f.landed.answer, nil
	}
	r := f.running
	if r == nil || !usable(r.asked) {
		r = f.start(ctx, call)
	}
	r.waiting++
	f.mu.Unlock()

	select {
	case <-r.done:
		return r.answer, r.err
	case <-ctx.Done():
		f.mu.Lock()
		defer f.mu.Unlock()
		if r.waiting--; r.waiting == 0 {
			r.cancel()
			f.forget(r)
		}
		var none T
		return none, context.Cause(ctx)
	}
}

// start makes the call in the background, free of the first caller's deadline.
// f.mu is held.
func (f *flight[T]) start(ctx context.Context, call func(context.Context) (T, error)) *run[T] {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	now := f.now
	if now == nil {
		now = time.Now
	}
	r := &run[T]{asked: now(), done: make(chan struct{}), cancel: cancel}
	f.running = r
	go func() {
		defer cancel()
		answer, err := call(ctx)
		f.mu.Lock()
		defer f.mu.Unlock()
		r.answer, r.err = answer, err
		r.cancel = func() {} // a remembered answer must not keep the caller's context
		if f.running == r && err == nil {
			f.landed = r
		}
		f.forget(r)
		close(r.done)
	}()
	return r
}

// forget makes sure that nobody joins the run any more. f.mu is held.
func (f *flight[T]) forget(r *run[T]) {
	if f.running == r {
		f.running = nil
	}
}

// drop forgets the answer. A call under way is answered to those who wait for
// it already and is not remembered.
func (f *flight[T]) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.running, f.landed = nil, nil
}
