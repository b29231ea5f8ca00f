package auditlog

import (
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// grant describes the purpose of the role of a kind.
func (r *auditLogResource) grant(m auditLogModel, kind, account string) servicerole.Grant {
	machine := statemachine.ARN(r.Meta, m.Name.ValueString(), account)
	if kind == execution.Name {
		return servicerole.Grant{Source: machine, Policy: awsclient.PolicyText(r.executionStatements(m, account, machine)...)}
	}
	statements := []awsclient.Statement{statemachine.Start(machine)}
	if queue := m.DeadLetterARN.ValueString(); queue != "" {
		statements = append(statements, awsclient.Statement{Effect: "Allow", Action: []string{"sqs:SendMessage"}, Resource: queue})
	}
	statements = append(statements, useOfKey(m, "aws:states:stateMachineArn", machine)...)
	// Scheduler names the group of a schedule, not the schedule (EventBridge
	// Scheduler user guide, "Confused deputy prevention").
	return servicerole.Grant{Source: awsresource.ARNOf(r.Meta, "scheduler", account, "schedule-group/default"), Policy: awsclient.PolicyText(statements...)}
}

// executionStatements let the state machine find its last run, call Buildkite with
// the token of the connection, and publish events of its source.
func (r *auditLogResource) executionStatements(m auditLogModel, account, machine string) []awsclient.Statement {
	spec, _ := m.spec()
	// The ID behind the name is known only when the connection exists. A given
	// connection is meant as it is.
	used, name := awsresource.ARNOf(r.Meta, "events", account, "connection/"+m.Name.ValueString()+"/*"), m.Name.ValueString()
	if !m.ownsConnection() {
		used, name = spec.ConnectionARN, connection.NameIn(spec.ConnectionARN)
	}
	bus := spec.EventBus
	if !strings.HasPrefix(bus, "arn:") {
		bus = awsresource.ARNOf(r.Meta, "events", account, "event-bus/"+bus)
	}
	called := equals("states:HTTPEndpoint", spec.Endpoint(source()))
	called["StringEquals"]["states:HTTPMethod"] = "POST"
	statements := []awsclient.Statement{
		{Effect: "Allow", Action: []string{"states:ListExecutions"}, Resource: machine},
		{Effect: "Allow", Action: []string{"states:DescribeExecution"}, Resource: awsresource.ARNOf(r.Meta, "states", account, "execution:"+m.Name.ValueString()+":*")},
		{Effect: "Allow", Action: []string{"states:InvokeHTTPEndpoint"}, Resource: machine, Condition: called},
		{Effect: "Allow", Action: []string{"events:RetrieveConnectionCredentials"}, Resource: used},
		{
			Effect: "Allow", Action: []string{"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"},
			Resource: awsresource.ARNOf(r.Meta, "secretsmanager", account, "secret:events!connection/"+name+"/*"),
		},
		{Effect: "Allow", Action: []string{"events:PutEvents"}, Resource: bus, Condition: equals("events:source", spec.EventSource)},
	}
	statements = append(statements, useOfKey(m, "aws:states:stateMachineArn", machine)...)
	if !m.FailureLogGroupARN.IsNull() {
		statements = append(statements, statemachine.LogDelivery())
		statements = append(statements, useOfKey(m, "SourceArn", awsresource.ARNOf(r.Meta, "logs", account, "*"))...)
	}
	return statements
}

// useOfKey lets a role use the key of the configuration, if it has one, for what the
// context says: for the state machine, or for the logs that it writes (Step Functions
// developer guide, "Data at rest encryption"). Whether the role that starts the state
// machine needs the key is documented ambiguously, so it may use it too.
func useOfKey(m auditLogModel, context, value string) []awsclient.Statement {
	if m.KMSKeyARN.IsNull() {
		return nil
	}
	return []awsclient.Statement{{
		Effect: "Allow", Action: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resource: m.KMSKeyARN.ValueString(), Condition: equals("kms:EncryptionContext:"+context, value),
	}}
}

func equals(key, value string) map[string]map[string]string {
	return map[string]map[string]string{"StringEquals": {key: value}}
}
