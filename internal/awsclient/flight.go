package awsclient

import (
	"context"
	"sync"
	"time"
)

// flight answers many callers that ask the same thing with one call. The call
// goes on while at least one caller waits for it: a caller that is cancelled
// does not take the others down. An answer is remembered for as long as its
// reader allows, an error never.
type flight[T any] struct {
	mu      sync.Mutex
	running *run[T]
	answer  T
	started time.Time // when the remembered answer was asked for; zero: none
}

type run[T any] struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiting int
	dropped bool
	answer  T
	err     error
	started time.Time
}

// fresh says whether an answer that was asked for at that time may be used.
type fresh func(asked time.Time) bool

func forever(time.Time) bool { return true }

// do returns the remembered answer where it is still fresh, waits for a call
// that is under way and fresh, or makes the call.
func (f *flight[T]) do(ctx context.Context, call func(context.Context) (T, error), usable fresh) (T, error) {
	f.mu.Lock()
	if !f.started.IsZero() && usable(f.started) {
		defer f.mu.Unlock()
		return f.answer, nil
	}
	r := f.running
	if r == nil || !usable(r.started) {
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
			if f.running == r {
				f.running = nil
			}
		}
		var none T
		return none, ctx.Err()
	}
}

// start makes the call in the background. f.mu is held.
func (f *flight[T]) start(ctx context.Context, call func(context.Context) (T, error)) *run[T] {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	r := &run[T]{done: make(chan struct{}), cancel: cancel, started: time.Now()}
	f.running = r
	go func() {
		defer cancel()
		answer, err := call(ctx)
		f.mu.Lock()
		defer f.mu.Unlock()
		r.answer, r.err = answer, err
		if f.running == r {
			f.running = nil
			if err == nil && !r.dropped {
				f.answer, f.started = answer, r.started
			}
		}
		close(r.done)
	}()
	return r
}

// drop forgets the answer; a call under way is answered to those that wait for
// it already and not remembered.
func (f *flight[T]) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	var none T
	f.answer, f.started = none, time.Time{}
	if f.running != nil {
		f.running.dropped = true
		f.running = nil
	}
}
