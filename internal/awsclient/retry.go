package awsclient

import (
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
)

// defaultMaxAttempts is how often a call is tried at most, as hashicorp/aws
// does it. With the default backoff that is some three minutes; a deadline of
// the caller ends it sooner.
const defaultMaxAttempts = 25

// maxRefused is how often a call is tried where nobody listens at the address.
const maxRefused = 6

// The codes with which AWS's services name the errors that pass by themselves,
// and those that do not. Sources: the error lists of the service models
// (events 2015-10-07, logs 2014-03-28) and the AWS SDK's own list of
// throttling codes, from which LimitExceededException is left out: the
// services used here mean by it a quota that is used up.
var (
	throttlingCodes = []string{
		"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
		"TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete",
		"ProvisionedThroughputExceededException", "EC2ThrottledException",
	}
	concurrentCodes = []string{"ConcurrentModificationException", "ConcurrentModification", "OperationAbortedException", "ConflictException"}
	internalCodes   = []string{
		"InternalException", "InternalFailure", "InternalError", "InternalServerError", "InternalServerException",
		"ServiceUnavailable", "ServiceUnavailableException", "ServiceFailure", "RequestTimeout", "RequestTimeoutException",
	}
	limitCodes = []string{
		"LimitExceededException", "LimitExceeded", "ServiceQuotaExceededException", "PolicyLengthExceededException",
		"StateMachineLimitExceeded",
	}
)

// newRetryer makes the SDK's retryer with this package's idea of what passes by
// itself. There is no quota of retries across calls: with hundreds of resources
// it would be used up by the first wave of throttling.
func newRetryer(mode aws.RetryMode, attempts int, maxBackoff time.Duration) aws.Retryer {
	standard := func(o *retry.StandardOptions) {
		o.MaxAttempts = attempts
		o.RateLimiter = ratelimit.None
		if maxBackoff > 0 {
			o.MaxBackoff = maxBackoff
		}
		o.Retryables = []retry.IsErrorRetryable{
			retry.NoRetryCanceledError{},
			retry.IsErrorRetryableFunc(retryable),
			retry.RetryableError{},
			retry.RetryableConnectionError{},
		}
		o.Throttles = []retry.IsErrorThrottle{retry.IsErrorThrottleFunc(throttled)}
	}
	if mode == aws.RetryModeAdaptive {
		return refusedSooner{retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
			o.Throttles = []retry.IsErrorThrottle{retry.IsErrorThrottleFunc(throttled)}
			o.StandardOptions = append(o.StandardOptions, standard)
		})}
	}
	return refusedSooner{retry.NewStandard(standard)}
}

func retryable(err error) aws.Ternary {
	switch {
	case IsLimitExceeded(err):
		return aws.FalseTernary
	case IsThrottling(err), IsConcurrentModification(err), IsInternal(err):
		return aws.TrueTernary
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		// The connection was cut within the answer.
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

func throttled(err error) aws.Ternary {
	if IsThrottling(err) {
		return aws.TrueTernary
	}
	return aws.FalseTernary
}

// refusedSooner gives up early on an address that refuses connections: it is
// most likely mistyped.
type refusedSooner struct{ aws.RetryerV2 }

// RetryDelay is the one question of a retryer that knows the attempt's number.
func (r refusedSooner) RetryDelay(attempt int, err error) (time.Duration, error) {
	var dial *net.OpError
	if attempt >= maxRefused && errors.As(err, &dial) && errors.Is(err, syscall.ECONNREFUSED) {
		return 0, &retry.MaxAttemptsError{Attempt: attempt, Err: err}
	}
	return r.RetryerV2.RetryDelay(attempt, err)
}

// RetryModes are the values of the retry mode.
func RetryModes() []string {
	return []string{string(aws.RetryModeStandard), string(aws.RetryModeAdaptive)}
}
