package emulator

import (
	"fmt"
	"strings"
)

// partitionOf names the partition of a region.
func partitionOf(region string) string {
	for _, p := range []struct{ prefix, partition string }{
		{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"us-isob-", "aws-iso-b"}, {"us-isof-", "aws-iso-f"},
		{"eu-isoe-", "aws-iso-e"}, {"us-iso-", "aws-iso"}, {"eusc-", "aws-eusc"},
	} {
		if strings.HasPrefix(region, p.prefix) {
			return p.partition
		}
	}
	return "aws"
}

// arnOf builds an ARN in the partition of its region.
func arnOf(service, region, account, resource string) string {
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", partitionOf(region), service, region, account, resource)
}

// parsedARN is the six parts of an ARN without the first.
type parsedARN struct {
	partition, service, region, account, resource string
}

func parseARN(text string) (parsedARN, bool) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[1] == "" || parts[2] == "" || parts[5] == "" {
		return parsedARN{}, false
	}
	return parsedARN{parts[1], parts[2], parts[3], parts[4], parts[5]}, true
}
