package target

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
)

// sink is what a kind of target sends events to.
type sink struct {
	// typeName is the whole name of the targets' resource.
	typeName string
	// name is the sink's in a sentence.
	name string
	// attribute holds the sink's ARN.
	attribute string
	// takes says whether an ARN is that of such a sink.
	takes func(arn string) bool
}

var (
	logGroups = sink{
		typeName:  "eventbridge_log_target",
		name:      "log group",
		attribute: "log_group_arn",
		takes: func(text string) bool {
			_, err := awsclient.ParseLogGroupARN(text)
			return err == nil
		},
	}
	stateMachines = sink{
		typeName:  "eventbridge_metric_target",
		name:      "state machine",
		attribute: "state_machine_arn",
		takes: func(text string) bool {
			parsed, err := arn.Parse(text)
			return err == nil && parsed.Service == "states" && strings.HasPrefix(parsed.Resource, "stateMachine:")
		},
	}
)

// resourceFor says which resource a target that sends to the ARN is one of.
func resourceFor(arn string) string {
	for _, s := range []sink{logGroups, stateMachines} {
		if s.takes(arn) {
			return fmt.Sprintf("`%s`", s.typeName)
		}
	}
	return "`aws_cloudwatch_event_target` of hashicorp/aws"
}
