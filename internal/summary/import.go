package summary

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// parseID reads the name or the ARN of the state machine, with `,<ARN of the
// invocation role>` behind it or not.
func parseID(id string, _ bool) (name, role string, diags diag.Diagnostics) {
	object, role, ok := servicerole.CutARN(id)
	if name = statemachine.NameIn(object); !ok || len(name) > statemachine.MaxName || !statemachine.NameForm.MatchString(name) {
		diags.AddError("Invalid import ID", fmt.Sprintf(
			"%q is not the name of a state machine. Import by its name, such as `devops-agent-summary`. If the invocation role does not have its default name, append a comma and its ARN. "+
				"If the state machine is not in the provider's region, append `@<region>`. Nothing was imported.", id))
	}
	return name, role, diags
}

// adopt sets what the definition of a state machine tells, and reports whether a
// summary has written it.
func (r *summaryResource) adopt(state *summaryModel, found *statemachine.Machine) bool {
	spec, ours, _ := r.specOf(found)
	state.setSpec(spec)
	return ours
}
