package summary

import (
	"slices"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	tf "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/journal"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

type summaryModel struct {
	ID                     tf.String      `tfsdk:"id"`
	Region                 tf.String      `tfsdk:"region"`
	Name                   tf.String      `tfsdk:"name"`
	AgentSpaceIDs          tf.Set         `tfsdk:"agent_space_ids"`
	EventBusName           tf.String      `tfsdk:"event_bus_name"`
	EventSource            tf.String      `tfsdk:"event_source"`
	ExecutionRoleARN       tf.String      `tfsdk:"execution_role_arn"`
	ExecutionRoleName      tf.String      `tfsdk:"execution_role_name"`
	InvocationRoleARN      tf.String      `tfsdk:"invocation_role_arn"`
	InvocationRoleName     tf.String      `tfsdk:"invocation_role_name"`
	RolePath               tf.String      `tfsdk:"role_path"`
	PermissionsBoundaryARN tf.String      `tfsdk:"permissions_boundary_arn"`
	FailureLogGroupARN     tf.String      `tfsdk:"failure_log_group_arn"`
	Definition             tf.String      `tfsdk:"definition"`
	StateMachineARN        tf.String      `tfsdk:"state_machine_arn"`
	ChangedParts           tf.List        `tfsdk:"changed_parts"`
	Tags                   tf.Map         `tfsdk:"tags"`
	TagsAll                tf.Map         `tfsdk:"tags_all"`
	Timeouts               timeouts.Value `tfsdk:"timeouts"`
}

// roles point to the attributes of the roles.
func (m *summaryModel) roles() servicerole.Attributes {
	return servicerole.Attributes{Path: &m.RolePath, Boundary: &m.PermissionsBoundaryARN, Roles: []servicerole.Attribute{
		{Kind: execution, Name: &m.ExecutionRoleName, ARN: &m.ExecutionRoleARN},
		{Kind: invocation, Name: &m.InvocationRoleName, ARN: &m.InvocationRoleARN},
	}}
}

// spec is what the definition is made from; complete is false if a part is
// unknown.
func (m *summaryModel) spec() (s journal.Spec, complete bool) {
	complete = !m.EventBusName.IsUnknown() && !m.EventSource.IsUnknown() && !m.AgentSpaceIDs.IsUnknown()
	for _, element := range m.AgentSpaceIDs.Elements() {
		text, ok := element.(tf.String)
		complete = complete && ok && !text.IsUnknown()
		s.Spaces = append(s.Spaces, text.ValueString())
	}
	slices.Sort(s.Spaces)
	s.Bus, s.Source = m.EventBusName.ValueString(), m.EventSource.ValueString()
	return s, complete
}

// setSpec sets the attributes to what makes this Spec.
func (m *summaryModel) setSpec(s journal.Spec) {
	m.EventBusName, m.EventSource, m.AgentSpaceIDs = tf.StringValue(s.Bus), tf.StringValue(s.Source), tf.SetNull(tf.StringType)
	if len(s.Spaces) > 0 {
		m.AgentSpaceIDs = awsresource.StringSet(s.Spaces)
	}
}

// existing is what a summary consists of on AWS. machine is nil if there is none,
// or if it is not this resource's.
type existing struct {
	roles   servicerole.Found
	machine *statemachine.Machine
}

func (r *summaryResource) managesTags(m summaryModel) bool {
	return r.Meta.ManagesTags(m.Tags, m.TagsAll)
}

// expandMachine is the state machine as it has to be.
func (r *summaryResource) expandMachine(m summaryModel, account string, tagged bool) statemachine.Machine {
	out := statemachine.Machine{
		ARN: statemachine.ARN(r.Meta, m.Name.ValueString(), account), Name: m.Name.ValueString(), Definition: m.Definition.ValueString(),
		RoleARN: m.ExecutionRoleARN.ValueString(), Type: sfntypes.StateMachineTypeExpress, FailureLogGroup: awsclient.PlainLogGroupARN(m.FailureLogGroupARN.ValueString()),
	}
	if tagged {
		out.Tags = awsresource.TagMap(m.TagsAll)
	}
	return out
}

// roleOwner is the resource as the owner of its roles.
func (r *summaryResource) roleOwner(m summaryModel, tagged bool) servicerole.Owner {
	return servicerole.Owner{
		Meta: r.Meta, Type: typeName, ID: m.Name.ValueString(), PolicyName: rolePolicyName, Tags: r.expandMachine(m, "", tagged).Tags,
		Grant: func(kind, account string) servicerole.Grant {
			machine := statemachine.ARN(r.Meta, m.Name.ValueString(), account)
			if kind == execution.Name {
				return servicerole.Grant{Source: machine, Policy: r.executionPolicy(m, account)}
			}
			return servicerole.Grant{Source: awsresource.ARNOf(r.Meta, "events", account, "rule/*"), Policy: awsclient.PolicyText(
				awsclient.Statement{Effect: "Allow", Action: []string{"states:StartExecution"}, Resource: machine},
			)}
		},
	}
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

// flatten is the state. prior is the state or plan before; after an import it has
// the name and the roles only.
func (r *summaryResource) flatten(now existing, prior summaryModel) summaryModel {
	m := prior
	m.ID, m.Region = m.Name, r.Meta.Region()
	now.roles.Flatten(m.roles())
	if found := now.machine; found != nil {
		m.StateMachineARN = tf.StringValue(found.ARN)
		if spec, _, intact := journal.SpecOf(found.Definition, r.Meta.AWS.Partition()); intact {
			m.setSpec(spec)
		}
		if !stepfunctions.Same(found.Definition, prior.Definition.ValueString()) {
			m.Definition = tf.StringValue(found.Definition)
		}
		if found.FailureLogGroup != awsclient.PlainLogGroupARN(prior.FailureLogGroupARN.ValueString()) {
			m.FailureLogGroupARN = awsresource.OptionalString(found.FailureLogGroup)
		}
		if m.ExecutionRoleName.IsNull() {
			m.ExecutionRoleARN = tf.StringValue(found.RoleARN)
		}
		if found.Tags != nil && r.managesTags(prior) {
			m.Tags, m.TagsAll = r.Meta.FlattenTags(found.Tags, prior.Tags)
		}
	}
	if m.TagsAll.IsNull() || m.TagsAll.IsUnknown() {
		m.Tags, m.TagsAll = awsresource.NoTags()
	}
	account := awsresource.AccountOf(m.StateMachineARN.ValueString())
	m.ChangedParts = awsresource.StringList(append(r.roleOwner(m, r.managesTags(m)).Changes(now.roles, m.roles(), account),
		statemachine.Changes(now.machine, r.expandMachine(m, account, false))...))
	return m
}
