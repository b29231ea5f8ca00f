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

// specOf reads the definition of a state machine. ours reports whether a summary has
// written it, and intact whether it still is as the summary has written it.
func (r *summaryResource) specOf(found *statemachine.Machine) (spec journal.Spec, ours, intact bool) {
	return journal.SpecOf(found.Definition, r.Meta.AWS.Partition())
}

// flatten sets the attributes to what exists. After an import, prior has what adopt
// found.
func (r *summaryResource) flatten(now composite.Parts, prior summaryModel, m *summaryModel) {
	now.Roles.Flatten(m.Roles())
	r.FlattenMachine(now.Machine, prior, m)
	if now.Machine != nil {
		if spec, _, intact := r.specOf(now.Machine); intact {
			m.setSpec(spec)
		}
	}
}
