package composite

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// MachineOnly is a MachineResource that has nothing but the state machine and its
// roles.
type MachineOnly[M any, P MachineModelOf[M]] struct {
	MachineResource[M, P, Parts]
	// adopt sets what the definition of a state machine tells, and reports whether
	// the resource has written it.
	adopt func(state *M, found *statemachine.Machine) (ours bool)
}

// Parts are what such a resource consists of on AWS. Machine is nil if there is none,
// or if it is not this resource's.
type Parts struct {
	Roles   servicerole.Found
	Machine *statemachine.Machine
}

// Define completes the kind of the resource.
func (r *MachineOnly[M, P]) Define(kind Kind[M, Parts], adopt func(state *M, found *statemachine.Machine) (ours bool)) {
	kind.Objects, kind.Apply, kind.Read, kind.Remove, kind.Changes = r.objects, r.apply, r.read, r.RemoveMachine, r.changes
	kind.None = func(now Parts) bool { return now.Machine == nil && len(now.Roles) == 0 }
	r.Kind, r.adopt = kind, adopt
}

// Lister lists the resources by their state machines; see MachineLister.
func (r *MachineOnly[M, P]) Lister(example string) Lister[M, P, Parts] {
	ours := func(found *statemachine.Machine) bool { return r.adopt(new(M), found) }
	return r.MachineLister(example, statemachine.MaxName, ours, true, r.readRest)
}

// Attributes are those of MachineModel that all these resources have alike, without
// those of the roles.
func (r *MachineOnly[M, P]) Attributes(ctx context.Context, differing Descriptions) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"failure_log_group_arn": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "ARN of a log group that receives the error of each failed execution, without the event. With a name that starts with `/aws/vendedlogs/` it needs no resource policy. " +
				"A failed execution appears neither in a metric of the rule nor in a dead-letter queue, only here and in `ExecutionsFailed` of `AWS/States`.",
			Validators: []validator.String{awsresource.LogGroupARN()},
		},
		"definition": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The definition of the state machine in Amazon States Language, as JSON. It is known in the plan.",
		},
	}
	maps.Copy(attributes, r.MachineResource.Attributes(ctx, differing))
	return attributes
}

func (r *MachineOnly[M, P]) objects(m M) []awsresource.Object {
	return []awsresource.Object{r.MachineOwner().Object(P(&m).Shared().Name.ValueString())}
}

func (r *MachineOnly[M, P]) apply(ctx context.Context, c *Change[M]) (Parts, diag.Diagnostics) {
	machine, diags := r.ApplyMachine(ctx, c, r.ExpandMachine(c.Plan, c.Account, c.Tagged))
	return Parts{c.Roles, machine}, diags
}

func (r *MachineOnly[M, P]) read(ctx context.Context, state *M) (Parts, diag.Diagnostics) {
	machine, diags := r.ReadMachine(ctx, *state)
	if diags.HasError() {
		return Parts{}, diags
	}
	return r.readRest(ctx, state, machine)
}

// readRest reads what belongs to a state machine, which may be nil: an interrupted
// run may have left the roles alone.
func (r *MachineOnly[M, P]) readRest(ctx context.Context, state *M, machine *statemachine.Machine) (now Parts, diags diag.Diagnostics) {
	m := P(state).Machine()
	switch {
	case m.Definition.IsNull(): // It is being imported.
		if machine != nil && !r.adopt(state, machine) {
			return now, diag.Diagnostics{diag.NewErrorDiagnostic("State machine not created by this resource",
				fmt.Sprintf("The state machine %q was not created by `%s`. Nothing was imported.", machine.Name, r.Kind.Type))}
		}
		if machine != nil {
			m.ExecutionRoleARN, m.FailureLogGroupARN = types.StringValue(machine.RoleARN), awsresource.OptionalString(machine.FailureLogGroup)
		}
		if diags = r.ImportRoles(ctx, state); diags.HasError() {
			return now, diags
		}
	case m.StateMachineARN.IsNull():
		machine = nil // The creation may have failed because of one that was created elsewhere.
	}
	now.Machine = machine
	now.Roles, diags = r.ReadRoles(ctx, *state)
	return now, diags
}

func (r *MachineOnly[M, P]) changes(now Parts, m M) []string {
	account := awsresource.AccountOf(P(&m).Machine().StateMachineARN.ValueString())
	return append(r.RoleChanges(now.Roles, m, account), statemachine.Changes(now.Machine, r.ExpandMachine(m, account, false))...)
}
