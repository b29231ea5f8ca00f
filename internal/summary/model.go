package summary

import (
	"slices"

	tf "github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/journal"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

type summaryModel struct {
	composite.MachineModel
	AgentSpaceIDs tf.Set    `tfsdk:"agent_space_ids"`
	EventBusName  tf.String `tfsdk:"event_bus_name"`
	EventSource   tf.String `tfsdk:"event_source"`
}

// Roles point to the attributes of the roles.
func (m *summaryModel) Roles() servicerole.Attributes { return m.ExecutedBy(execution, invocation) }

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

func (e existing) none() bool { return e.machine == nil && len(e.roles) == 0 }

// specOf reads the definition of a state machine. ours reports whether a summary has
// written it, and intact whether it still is as the summary has written it.
func (r *summaryResource) specOf(found *statemachine.Machine) (spec journal.Spec, ours, intact bool) {
	return journal.SpecOf(found.Definition, r.Meta.AWS.Partition())
}

func (r *summaryResource) ours(found *statemachine.Machine) bool {
	_, ours, _ := r.specOf(found)
	return ours
}

// flatten sets the attributes to what exists. After an import, prior has what adopt
// found.
func (r *summaryResource) flatten(now existing, prior summaryModel, m *summaryModel) {
	now.roles.Flatten(m.Roles())
	r.FlattenMachine(now.machine, prior, m)
	if now.machine != nil {
		if spec, _, intact := r.specOf(now.machine); intact {
			m.setSpec(spec)
		}
	}
}

// changes are what is on AWS not as it has to be, apart from what attributes show.
func (r *summaryResource) changes(now existing, m summaryModel) []string {
	account := awsresource.AccountOf(m.StateMachineARN.ValueString())
	return append(r.RoleChanges(now.roles, m, account), statemachine.Changes(now.machine, r.ExpandMachine(m, account, false))...)
}
