package metricsink

import "github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"

// logDelivery are the permissions that Step Functions needs to have failures
// logged (Step Functions developer guide, "Logging using CloudWatch Logs"). They
// can't be narrowed to a log group.
var logDelivery = []string{
	"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
	"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
}

// publishPolicy lets the state machine publish to one namespace. PutMetricData
// knows no resources; the condition is what narrows it.
func publishPolicy(namespace string, logs bool) string {
	all := []awsclient.Statement{{
		Effect: "Allow", Action: []string{"cloudwatch:PutMetricData"}, Resource: "*",
		Condition: map[string]map[string]string{"StringEquals": {"cloudwatch:namespace": namespace}},
	}}
	if logs {
		all = append(all, awsclient.Statement{Effect: "Allow", Action: logDelivery, Resource: "*"})
	}
	return awsclient.PolicyText(all...)
}

func startPolicy(stateMachineARN string) string {
	return awsclient.PolicyText(awsclient.Statement{Effect: "Allow", Action: []string{"states:StartExecution"}, Resource: stateMachineARN})
}
