package awsclient

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
)

// TimeoutError reports that the time for a call ran out, or that it was
// cancelled, while AWS answered with an error that passes by itself.
type TimeoutError struct {
	// Err is why the call ended.
	Err error
	// Last is what AWS answered last.
	Last error
}

func (e *TimeoutError) Error() string {
	if IsTimeout(e.Last) || IsCancelled(e.Last) { // There was no answer.
		return e.Err.Error()
	}
	return fmt.Sprintf("%s; the last response was: %s", e.Err, e.Last)
}

// Unwrap gives both errors, so that the class of the last answer can be told.
func (e *TimeoutError) Unwrap() []error { return []error{e.Err, e.Last} }

// uncertainError marks the error of a call that may have been carried out.
type uncertainError struct{ err error }

func (e *uncertainError) Error() string { return e.err.Error() }

func (e *uncertainError) Unwrap() error { return e.err }

// IsUncertain reports whether a call that failed may have been carried out: at
// least one attempt ended without an answer or with an internal error. The
// error of the last attempt may then be about what an earlier one did.
func IsUncertain(err error) bool {
	var uncertain *uncertainError
	return errors.As(err, &uncertain)
}

// attempts carries the outcome of the attempts from the inner to the outer
// middleware. Only the attempts of one call, one after the other, write to it.
type attempts struct {
	mu        sync.Mutex
	count     int
	last      error
	uncertain bool
}

type attemptsKey struct{}

// watchAttempts puts two middlewares around the SDK's retries: the outer one
// keeps AWS's last answer when the time runs out, which the SDK forgets; the
// inner one logs each attempt, without any content.
func watchAttempts(log func(context.Context, string, map[string]any)) []func(*middleware.Stack) error {
	outer := middleware.InitializeMiddlewareFunc("KeepLastAnswer", keepLastAnswer)
	inner := middleware.FinalizeMiddlewareFunc("WatchAttempt", func(
		ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
	) (middleware.FinalizeOutput, middleware.Metadata, error) {
		started := time.Now()
		out, metadata, err := next.HandleFinalize(ctx, in)
		number := noteAttempt(ctx, err)
		if log != nil {
			fields := map[string]any{
				"service":   awsmiddleware.GetServiceID(ctx),
				"operation": awsmiddleware.GetOperationName(ctx),
				"attempt":   number,
				"ms":        time.Since(started).Milliseconds(),
			}
			if id, ok := awsmiddleware.GetRequestIDMetadata(metadata); ok {
				fields["request_id"] = id
			}
			if err != nil {
				fields["code"] = CodeOf(err)
				fields["status"] = statusOf(err)
			}
			log(ctx, "AWS request", fields)
		}
		return out, metadata, err
	})
	return []func(*middleware.Stack) error{
		func(stack *middleware.Stack) error { return stack.Initialize.Add(outer, middleware.Before) },
		func(stack *middleware.Stack) error { return stack.Finalize.Insert(inner, "Retry", middleware.After) },
	}
}

func keepLastAnswer(
	ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
) (middleware.InitializeOutput, middleware.Metadata, error) {
	seen := &attempts{}
	out, metadata, err := next.HandleInitialize(context.WithValue(ctx, attemptsKey{}, seen), in)
	if err == nil {
		return out, metadata, nil
	}
	seen.mu.Lock()
	defer seen.mu.Unlock()
	// An error that names AWS's answer already needs no second one.
	if ctx.Err() != nil && CodeOf(err) == "" {
		last := seen.last
		if last == nil {
			last = err
		}
		err = &TimeoutError{Err: context.Cause(ctx), Last: last}
	}
	if seen.uncertain {
		err = &uncertainError{err}
	}
	return out, metadata, err
}

// noteAttempt remembers what AWS answered and returns the attempt's number. An
// attempt that was cut short by the caller answered nothing.
func noteAttempt(ctx context.Context, err error) int {
	seen, ok := ctx.Value(attemptsKey{}).(*attempts)
	if !ok {
		return 0
	}
	seen.mu.Lock()
	defer seen.mu.Unlock()
	seen.count++
	if err != nil && ctx.Err() == nil {
		seen.last = err
	}
	seen.uncertain = seen.uncertain || err != nil && (CodeOf(err) == "" || IsInternal(err))
	return seen.count
}

// failWith makes every call fail with the reason before anything is sent.
func failWith(reason error) []func(*middleware.Stack) error {
	refusal := middleware.InitializeMiddlewareFunc("Refuse", func(
		context.Context, middleware.InitializeInput, middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		return middleware.InitializeOutput{}, middleware.Metadata{}, reason
	})
	return []func(*middleware.Stack) error{
		func(stack *middleware.Stack) error { return stack.Initialize.Add(refusal, middleware.Before) },
	}
}
