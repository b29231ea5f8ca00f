package awsclient

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
)

// LogGroupARN are the parts of the ARN of a log group.
type LogGroupARN struct {
	Partition, Region, Account string
	// Name is the log group's name, slashes included.
	Name string
}

// ParseLogGroupARN parses the ARN of a log group, with or without a trailing ":*":
// CloudWatch Logs uses both.
func ParseLogGroupARN(text string) (LogGroupARN, error) {
	parsed, err := arn.Parse(text)
	if err != nil {
		return LogGroupARN{}, fmt.Errorf("%q is not an ARN", text)
	}
	name, found := strings.CutPrefix(parsed.Resource, "log-group:")
	if parsed.Service != "logs" || !found {
		return LogGroupARN{}, fmt.Errorf("%q is not the ARN of a log group", text)
	}
	name = PlainLogGroupARN(name)
	if name == "" || strings.ContainsAny(name, ":*") {
		return LogGroupARN{}, fmt.Errorf("%q names no log group", text)
	}
	return LogGroupARN{Partition: parsed.Partition, Region: parsed.Region, Account: parsed.AccountID, Name: name}, nil
}

// PlainLogGroupARN is the ARN of a log group without the ":*" that CloudWatch
// Logs often puts at its end: the form that targets and tags take.
func PlainLogGroupARN(arn string) string { return strings.TrimSuffix(arn, ":*") }
