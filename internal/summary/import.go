package summary

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// parseID reads the name or the ARN of the state machine, with `,<ARN of the
// invocation role>` behind it or not.
func parseID(id string, _ bool) (name, role string, diags diag.Diagnostics) {
	object, role, ok := servicerole.CutARN(id)
	if name = statemachine.NameIn(object); !ok || len(name) > maxName || !nameForm.MatchString(name) {
		diags.AddError("Invalid import ID", fmt.Sprintf(
			"%q is not the name of a state machine. Import by its name, such as `devops-agent-summary`. If the invocation role does not have its default name, append a comma and its ARN. "+
				"If the state machine is not in the provider's region, append `@<region>`. Nothing was imported.", id))
	}
	return name, role, diags
}

// adopt finds out what belongs to a summary that is imported. found is nil if an
// interrupted run has left its roles alone.
func (r *summaryResource) adopt(ctx context.Context, state *summaryModel, found *statemachine.Machine) diag.Diagnostics {
	if found != nil {
		spec, ours, _ := r.specOf(found)
		if !ours {
			return diag.Diagnostics{diag.NewErrorDiagnostic("State machine not created by this resource",
				fmt.Sprintf("The state machine %q was not created by `%s`. Nothing was imported.", found.Name, typeName))}
		}
		state.setSpec(spec)
		state.FailureLogGroupARN, state.ExecutionRoleARN = awsresource.OptionalString(found.FailureLogGroup), types.StringValue(found.RoleARN)
	}
	return r.ImportRoles(ctx, state)
}
