package awsclient

// The codes by which AWS's services name the errors that pass by themselves,
// and those that do not. Sources: the error lists of the service models
// (events 2015-10-07, logs 2014-03-28) and the AWS SDK's own list of
// throttling codes, from which LimitExceededException is left out: the
// services used here mean by it a quota that is used up.
var (
	throttlingCodes = []string{
		"Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
		"TooManyRequestsException", "RequestLimitExceeded", "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete",
	}
	concurrentCodes = []string{"ConcurrentModificationException", "ConcurrentModification", "OperationAbortedException", "ConflictException"}
	internalCodes   = []string{"InternalException", "InternalFailure", "InternalError", "InternalServerError", "InternalServerException", "ServiceUnavailable", "ServiceUnavailableException"}
	limitCodes      = []string{"LimitExceededException", "LimitExceeded", "ServiceQuotaExceededException", "StateMachineLimitExceeded", "PolicyLengthExceededException"}
)
