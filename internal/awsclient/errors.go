package awsclient

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// IncompleteAnswerError is an answer of AWS that reports success and lacks what
// it must have.
type IncompleteAnswerError struct {
	// Operation is the call, such as "IAM GetRole"; Member is what is missing.
	Operation, Member string
}

func (e *IncompleteAnswerError) Error() string {
	return fmt.Sprintf("%s succeeded, but the response lacks %s", e.Operation, e.Member)
}

// RepeatedPageError is a list of AWS that came to a page for the second time.
type RepeatedPageError struct{}

func (*RepeatedPageError) Error() string {
	return "AWS returned the paging token of an earlier page, so the list would never end"
}

// IsUnusableAnswer reports whether AWS answered with success, and with something
// that cannot be used.
func IsUnusableAnswer(err error) bool {
	var incomplete *IncompleteAnswerError
	var repeated *RepeatedPageError
	return errors.As(err, &incomplete) || errors.As(err, &repeated)
}

// NotFoundError reports that an object does not exist on AWS. It is
// made by the readers of this package, which find out by a listing as well as
// by AWS's own error; IsNotFound covers both.
type NotFoundError struct {
	// What names the object, such as `rule "a" on event bus "b"`.
	What string
	// Err is AWS's error, nil if a listing left the thing out.
	Err error
}

func (e *NotFoundError) Error() string {
	if e.Err == nil {
		return e.What + " does not exist"
	}
	return fmt.Sprintf("%s does not exist: %s", e.What, e.Err)
}

func (e *NotFoundError) Unwrap() error { return e.Err }

// CodeOf is AWS's error code, such as "ThrottlingException", or "" if the
// error is not one that AWS answered with.
func CodeOf(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	// The query protocol of some services puts a namespace before the code, and
	// a colon with the type's address behind it.
	code := api.ErrorCode()
	code, _, _ = strings.Cut(code, ":")
	if i := strings.LastIndexByte(code, '#'); i >= 0 {
		code = code[i+1:]
	}
	return code
}

// MessageOf is the sentence AWS answered with, or "" if the error is not
// one that AWS answered with.
func MessageOf(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	return api.ErrorMessage()
}

// OperationOf is the service and the operation that failed, such as
// "EventBridge" and "PutRule", or two empty strings.
func OperationOf(err error) (service, operation string) {
	var op *smithy.OperationError
	if !errors.As(err, &op) {
		return "", ""
	}
	return op.Service(), op.Operation()
}

// RequestIDOf is the ID under which AWS knows the request that failed, or "".
func RequestIDOf(err error) string {
	var response *awshttp.ResponseError
	if !errors.As(err, &response) {
		return ""
	}
	return response.ServiceRequestID()
}

// AttemptsOf is how often a call was tried before it was given up, or 0 where
// it did not end because of that.
func AttemptsOf(err error) int {
	var exhausted *retry.MaxAttemptsError
	if !errors.As(err, &exhausted) {
		return 0
	}
	return exhausted.Attempt
}

// IsUnanswered reports whether a call never got an answer of AWS: no connection,
// or one that was cut.
func IsUnanswered(err error) bool {
	var request *smithyhttp.RequestSendError
	return errors.As(err, &request) || errors.Is(err, io.ErrUnexpectedEOF)
}

// IsTimeout reports whether the time for a call ran out.
func IsTimeout(err error) bool { return errors.Is(err, context.DeadlineExceeded) }

// IsCancelled reports whether a call ended because the user interrupted it.
func IsCancelled(err error) bool { return errors.Is(err, context.Canceled) }

// statusOf is the HTTP status of the answer, or 0.
func statusOf(err error) int {
	var response *awshttp.ResponseError
	if !errors.As(err, &response) || response.Response == nil || response.Response.Response == nil {
		return 0
	}
	return response.HTTPStatusCode()
}

// IsNotFound reports whether the object does not exist.
func IsNotFound(err error) bool {
	var notFound *NotFoundError
	return errors.As(err, &notFound) || hasCode(err, "ResourceNotFoundException", "ResourceNotFound", "DashboardNotFoundError", "NoSuchEntity", "StateMachineDoesNotExist",
		"NotFound", "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue")
}

// IsAlreadyExists reports whether an object of that name already exists.
func IsAlreadyExists(err error) bool {
	return hasCode(err, "ResourceAlreadyExistsException", "EntityAlreadyExists", "StateMachineAlreadyExists")
}

// IsThrottling reports whether AWS throttled the call. An exceeded quota
// is not throttling: see IsLimitExceeded.
func IsThrottling(err error) bool { return hasCode(err, throttlingCodes...) }

// IsConcurrentModification reports whether another change to the same object was
// going on. It passes by itself.
func IsConcurrentModification(err error) bool { return hasCode(err, concurrentCodes...) }

// IsInternal reports whether AWS had an internal error, which may pass.
func IsInternal(err error) bool {
	return hasCode(err, internalCodes...) || statusOf(err) >= 500
}

// IsAccessDenied reports whether the caller lacks a permission.
func IsAccessDenied(err error) bool {
	return hasCode(err, "AccessDeniedException", "AccessDenied", "UnauthorizedOperation", "NotAuthorized", "AuthorizationError")
}

// IsLimitExceeded reports whether a quota is exceeded. Waiting does not help.
func IsLimitExceeded(err error) bool {
	return hasCode(err, limitCodes...)
}

// IsManagedRule reports whether the rule belongs to an AWS service, which alone
// may change it.
func IsManagedRule(err error) bool { return hasCode(err, "ManagedRuleException") }

// IsInvalidState reports whether the object is in a state that does not allow the
// operation.
func IsInvalidState(err error) bool {
	return hasCode(err, "InvalidStateException", "IllegalStatusException")
}

// IsDeleting reports whether a state machine of that name is still being deleted.
// It passes by itself.
func IsDeleting(err error) bool { return hasCode(err, "StateMachineDeleting") }

// IsDeleteConflict reports whether a role can't be deleted because policies or
// instance profiles are attached to it.
func IsDeleteConflict(err error) bool { return hasCode(err, "DeleteConflict") }

// IsRoleNotAssumable reports whether a service could not assume a role yet. IAM
// takes some seconds until a new role is known everywhere. The codes are those
// of a missing permission and of any mistake in a request, so only the message
// tells: Step Functions answers CreateStateMachine with "... is authorized to
// assume the provided role", and EventBridge answers PutTargets with "Provided
// role '...' cannot be assumed by principal 'events.amazonaws.com'", and Scheduler
// answers CreateSchedule with "The execution role you provide must allow AWS
// EventBridge Scheduler to assume the role" (all as users report them in public
// issues). A role whose policy is not known yet is one of them: Step Functions
// then answers "The state machine IAM Role is not authorized to access the Log
// Destination" (aws/aws-cdk issue 26432).
func IsRoleNotAssumable(err error) bool {
	if !IsAccessDenied(err) && !IsValidation(err) {
		return false
	}
	message := MessageOf(err)
	return strings.Contains(message, "assume the provided role") || strings.Contains(message, "EventBridge Scheduler to assume the role") || strings.Contains(message, "cannot be assumed by principal") ||
		strings.Contains(message, "not authorized to access the Log Destination")
}

// IsOperationDisabled reports whether partner event sources are disabled in
// this account or region.
func IsOperationDisabled(err error) bool { return hasCode(err, "OperationDisabledException") }

// IsValidation reports whether AWS refused the request's content.
func IsValidation(err error) bool {
	return hasCode(err, "ValidationException", "ValidationError", "InvalidParameterException",
		"InvalidParameterValue", "InvalidEventPatternException", "InvalidDefinition", "MalformedPolicyDocument")
}

// IsExpiredCredentials reports whether the credentials were valid once and are
// not any more.
func IsExpiredCredentials(err error) bool {
	return hasCode(err, "ExpiredToken", "ExpiredTokenException", "RequestExpired")
}

// IsInvalidCredentials reports whether AWS does not know the credentials at all,
// or their secret is wrong.
func IsInvalidCredentials(err error) bool {
	return hasCode(err, "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException",
		"SignatureDoesNotMatch", "IncompleteSignature", "MissingAuthenticationToken", "MissingAuthenticationTokenException",
		"InvalidAccessKeyId", "AuthFailure")
}

// isStaleToken reports whether a paging token is not valid any more. The API
// reference of ListRules names the code InvalidToken.
func isStaleToken(err error) bool { return hasCode(err, "InvalidToken", "InvalidTokenException") }

func hasCode(err error, codes ...string) bool {
	code := CodeOf(err)
	return code != "" && slices.Contains(codes, code)
}
