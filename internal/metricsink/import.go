package metricsink

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// parseID reads `<name>` or `<ARN of the state machine>`, with `,<ARN of the
// invocation role>` behind it or not. An identity has the name.
func parseID(id string, identity bool) (name, role string, diags diag.Diagnostics) {
	object, role, ok := servicerole.CutARN(id)
	name = statemachine.NameIn(object)
	ok = ok && len(name) <= statemachine.MaxName && statemachine.NameForm.MatchString(name)
	switch {
	case identity && (!ok || name != id):
		diags.AddError("Invalid identity", fmt.Sprintf("%q is not the name of a state machine. The `name` of the identity is one, such as Buildkite-JobWaitTime-1a2b3c4d. "+
			"If the invocation role does not have its default name, import by ID, with the role's ARN after a comma. Nothing was imported.", id))
	case !ok:
		diags.AddError("Invalid import ID",
			fmt.Sprintf("%q is not the name of a state machine. The import ID is its name, such as Buildkite-JobWaitTime-1a2b3c4d; if the invocation role does not have its default name, "+
				"followed by a comma and the role's ARN; and followed by `@<region>` if it is not in the provider's region. Nothing was imported.", id))
	}
	return name, role, diags
}

// adopt reports whether a metric has written the definition of a state machine.
func (r *metricResource) adopt(_ *metricModel, found *statemachine.Machine) bool {
	_, ours, _ := r.specOf(found)
	return ours
}
