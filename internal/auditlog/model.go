package auditlog

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

type auditLogModel struct {
	composite.MachineModel
	Organization      types.String `tfsdk:"organization"`
	Portal            types.String `tfsdk:"portal"`
	BackfillStartTime types.String `tfsdk:"backfill_start_time"`
	APIToken          types.String `tfsdk:"api_token_wo"`
	APITokenVersion   types.Int64  `tfsdk:"api_token_wo_version"`
	ConnectionARN     types.String `tfsdk:"connection_arn"`
	ConnectionName    types.String `tfsdk:"connection_name"`
	EventBusName      types.String `tfsdk:"event_bus_name"`
	EventSource       types.String `tfsdk:"event_source"`
	EventTypes        types.Set    `tfsdk:"event_types"`
	IntervalMinutes   types.Int64  `tfsdk:"interval_minutes"`
	LateMinutes       types.Int64  `tfsdk:"late_minutes"`
	Enabled           types.Bool   `tfsdk:"enabled"`
	DeadLetterARN     types.String `tfsdk:"dead_letter_arn"`
	KMSKeyARN         types.String `tfsdk:"kms_key_arn"`
	StartTime         types.String `tfsdk:"start_time"`
	ScheduleName      types.String `tfsdk:"schedule_name"`
}

// Roles point to the attributes of the roles.
func (m *auditLogModel) Roles() servicerole.Attributes { return m.ExecutedBy(execution, invocation) }

// ARNs are those that may tell the account.
func (m *auditLogModel) ARNs() []types.String {
	return []types.String{m.StateMachineARN, m.ConnectionARN, m.ExecutionRoleARN, m.InvocationRoleARN}
}

// Uncreated makes a plan the state of a resource of which nothing exists yet.
func (m *auditLogModel) Uncreated() {
	m.MachineModel.Uncreated()
	m.APIToken, m.ScheduleName, m.ConnectionName = types.StringNull(), types.StringNull(), types.StringNull()
	for _, value := range []*types.String{&m.ConnectionARN, &m.StartTime, &m.Definition} {
		if value.IsUnknown() {
			*value = types.StringNull()
		}
	}
	// The version is that of a token which AWS has.
	m.APITokenVersion = types.Int64Null()
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

func (e existing) none() bool {
	return len(e.roles) == 0 && e.connection == nil && e.machine == nil && e.schedule == nil
}

// expandConnection is the connection as it has to be.
func (m auditLogModel) expandConnection() connection.Connection {
	return connection.Connection{Name: m.Name.ValueString(), Description: description, Header: "Authorization"}
}

// description describes the connection and the schedule.
var description = awsresource.CreatedFor(typeName)

// expandMachine is the state machine as it has to be.
func (r *auditLogResource) expandMachine(m auditLogModel, account string, tagged bool) statemachine.Machine {
	out := r.ExpandMachine(m, account, tagged)
	out.KMSKey = m.KMSKeyARN.ValueString()
	return out
}

// specOf reads the definition of a state machine. ours reports whether an audit log
// has written it, and intact whether it still is as the audit log has written it.
func (r *auditLogResource) specOf(found *statemachine.Machine) (spec pull.Spec, ours, intact bool) {
	return pull.SpecOf(found.Definition, source(), r.Meta.AWS.Partition())
}

func (r *auditLogResource) ours(found *statemachine.Machine) bool {
	_, ours, _ := r.specOf(found)
	return ours
}

// flatten sets the attributes to what exists. After an import, prior has what adopt
// found.
func (r *auditLogResource) flatten(now existing, prior auditLogModel, m *auditLogModel) {
	m.APIToken = types.StringNull()
	now.roles.Flatten(m.Roles())
	if now.connection != nil {
		m.ConnectionARN = types.StringValue(now.connection.ARN)
	}
	r.FlattenMachine(now.machine, prior, m)
	if now.machine != nil {
		m.KMSKeyARN = awsresource.OptionalString(now.machine.KMSKey)
		if spec, _, intact := r.specOf(now.machine); intact {
			m.setSpec(spec)
		}
	}
	if now.schedule != nil {
		now.schedule.flatten(m)
	}
}

// changes are what is on AWS not as it has to be, apart from what attributes show.
func (r *auditLogResource) changes(now existing, m auditLogModel) []string {
	account := awsresource.AccountOf(m.StateMachineARN.ValueString())
	out := r.RoleChanges(now.roles, m, account)
	if m.ownsConnection() {
		out = append(out, connection.Changes(now.connection, m.expandConnection())...)
	}
	out = append(out, statemachine.Changes(now.machine, r.expandMachine(m, account, false))...)
	return append(out, now.schedule.changes(r.expandSchedule(m))...)
}
