package awsclient

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// answered wraps an error as the SDK does when AWS answered with it.
func answered(status int, err error) error {
	return &smithy.OperationError{ServiceID: "EventBridge", OperationName: "PutRule", Err: &awshttp.ResponseError{
		RequestID: "request-1",
		ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}}, Err: err,
		},
	}}
}

func code(code string) error {
	return answered(400, &smithy.GenericAPIError{Code: code, Message: "text"})
}

func TestErrorClasses(t *testing.T) {
	t.Parallel()
	classes := map[string]func(error) bool{
		"not found": IsNotFound, "already exists": IsAlreadyExists, "throttling": IsThrottling,
		"concurrent": IsConcurrentModification, "internal": IsInternal, "denied": IsAccessDenied,
		"limit": IsLimitExceeded, "managed": IsManagedRule, "state": IsInvalidState, "disabled": IsOperationDisabled,
		"validation": IsValidation, "expired": IsExpiredCredentials, "invalid credentials": IsInvalidCredentials,
		"unanswered": IsUnanswered, "timeout": IsTimeout, "cancelled": IsCancelled,
	}
	tests := map[string]struct {
		err  error
		want string // the one class, or "" for none
	}{
		"nil":                     {nil, ""},
		"plain":                   {errors.New("ResourceNotFoundException"), ""},
		"own not found":           {&NotFoundError{What: "a"}, "not found"},
		"wrapped own not found":   {fmt.Errorf("b: %w", &NotFoundError{What: "a"}), "not found"},
		"typed not found":         {answered(400, &ebtypes.ResourceNotFoundException{}), "not found"},
		"typed of logs":           {answered(400, &logstypes.ResourceNotFoundException{}), "not found"},
		"role not found":          {code("NoSuchEntity"), "not found"},
		"exists":                  {answered(400, &ebtypes.ResourceAlreadyExistsException{}), "already exists"},
		"throttling":              {code("ThrottlingException"), "throttling"},
		"throttling, with prefix": {code("com.amazonaws.events#ThrottlingException"), "throttling"},
		"throttling, with suffix": {code("ThrottlingException:http://internal.amazon.com/"), "throttling"},
		"concurrent":              {answered(400, &ebtypes.ConcurrentModificationException{}), "concurrent"},
		"aborted":                 {answered(400, &logstypes.OperationAbortedException{}), "concurrent"},
		"internal":                {answered(500, &ebtypes.InternalException{}), "internal"},
		"unavailable":             {answered(503, &logstypes.ServiceUnavailableException{}), "internal"},
		"5xx without a code":      {answered(502, errors.New("bad gateway")), "internal"},
		"denied":                  {code("AccessDeniedException"), "denied"},
		"limit":                   {answered(400, &ebtypes.LimitExceededException{}), "limit"},
		"managed":                 {answered(400, &ebtypes.ManagedRuleException{}), "managed"},
		"state":                   {answered(400, &ebtypes.InvalidStateException{}), "state"},
		"disabled":                {answered(400, &ebtypes.OperationDisabledException{}), "disabled"},
		"validation":              {code("ValidationException"), "validation"},
		"pattern":                 {answered(400, &ebtypes.InvalidEventPatternException{}), "validation"},
		"expired":                 {code("ExpiredTokenException"), "expired"},
		"expired, query":          {code("ExpiredToken"), "expired"},
		"unknown key":             {code("UnrecognizedClientException"), "invalid credentials"},
		"cut":                     {&smithyhttp.RequestSendError{Err: errors.New("reset")}, "unanswered"},
		"deadline":                {fmt.Errorf("a: %w", context.DeadlineExceeded), "timeout"},
		"cancelled":               {context.Canceled, "cancelled"},
	}
	for name, test := range tests {
		for class, is := range classes {
			if got, want := is(test.err), class == test.want; got != want {
				t.Errorf("%s: is %s = %v", name, class, got)
			}
		}
	}
}

func TestErrorParts(t *testing.T) {
	t.Parallel()
	message := "Rate exceeded"
	err := fmt.Errorf("creating: %w", &retry.MaxAttemptsError{Attempt: 25, Err: answered(400, &ebtypes.InternalException{Message: &message})})
	service, operation := OperationOf(err)
	if CodeOf(err) != "InternalException" || MessageOf(err) != message || RequestIDOf(err) != "request-1" ||
		service != "EventBridge" || operation != "PutRule" || AttemptsOf(err) != 25 {
		t.Errorf("got %q, %q, %q, %q, %q, %d", CodeOf(err), MessageOf(err), RequestIDOf(err), service, operation, AttemptsOf(err))
	}
	plain := errors.New("plain")
	service, operation = OperationOf(plain)
	if CodeOf(plain)+MessageOf(plain)+RequestIDOf(plain)+service+operation != "" || AttemptsOf(plain) != 0 {
		t.Error("a plain error has no parts")
	}
	timeout := &TimeoutError{Err: context.DeadlineExceeded, Last: code("ThrottlingException")}
	if !IsTimeout(timeout) || !IsThrottling(timeout) || RequestIDOf(timeout) != "request-1" {
		t.Error("a timeout keeps AWS's last answer")
	}
	const want = "context deadline exceeded; the last response was: operation error EventBridge: PutRule, https response error StatusCode: 400, RequestID: request-1, api error ThrottlingException: text"
	if timeout.Error() != want {
		t.Errorf("got %q", timeout.Error())
	}
}

// TestRoleNotAssumable tells a role that is not known yet from other refusals of
// the same codes.
func TestRoleNotAssumable(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		code, message string
		want          bool
	}{
		{"AccessDeniedException", "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.", true},
		{"ValidationException", "Provided role 'arn:aws:iam::123456789012:role/a' cannot be assumed by principal 'events.amazonaws.com'.", true},
		{"AccessDeniedException", "The state machine IAM Role is not authorized to access the Log Destination", true},
		{"AccessDeniedException", "User: me is not authorized to perform: states:CreateStateMachine", false},
		{"ValidationException", "Parameter Arn is not valid.", false},
		{"ThrottlingException", "authorized to assume the provided role", false},
	} {
		if got := IsRoleNotAssumable(&smithy.GenericAPIError{Code: test.code, Message: test.message}); got != test.want {
			t.Errorf("%s: %s: got %v", test.code, test.message, got)
		}
	}
	if !IsDeleting(&smithy.GenericAPIError{Code: "StateMachineDeleting"}) || !IsDeleteConflict(&smithy.GenericAPIError{Code: "DeleteConflict"}) {
		t.Error("codes of deletions are not told")
	}
}
