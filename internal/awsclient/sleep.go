package awsclient

import (
	"context"
	"time"
)

// Sleep pauses, and ends early with the context's cause if that ends first.
func Sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// The looks for what AWS says is not there, and the first pause between them;
// each is twice as long as the one before, some five seconds in all.
const missingLooks = 6

var missingPause = 150 * time.Millisecond

// SetMissingPause sets the first pause before something that was not found is
// looked for again, for tests.
func SetMissingPause(pause time.Duration) { missingPause = pause }

type once struct{}

// Once makes RetryMissing look once, where a wrong answer does no harm.
func Once(ctx context.Context) context.Context { return context.WithValue(ctx, once{}, true) }

// RetryMissing calls look again while its error is that something does not
// exist, for some seconds: reads of AWS may lag behind what was created a moment
// ago, by this run or the one before.
func RetryMissing[T any](ctx context.Context, look func() (T, error)) (T, error) {
	pause := missingPause
	for looks := 1; ; looks++ {
		found, err := look()
		if !IsNotFound(err) || looks == missingLooks || ctx.Value(once{}) != nil || Sleep(ctx, pause) != nil {
			return found, err
		}
		pause *= 2
	}
}
