package metricsink

import (
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// publishPolicy lets the state machine publish to one namespace. PutMetricData
// knows no resources; the condition is what narrows it.
func publishPolicy(namespace string, logs bool) string {
	all := []awsclient.Statement{{
		Effect: "Allow", Action: []string{"cloudwatch:PutMetricData"}, Resource: "*",
		Condition: map[string]map[string]string{"StringEquals": {"cloudwatch:namespace": namespace}},
	}}
	if logs {
		all = append(all, statemachine.LogDelivery())
	}
	return awsclient.PolicyText(all...)
}

func startPolicy(stateMachineARN string) string {
	return awsclient.PolicyText(awsclient.Statement{Effect: "Allow", Action: []string{"states:StartExecution"}, Resource: stateMachineARN})
}
