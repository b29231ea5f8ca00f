package target

import (
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/smithy-go"
)

// entryError is a failure that AWS reports for one entry inside a good answer.
// It has AWS's code as the errors of whole calls do.
type entryError struct{ id, code, message string }

var _ smithy.APIError = (*entryError)(nil)

func (e *entryError) Error() string {
	return fmt.Sprintf("AWS refused the target %q: %s: %s", e.id, e.code, e.message)
}
func (e *entryError) ErrorCode() string             { return e.code }
func (e *entryError) ErrorMessage() string          { return e.message }
func (e *entryError) ErrorFault() smithy.ErrorFault { return smithy.FaultUnknown }

// refused is an entryError with the call that it came from.
func refused(operation string, id, code, message *string) error {
	return &smithy.OperationError{ServiceID: eventbridge.ServiceID, OperationName: operation, Err: &entryError{
		id: aws.ToString(id), code: aws.ToString(code), message: aws.ToString(message),
	}}
}

// unexplained is a count of failures without an entry that says why.
var unexplained = aws.String("InternalFailure")

func failedPut(out *eventbridge.PutTargetsOutput) error {
	const operation = "PutTargets"
	if len(out.FailedEntries) > 0 {
		first := out.FailedEntries[0]
		return refused(operation, first.TargetId, first.ErrorCode, first.ErrorMessage)
	}
	if out.FailedEntryCount > 0 {
		return refused(operation, nil, unexplained, nil)
	}
	return nil
}

func failedRemove(out *eventbridge.RemoveTargetsOutput) error {
	const operation = "RemoveTargets"
	if len(out.FailedEntries) > 0 {
		first := out.FailedEntries[0]
		return refused(operation, first.TargetId, first.ErrorCode, first.ErrorMessage)
	}
	if out.FailedEntryCount > 0 {
		return refused(operation, nil, unexplained, nil)
	}
	return nil
}

func isRefusedEntry(err error) bool {
	var entry *entryError
	return errors.As(err, &entry)
}
