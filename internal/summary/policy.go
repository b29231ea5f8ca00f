package summary

import (
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// grant describes the purpose of the role of a kind.
func (r *summaryResource) grant(m summaryModel, kind, account string) servicerole.Grant {
	machine := statemachine.ARN(r.Meta, m.Name.ValueString(), account)
	if kind == execution.Name {
		return servicerole.Grant{Source: machine, Policy: r.executionPolicy(m, account)}
	}
	return r.StartedByRules(machine, account)
}

// executionPolicy lets the state machine read journals and publish events of its
// source.
func (r *summaryResource) executionPolicy(m summaryModel, account string) string {
	spec, _ := m.spec()
	if len(spec.Spaces) == 0 {
		spec.Spaces = []string{"*"}
	}
	var statements []awsclient.Statement
	for _, space := range spec.Spaces {
		statements = append(statements, awsclient.Statement{
			Effect: "Allow", Action: []string{"aidevops:ListJournalRecords"}, Resource: awsresource.ARNOf(r.Meta, "aidevops", account, "agentspace/"+space),
		})
	}
	statements = append(statements, awsclient.Statement{
		Effect: "Allow", Action: []string{"events:PutEvents"}, Resource: awsresource.ARNOf(r.Meta, "events", account, "event-bus/"+m.EventBusName.ValueString()),
		Condition: map[string]map[string]string{"StringEquals": {"events:source": m.EventSource.ValueString()}},
	})
	if !m.FailureLogGroupARN.IsNull() {
		statements = append(statements, statemachine.LogDelivery())
	}
	return awsclient.PolicyText(statements...)
}
