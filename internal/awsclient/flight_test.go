package awsclient

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestFlightAnswersAllWithOneCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flight[int]
		var calls atomic.Int32
		var waiting sync.WaitGroup
		for range 1000 {
			waiting.Go(func() {
				got, err := f.do(t.Context(), forever, func(context.Context) (int, error) {
					calls.Add(1)
					time.Sleep(time.Second)
					return 7, nil
				})
				if got != 7 || err != nil {
					t.Errorf("got %d, %v", got, err)
				}
			})
		}
		waiting.Wait()
		if calls.Load() != 1 {
			t.Errorf("%d calls, want 1", calls.Load())
		}
	})
}

func TestFlightCancelledCallerLeavesTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flight[int]
		slow := func(ctx context.Context) (int, error) {
			select {
			case <-time.After(time.Second):
				return 7, nil
			case <-ctx.Done():
				return 0, ctx.Err()
			}
		}
		first, cancel := context.WithCancel(t.Context())
		var waiting sync.WaitGroup
		waiting.Go(func() {
			if _, err := f.do(first, forever, slow); !errors.Is(err, context.Canceled) {
				t.Errorf("the cancelled caller got %v", err)
			}
		})
		synctest.Wait()
		waiting.Go(func() {
			if got, err := f.do(t.Context(), forever, slow); got != 7 || err != nil {
				t.Errorf("the other caller got %d, %v", got, err)
			}
		})
		synctest.Wait()
		cancel()
		waiting.Wait()
	})
}

func TestFlightEndsWhenNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flight[int]
		ended := make(chan struct{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := f.do(ctx, forever, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			close(ended)
			return 0, ctx.Err()
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		<-ended
		got, err := f.do(t.Context(), forever, func(context.Context) (int, error) { return 8, nil })
		if got != 8 || err != nil {
			t.Errorf("the next caller got %d, %v", got, err)
		}
	})
}

func TestFlightMemory(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flight[int]
		calls := 0
		call := func(context.Context) (int, error) {
			calls++
			if calls == 1 {
				return 0, errors.New("no")
			}
			return calls, nil
		}
		young := func(asked time.Time) bool { return time.Since(asked) <= time.Second }
		if _, err := f.do(t.Context(), young, call); err == nil {
			t.Error("the first call fails")
		}
		for _, step := range []struct {
			pause time.Duration
			drop  bool
			want  int
		}{{0, false, 2}, {time.Second, false, 2}, {time.Second, false, 3}, {0, true, 4}, {0, false, 4}} {
			time.Sleep(step.pause)
			if step.drop {
				f.drop()
			}
			if got, err := f.do(t.Context(), young, call); got != step.want || err != nil {
				t.Errorf("got %d, %v; want %d", got, err, step.want)
			}
		}
	})
}

func TestFlightDroppedWhileUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var f flight[int]
		var waiting sync.WaitGroup
		waiting.Go(func() {
			got, err := f.do(t.Context(), forever, func(context.Context) (int, error) { time.Sleep(time.Second); return 1, nil })
			if got != 1 || err != nil {
				t.Errorf("got %d, %v", got, err)
			}
		})
		synctest.Wait()
		f.drop()
		if got, _ := f.do(t.Context(), forever, func(context.Context) (int, error) { return 2, nil }); got != 2 {
			t.Errorf("after the drop got %d, want a new call", got)
		}
		waiting.Wait()
		if got, _ := f.do(t.Context(), forever, func(context.Context) (int, error) { return 3, nil }); got != 2 {
			t.Errorf("got %d, want the younger answer", got)
		}
	})
}

// TestFlightLetsGoOfTheContext remembers the answer without what the caller's
// context held, which may be large: there is one answer a rule.
func TestFlightLetsGoOfTheContext(t *testing.T) {
	t.Parallel()
	type key struct{}
	freed := make(chan struct{})
	var f flight[int]
	func() {
		held := new([1 << 20]byte)
		runtime.AddCleanup(held, func(done chan struct{}) { close(done) }, freed)
		ctx := context.WithValue(t.Context(), key{}, held)
		if _, err := f.do(ctx, forever, func(context.Context) (int, error) { return 1, nil }); err != nil {
			t.Error(err)
		}
	}()
	for range 50 {
		runtime.GC()
		select {
		case <-freed:
			if answer, err := f.do(t.Context(), forever, nil); answer != 1 || err != nil {
				t.Errorf("the answer is gone: %d, %v", answer, err)
			}
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("the context of the caller is still held")
}
