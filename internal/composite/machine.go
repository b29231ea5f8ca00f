package composite

import (
	"context"
	"fmt"
	"iter"
	"strings"

	sfntypes "github.com/aws/aws-sdk-go-v2/service/sfn/types"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// MachineResource is a Resource whose main object is a state machine, of which it
// has the name.
type MachineResource[M any, P MachineModelOf[M], E any] struct {
	Resource[M, P, E]
	MachineType sfntypes.StateMachineType
}

// MachineModel is embedded by the models of such resources.
type MachineModel struct {
	Model
	ExecutionRoleARN   types.String `tfsdk:"execution_role_arn"`
	ExecutionRoleName  types.String `tfsdk:"execution_role_name"`
	FailureLogGroupARN types.String `tfsdk:"failure_log_group_arn"`
	Definition         types.String `tfsdk:"definition"`
	StateMachineARN    types.String `tfsdk:"state_machine_arn"`
}

// MachineModelOf is what the model of such a resource does, by pointer.
type MachineModelOf[M any] interface {
	ModelOf[M]
	// Machine is the part that all these models have.
	Machine() *MachineModel
}

// Machine is the model itself.
func (m *MachineModel) Machine() *MachineModel { return m }

// ExecutedBy points to the attributes of the two roles.
func (m *MachineModel) ExecutedBy(execution, invocation servicerole.Kind) servicerole.Attributes {
	out := m.InvokedBy(invocation)
	out.Roles = append([]servicerole.Attribute{{Kind: execution, Name: &m.ExecutionRoleName, ARN: &m.ExecutionRoleARN}}, out.Roles...)
	return out
}

// ARNs are those that may tell the account.
func (m *MachineModel) ARNs() []types.String {
	return []types.String{m.StateMachineARN, m.ExecutionRoleARN, m.InvocationRoleARN}
}

// Uncreated removes what only an existing state machine has.
func (m *MachineModel) Uncreated() { m.StateMachineARN = types.StringNull() }

// PlanARN plans the ARN of the state machine.
func (m *MachineModel) PlanARN(state MachineModel) {
	m.StateMachineARN = types.StringUnknown()
	if !state.StateMachineARN.IsNull() && m.Name.Equal(state.Name) {
		m.StateMachineARN = state.StateMachineARN
	}
}

// CheckFailures refuses a log group that is not where the state machine is.
func (m *MachineModel) CheckFailures() diag.Diagnostics {
	return statemachine.CheckRegion(path.Root("failure_log_group_arn"), "Log group in another region", "log group", m.FailureLogGroupARN, m.Region)
}

// MachineOwner is the resource as the owner of its state machine.
func (r *MachineResource[M, P, E]) MachineOwner() statemachine.Owner {
	return statemachine.Owner{Meta: r.Meta, Type: r.Kind.Type}
}

// StartedByRules is what an invocation role is for with which EventBridge starts
// the state machine.
func (r *MachineResource[M, P, E]) StartedByRules(machine, account string) servicerole.Grant {
	return servicerole.Grant{Source: awsresource.ARNOf(r.Meta, "events", account, "rule/*"), Policy: awsclient.PolicyText(statemachine.Start(machine))}
}

// ExpandMachine is the state machine as it has to be. Without tagged, its tags are
// left alone.
func (r *MachineResource[M, P, E]) ExpandMachine(of M, account string, tagged bool) statemachine.Machine {
	m := P(&of).Machine()
	return statemachine.Machine{
		ARN: statemachine.ARN(r.Meta, m.Name.ValueString(), account), Name: m.Name.ValueString(), Definition: m.Definition.ValueString(),
		RoleARN: m.ExecutionRoleARN.ValueString(), Type: r.MachineType, FailureLogGroup: awsclient.PlainLogGroupARN(m.FailureLogGroupARN.ValueString()), Tags: m.tags(tagged),
	}
}

// ApplyMachine creates or updates the state machine.
func (r *MachineResource[M, P, E]) ApplyMachine(ctx context.Context, c *Change[M], want statemachine.Machine) (*statemachine.Machine, diag.Diagnostics) {
	role := path.Root("execution_role_arn")
	now, diags := r.MachineOwner().Obtain(ctx, want, !P(&c.Before).Machine().StateMachineARN.IsNull(), role)
	if diags.HasError() {
		return nil, diags
	}
	P(&c.Saved).Machine().StateMachineARN = types.StringValue(now.ARN)
	if diags.Append(c.Save()...); diags.HasError() {
		return nil, diags
	}
	return now, append(diags, r.MachineOwner().Configure(ctx, now, want, role)...)
}

// ReadMachine reads the state machine of the resource's name. It returns nil if
// there is none.
func (r *MachineResource[M, P, E]) ReadMachine(ctx context.Context, state M) (*statemachine.Machine, diag.Diagnostics) {
	account, err := r.account(ctx, state)
	if err != nil {
		return nil, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, "")}
	}
	name := P(&state).Shared().Name.ValueString()
	return r.MachineOwner().Read(ctx, statemachine.ARN(r.Meta, name, account), name, r.ManagesTags(state))
}

// RemoveMachine deletes the state machine, waits until it is gone, and deletes the
// roles that were created here.
func (r *MachineResource[M, P, E]) RemoveMachine(ctx context.Context, state M) diag.Diagnostics {
	if m := P(&state).Machine(); m.StateMachineARN.ValueString() != "" {
		if diags := r.MachineOwner().Delete(ctx, m.StateMachineARN.ValueString(), m.Name.ValueString()); diags.HasError() {
			return diags
		}
	}
	return r.DeleteRoles(ctx, state)
}

// FlattenMachine sets the attributes that show the state machine. found may be nil.
func (r *MachineResource[M, P, E]) FlattenMachine(found *statemachine.Machine, prior M, to *M) {
	if found == nil {
		return
	}
	before, m := P(&prior).Machine(), P(to).Machine()
	m.StateMachineARN = types.StringValue(found.ARN)
	if !stepfunctions.Same(found.Definition, before.Definition.ValueString()) {
		m.Definition = types.StringValue(found.Definition)
	}
	if found.FailureLogGroup != awsclient.PlainLogGroupARN(before.FailureLogGroupARN.ValueString()) {
		m.FailureLogGroupARN = awsresource.OptionalString(found.FailureLogGroup)
	}
	if m.ExecutionRoleName.IsNull() {
		m.ExecutionRoleARN = types.StringValue(found.RoleARN)
	}
	if found.Tags != nil && r.ManagesTags(prior) {
		m.Tags, m.TagsAll = r.Meta.FlattenTags(found.Tags, before.Tags)
	}
}

// MachineLister lists the resources by their state machines. example is the
// beginning of a name, maxName the length of the longest, and ours reports whether
// the resource has created a state machine. read reads the rest of a resource;
// withTags says that it needs the tags of the state machine.
func (r *MachineResource[M, P, E]) MachineLister(
	example string, maxName int, ours func(*statemachine.Machine) bool, withTags bool, read func(context.Context, *M, *statemachine.Machine) (E, diag.Diagnostics),
) Lister[M, P, E] {
	return Lister[M, P, E]{
		Of: &r.Resource,
		Description: fmt.Sprintf("Lists the state machines that `%s` created in a region. Each %s state machine takes one call; `name_prefix` saves calls.",
			r.Kind.Type, strings.ToLower(string(r.MachineType))),
		Prefix:          fmt.Sprintf("The beginning of the names of the state machines, such as `%s`. By default all are listed.", example),
		PrefixValidator: stringvalidator.LengthBetween(1, maxName),
		Find: func(ctx context.Context, prefix types.String, whole bool) iter.Seq2[Listed[M, E], diag.Diagnostics] {
			return func(yield func(Listed[M, E], diag.Diagnostics) bool) {
				for machine, diags := range r.MachineOwner().List(ctx, r.MachineType, prefix.ValueString(), withTags && whole) {
					var listed Listed[M, E]
					if machine != nil {
						if !ours(machine) {
							continue
						}
						m := P(&listed.State).Machine()
						m.Name, m.StateMachineARN = types.StringValue(machine.Name), types.StringValue(machine.ARN)
						listed.Read = func(ctx context.Context, state *M) (E, diag.Diagnostics) {
							P(state).Machine().StateMachineARN = m.StateMachineARN
							return read(ctx, state, machine)
						}
					}
					if !yield(listed, diags) {
						return
					}
				}
			}
		},
	}
}
