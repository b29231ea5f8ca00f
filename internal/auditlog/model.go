package auditlog

import (
	"slices"
	"time"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

type auditLogModel struct {
	ID                     types.String   `tfsdk:"id"`
	Region                 types.String   `tfsdk:"region"`
	Name                   types.String   `tfsdk:"name"`
	Organization           types.String   `tfsdk:"organization"`
	Portal                 types.String   `tfsdk:"portal"`
	BackfillStartTime      types.String   `tfsdk:"backfill_start_time"`
	APIToken               types.String   `tfsdk:"api_token_wo"`
	APITokenVersion        types.Int64    `tfsdk:"api_token_wo_version"`
	ConnectionARN          types.String   `tfsdk:"connection_arn"`
	ConnectionName         types.String   `tfsdk:"connection_name"`
	EventBusName           types.String   `tfsdk:"event_bus_name"`
	EventSource            types.String   `tfsdk:"event_source"`
	EventTypes             types.Set      `tfsdk:"event_types"`
	IntervalMinutes        types.Int64    `tfsdk:"interval_minutes"`
	LateMinutes            types.Int64    `tfsdk:"late_minutes"`
	Enabled                types.Bool     `tfsdk:"enabled"`
	ExecutionRoleARN       types.String   `tfsdk:"execution_role_arn"`
	ExecutionRoleName      types.String   `tfsdk:"execution_role_name"`
	InvocationRoleARN      types.String   `tfsdk:"invocation_role_arn"`
	InvocationRoleName     types.String   `tfsdk:"invocation_role_name"`
	RolePath               types.String   `tfsdk:"role_path"`
	PermissionsBoundaryARN types.String   `tfsdk:"permissions_boundary_arn"`
	FailureLogGroupARN     types.String   `tfsdk:"failure_log_group_arn"`
	DeadLetterARN          types.String   `tfsdk:"dead_letter_arn"`
	KMSKeyARN              types.String   `tfsdk:"kms_key_arn"`
	StartTime              types.String   `tfsdk:"start_time"`
	Definition             types.String   `tfsdk:"definition"`
	StateMachineARN        types.String   `tfsdk:"state_machine_arn"`
	ScheduleName           types.String   `tfsdk:"schedule_name"`
	ChangedParts           types.List     `tfsdk:"changed_parts"`
	Tags                   types.Map      `tfsdk:"tags"`
	TagsAll                types.Map      `tfsdk:"tags_all"`
	Timeouts               timeouts.Value `tfsdk:"timeouts"`
}

// roles point to the attributes of the roles.
func (m *auditLogModel) roles() servicerole.Attributes {
	return servicerole.Attributes{Path: &m.RolePath, Boundary: &m.PermissionsBoundaryARN, Roles: []servicerole.Attribute{
		{Kind: execution, Name: &m.ExecutionRoleName, ARN: &m.ExecutionRoleARN},
		{Kind: invocation, Name: &m.InvocationRoleName, ARN: &m.InvocationRoleARN},
	}}
}

// ownsConnection reports whether the resource creates the connection.
func (m auditLogModel) ownsConnection() bool { return !m.ConnectionName.IsNull() }

// spec is what the definition is made from; complete is false if a part is
// unknown.
func (m auditLogModel) spec() (s pull.Spec, complete bool) {
	complete = !m.EventTypes.IsUnknown()
	for _, part := range []struct {
		to   *string
		from types.String
	}{
		{&s.Organization, m.Organization}, {&s.Portal, m.Portal}, {&s.ConnectionARN, m.ConnectionARN}, {&s.EventBus, m.EventBusName}, {&s.EventSource, m.EventSource},
	} {
		*part.to = part.from.ValueString()
		complete = complete && !part.from.IsUnknown()
	}
	for _, element := range m.EventTypes.Elements() {
		text, ok := element.(types.String)
		complete = complete && ok && !text.IsUnknown()
		s.EventTypes = append(s.EventTypes, text.ValueString())
	}
	slices.Sort(s.EventTypes)
	s.LateMinutes, s.Backfill = m.LateMinutes.ValueInt64(), !m.BackfillStartTime.IsNull()
	start, err := time.Parse(time.RFC3339, m.StartTime.ValueString())
	if err == nil {
		s.Start = start.UnixMilli()
	}
	return s, complete && err == nil && !m.LateMinutes.IsUnknown() && !m.BackfillStartTime.IsUnknown()
}

// setSpec sets the attributes that can be changed in place to what makes this Spec.
func (m *auditLogModel) setSpec(s pull.Spec) {
	m.Portal, m.LateMinutes = awsresource.OptionalString(s.Portal), types.Int64Value(s.LateMinutes)
	m.EventBusName, m.EventSource, m.EventTypes = types.StringValue(s.EventBus), types.StringValue(s.EventSource), types.SetNull(types.StringType)
	if len(s.EventTypes) > 0 {
		m.EventTypes = awsresource.StringSet(s.EventTypes)
	}
}

// timeText is a time as the attributes have it.
func timeText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// existing is what the resource consists of on AWS. What does not exist, or is not
// this resource's, is nil.
type existing struct {
	roles      servicerole.Found
	connection *connection.Connection
	machine    *statemachine.Machine
	schedule   *schedule
}

func (p existing) none() bool {
	return len(p.roles) == 0 && p.connection == nil && p.machine == nil && p.schedule == nil
}

func (r *auditLogResource) managesTags(m auditLogModel) bool {
	return r.Meta.ManagesTags(m.Tags, m.TagsAll)
}

// expandConnection is the connection as it has to be.
func (m auditLogModel) expandConnection() connection.Connection {
	return connection.Connection{Name: m.Name.ValueString(), Description: description, Header: "Authorization"}
}

// description describes the connection and the schedule.
var description = awsresource.CreatedFor(typeName)

// expandMachine is the state machine as it has to be.
func (r *auditLogResource) expandMachine(m auditLogModel, account string, tagged bool) statemachine.Machine {
	out := statemachine.Machine{
		ARN: statemachine.ARN(r.Meta, m.Name.ValueString(), account), Name: m.Name.ValueString(), Definition: m.Definition.ValueString(),
		RoleARN: m.ExecutionRoleARN.ValueString(), Type: sfntypes.StateMachineTypeStandard,
		FailureLogGroup: awsclient.PlainLogGroupARN(m.FailureLogGroupARN.ValueString()), KMSKey: m.KMSKeyARN.ValueString(),
	}
	if tagged {
		out.Tags = awsresource.TagMap(m.TagsAll)
	}
	return out
}

// flatten is the state. prior is the state or plan before; after an import it has
// what adopt found.
func (r *auditLogResource) flatten(now existing, prior auditLogModel) auditLogModel {
	m := prior
	m.ID, m.Region, m.APIToken = m.Name, r.Meta.Region(), types.StringNull()
	now.roles.Flatten(m.roles())
	if now.connection != nil {
		m.ConnectionARN = types.StringValue(now.connection.ARN)
	}
	if found := now.machine; found != nil {
		m.StateMachineARN = types.StringValue(found.ARN)
		if spec, _, intact := pull.SpecOf(found.Definition, source(), r.Meta.AWS.Partition()); intact {
			m.setSpec(spec)
		}
		if !stepfunctions.Same(found.Definition, prior.Definition.ValueString()) {
			m.Definition = types.StringValue(found.Definition)
		}
		if found.FailureLogGroup != awsclient.PlainLogGroupARN(prior.FailureLogGroupARN.ValueString()) {
			m.FailureLogGroupARN = awsresource.OptionalString(found.FailureLogGroup)
		}
		m.KMSKeyARN = awsresource.OptionalString(found.KMSKey)
		if m.ExecutionRoleName.IsNull() {
			m.ExecutionRoleARN = types.StringValue(found.RoleARN)
		}
		if found.Tags != nil && r.managesTags(prior) {
			m.Tags, m.TagsAll = r.Meta.FlattenTags(found.Tags, prior.Tags)
		}
	}
	if found := now.schedule; found != nil {
		found.flatten(&m)
	}
	if m.TagsAll.IsNull() || m.TagsAll.IsUnknown() {
		m.Tags, m.TagsAll = awsresource.NoTags()
	}
	m.ChangedParts = awsresource.StringList(r.changes(now, m))
	return m
}

// changes are what is on AWS not as it has to be, besides what attributes show.
func (r *auditLogResource) changes(now existing, m auditLogModel) []string {
	account := awsresource.AccountOf(m.StateMachineARN.ValueString())
	out := r.roleOwner(m, r.managesTags(m)).Changes(now.roles, m.roles(), account)
	if m.ownsConnection() {
		out = append(out, connection.Changes(now.connection, m.expandConnection())...)
	}
	out = append(out, statemachine.Changes(now.machine, r.expandMachine(m, account, false))...)
	return append(out, now.schedule.changes(r.expandSchedule(m))...)
}

// emptyAuditLog is a resource of which only the name is known.
func emptyAuditLog(name string) auditLogModel {
	wait := map[string]attr.Type{"create": types.StringType, "update": types.StringType, "delete": types.StringType}
	return auditLogModel{
		Name: types.StringValue(name), EventTypes: types.SetNull(types.StringType), ChangedParts: types.ListNull(types.StringType),
		Tags: types.MapNull(types.StringType), TagsAll: types.MapNull(types.StringType), Timeouts: timeouts.Value{Object: types.ObjectNull(wait)},
	}
}
