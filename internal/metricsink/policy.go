package metricsink

import (
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// grant describes the purpose of the role of a kind.
func (r *metricResource) grant(m metricModel, kind, account string) servicerole.Grant {
	machine := statemachine.ARN(r.Meta, m.Name.ValueString(), account)
	if kind == execution.Name {
		return servicerole.Grant{Source: machine, Policy: publishPolicy(m.Namespace.ValueString(), !m.FailureLogGroupARN.IsNull())}
	}
	return r.StartedByRules(machine, account)
}

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
