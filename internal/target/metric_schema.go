package target

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// metricTarget is the kind that sends events to the state machine of a metric.
func metricTarget() kind[metricTargetModel] {
	return kind[metricTargetModel]{
		destination: stateMachines,
		description: "A target of a rule: sends the rule's events to an `eventbridge_metric`, which publishes a data point of a CloudWatch metric for each event that has a value.\n\n" +
			"Creating it fails if the rule matches none of the metric's detail-types, because the metric would stay empty. " +
			"If the rule matches other events as well, their executions publish nothing but are billed. " +
			"A rule has at most five targets. An existing target is never overwritten.",
		idFrom:    "the state machine's name",
		exampleID: "Buildkite-JobWaitTime-1a2b3c4d",
		attributes: map[string]schema.Attribute{
			"state_machine_arn": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ARN of the state machine: the `state_machine_arn` of an `eventbridge_metric`, in the account and region of the rule.",
				Validators:          []validator.String{awsresource.ARN("states", "stateMachine:")},
			},
			"role_arn": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ARN of the role that EventBridge starts the state machine with: the `invocation_role_arn` of the `eventbridge_metric`.",
				Validators:          []validator.String{awsresource.ARN("iam", "role/")},
			},
		},
		validate: checkMachinePlace,
		review:   reviewMetricTarget,
		check:    checkMetricTarget,
		inspect:  inspectMetricTarget,
	}
}
