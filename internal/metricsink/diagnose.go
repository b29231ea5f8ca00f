package metricsink

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// collision is the error about all objects of a metric that exist before any of it
// was created, or the errors that are known if there are not several. The names
// of all follow from the metric, so those of another configuration would collide
// one after the other.
func (r *metricResource) collision(ctx context.Context, plan metricModel, account string, known diag.Diagnostics) diag.Diagnostics {
	if r.Meta.AdoptIdentical { // the error of each tells why it is not identical
		return known
	}
	owner, name := r.MachineOwner(), plan.Name.ValueString()
	roles, diags := r.ReadRoles(ctx, plan)
	machine, more := owner.Read(ctx, statemachine.ARN(r.Meta, name, account), name, false)
	if diags.Append(more...); diags.HasError() {
		return known
	}
	var existing []string
	for _, role := range plan.Roles().Roles {
		if roles[role.Kind.Name] != nil {
			existing = append(existing, fmt.Sprintf("role %q", role.Name.ValueString()))
		}
	}
	object := owner.Object(name)
	object.ID = r.RoleOwner(plan, false).ImportID(plan.Roles(), roles)
	if machine != nil {
		existing = append(existing, object.Name)
	}
	if len(existing) < 2 {
		return known
	}
	object.Kind, object.Name = "metric", fmt.Sprintf("metric %q (%s)", name, strings.Join(existing, ", "))
	object.Otherwise = "If another configuration has the same metric, set another `name` here: the names of the state machine and of its roles follow from it."
	return r.Meta.Existing(ctx, object, nil)
}
