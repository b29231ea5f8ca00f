package metricsink

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
)

// rolePatience is how long a new role may not be known to other services.
const rolePatience = 2 * time.Minute

// operationTimeout bounds each operation, its repeated calls included.
const operationTimeout = 5 * time.Minute

func (r *metricResource) roles() roles {
	return roles{api: r.Meta.AWS.IAM(), pause: min(r.Meta.PollInterval, time.Second)}
}

func (r *metricResource) machines() machines {
	pause := min(r.Meta.PollInterval, 2*time.Second)
	return machines{api: r.Meta.AWS.SFN(), pause: pause, roleLooks: int(rolePatience / (2 * time.Second))}
}

// toCreate are the objects of a metric, for what all resources share: the state
// machine, and the roles that are created for it.
func (m metricModel) toCreate() (machine awsresource.Object, roles map[string]awsresource.Object) {
	common := awsresource.Object{
		Type: "eventbridge_metric", ID: m.Name.ValueString(),
		Otherwise: "What was created for the metric before is in Terraform's state: the next apply creates it again, or destroy removes it.",
	}
	machine, roles = common, map[string]awsresource.Object{}
	machine.Kind, machine.Name, machine.Attribute = "state machine", fmt.Sprintf("state machine %q", m.Name.ValueString()), path.Root("name")
	machine.Otherwise = "If it does not belong to this configuration, choose another `name`. " + common.Otherwise
	for _, kind := range []string{kindExecution, kindInvocation} {
		if name, _ := m.role(kind); !name.IsNull() {
			role := common
			role.Kind, role.Name, role.Key = "role", fmt.Sprintf("role %q", name.ValueString()), name.ValueString()
			role.Attribute = path.Root(kind + "_role_name")
			role.Otherwise = fmt.Sprintf("If it does not belong to this configuration, choose another `%[1]s_role_name`, or give its ARN as `%[1]s_role_arn` to use the role as it is. ", kind) + common.Otherwise
			roles[kind] = role
		}
	}
	return machine, roles
}

// claim claims all objects of a metric, or none.
func (r *metricResource) claim(m metricModel) diag.Diagnostics {
	machine, roles := m.toCreate()
	claimed := []awsresource.Object{}
	for _, object := range []awsresource.Object{machine, roles[kindExecution], roles[kindInvocation]} {
		if object.Kind == "" { // a role that is given
			continue
		}
		if diags := r.Meta.Claim(object); diags.HasError() {
			for _, object := range claimed {
				r.Meta.Release(object)
			}
			return diags
		}
		claimed = append(claimed, object)
	}
	return nil
}

func (r *metricResource) release(m metricModel) {
	machine, roles := m.toCreate()
	r.Meta.Release(machine)
	for _, object := range roles {
		r.Meta.Release(object)
	}
}

// Create makes the roles and the state machine. What is made is in the state
// from the moment it is there.
func (r *metricResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config metricModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.settle(&plan, config, metricModel{})...)
	if resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(r.claim(plan)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	saved := plan.unmade()
	save := func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) }
	now, diags := r.converge(ctx, plan, nil, &saved, save)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		r.release(plan)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// settle plans again what was not known while planning, and checks it.
func (r *metricResource) settle(plan *metricModel, config, state metricModel) diag.Diagnostics {
	plan.Region = r.Meta.Region()
	plan.setDefaults(config)
	spec, _ := plan.parts().Spec()
	warned := metricspec.Attributes{}
	if !plan.Definition.IsUnknown() {
		warned = plan.parts()
	}
	diags := plan.parts().Check(warned)
	if plan.Name.IsUnknown() {
		plan.Name = types.StringValue(stateMachineName(spec))
		plan.ID = plan.Name
	}
	if plan.ExecutionRoleName.IsUnknown() || plan.InvocationRoleName.IsUnknown() {
		plan.planRoles(config, state)
	}
	if plan.Definition.IsUnknown() {
		plan.Definition = types.StringValue(spec.Definition(catalog.Default(), r.Meta.AWS.Partition()))
	}
	if plan.TagsAll.IsUnknown() {
		plan.TagsAll = r.Meta.AllTags(plan.Tags)
	}
	return diags
}

// unmade is the state of a metric of which nothing is there yet.
func (m metricModel) unmade() metricModel {
	m.ExecutionRoleName, m.InvocationRoleName, m.StateMachineARN = types.StringNull(), types.StringNull(), types.StringNull()
	for _, arn := range []*types.String{&m.ExecutionRoleARN, &m.InvocationRoleARN} {
		if arn.IsUnknown() {
			*arn = types.StringNull()
		}
	}
	m.ID = m.Name
	return m
}

// converge gets everything to the plan, whatever of it is there. state is nil
// when the metric is created. What is made anew is saved at once.
func (r *metricResource) converge(ctx context.Context, plan metricModel, state, saved *metricModel, save func() diag.Diagnostics) (pieces, diag.Diagnostics) {
	var now pieces
	var diags diag.Diagnostics
	failed := func(object, operation string, err error) diag.Diagnostics {
		return append(diags, awsresource.Diagnose(object, operation, err,
			"What was made so far is in Terraform's state. Apply again: it is finished, or made anew."))
	}
	before := metricModel{}
	if state != nil {
		before = *state
	}
	machineObject, roleObjects := plan.toCreate()
	var exists *pieceExistsError
	managed := r.managesTags(plan) || state != nil && r.managesTags(before)
	account, err := r.account(ctx, plan)
	if err != nil {
		return now, failed("the account", "looking up", err)
	}
	for _, kind := range []string{kindExecution, kindInvocation} {
		name, arn := saved.role(kind)
		planned, given := plan.role(kind)
		if planned.IsNull() {
			*arn = *given
			continue
		}
		object := fmt.Sprintf("role %q", planned.ValueString())
		want := func(account string) role { return *r.want(plan, account, managed).role(kind) }
		old, _ := before.role(kind)
		found, err := r.roles().obtain(ctx, want, account, state != nil && old.Equal(*planned))
		if errors.As(err, &exists) {
			found, err = exists.role, nil
			if diags.Append(r.Meta.Existing(ctx, roleObjects[kind], exists.compare)...); diags.HasError() {
				return now, diags
			}
		}
		if err != nil {
			return now, failed(object, "creating", err)
		}
		now.set(kind, found)
		*name, *arn = *planned, types.StringValue(found.arn)
		if diags.Append(save()...); diags.HasError() {
			return now, diags
		}
		account = awsresource.AccountOf(found.arn)
		if err := r.roles().configure(ctx, found, want(account)); err != nil {
			return now, failed(object, "setting up", err)
		}
	}
	want := *r.want(plan, account, managed).machine
	want.roleARN = saved.ExecutionRoleARN.ValueString()
	object := fmt.Sprintf("state machine %q", want.name)
	now.machine, err = r.machines().obtain(ctx, want, !before.StateMachineARN.IsNull())
	if errors.As(err, &exists) {
		now.machine, err = exists.machine, nil
		if diags.Append(r.Meta.Existing(ctx, machineObject, exists.compare)...); diags.HasError() {
			return now, diags
		}
	}
	if err != nil {
		return now, failed(object, "creating", err)
	}
	saved.StateMachineARN = types.StringValue(now.machine.arn)
	if diags.Append(save()...); diags.HasError() {
		return now, diags
	}
	if err := r.machines().configure(ctx, now.machine, want); err != nil {
		return now, failed(object, "setting up", err)
	}
	return now, diags
}

// Read reads every piece. A metric of which nothing is left leaves the state;
// what is missing of another is shown in changed_parts.
func (r *metricResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state metricModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	object := fmt.Sprintf("state machine %q", state.Name.ValueString())
	account, err := r.account(ctx, state)
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose("the account", "looking up", err, ""))
		return
	}
	imported := state.Definition.IsNull() && state.StateMachineARN.IsNull() && state.Namespace.IsNull()
	var now pieces
	now.machine, err = r.machines().find(ctx, r.stateMachineARN(state.Name.ValueString(), account), r.managesTags(state))
	if err != nil && !awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(awsresource.Diagnose(object, "reading", err, ""))
		return
	}
	// The creation may have failed because of a state machine made elsewhere.
	if !imported && state.StateMachineARN.IsNull() {
		now.machine = nil
	}
	if imported {
		if now.machine == nil {
			resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
			resp.State.RemoveResource(ctx)
			return
		}
		resp.Diagnostics.Append(r.adopt(ctx, &state, now.machine)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	owned := 0
	for _, kind := range []string{kindExecution, kindInvocation} {
		name, _ := state.role(kind)
		if name.IsNull() {
			continue
		}
		found, err := r.roles().find(ctx, name.ValueString())
		if err != nil && !awsclient.IsNotFound(err) {
			resp.Diagnostics.Append(awsresource.Diagnose(fmt.Sprintf("role %q", name.ValueString()), "reading", err, ""))
			return
		}
		if found != nil {
			owned++
			now.set(kind, found)
			if imported {
				state.RolePath = types.StringValue(found.path)
				state.PermissionsBoundaryARN = metricspec.OptionalString(found.boundary)
			}
		}
	}
	if now.machine == nil && owned == 0 {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, state), &resp.State, resp.Identity)...)
}

// Update changes what differs from the plan, and puts right what was changed or
// removed on AWS.
func (r *metricResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, state metricModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.settle(&plan, config, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	saved := state
	now, diags := r.converge(ctx, plan, &state, &saved, func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) })
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	// Roles that are given from now on have no more use for those made here.
	for _, kind := range []string{kindExecution, kindInvocation} {
		old, _ := state.role(kind)
		planned, _ := plan.role(kind)
		if old.IsNull() || !planned.IsNull() {
			continue
		}
		if err := r.roles().delete(ctx, old.ValueString()); err != nil {
			resp.Diagnostics.Append(r.roleStays(old.ValueString(), err))
			return
		}
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// Delete deletes the state machine, waits until it is gone, and deletes the
// roles that were made here.
func (r *metricResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state metricModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	if arn := state.StateMachineARN.ValueString(); arn != "" {
		if err := r.machines().delete(ctx, arn); err != nil {
			resp.Diagnostics.Append(awsresource.Diagnose(fmt.Sprintf("state machine %q", state.Name.ValueString()), "deleting", err,
				"Its roles are still there, and the state machine may be. Destroy again to go on."))
			return
		}
	}
	for _, kind := range []string{kindInvocation, kindExecution} {
		name, _ := state.role(kind)
		if name.IsNull() {
			continue
		}
		if err := r.roles().delete(ctx, name.ValueString()); err != nil {
			resp.Diagnostics.Append(r.roleStays(name.ValueString(), err))
			return
		}
	}
	r.release(state)
}

func (r *metricResource) roleStays(name string, err error) diag.Diagnostic {
	if isForeignPolicy(err) {
		return diag.NewErrorDiagnostic("Role with policies of others",
			fmt.Sprintf("The role %q can't be deleted, because policies were added to it elsewhere. AWS answers: %s. Remove them and run Terraform again:\n\n"+
				"  aws iam list-role-policies --role-name '%[1]s'\n  aws iam list-attached-role-policies --role-name '%[1]s'\n\nThe role is still there.", name, strings.TrimSuffix(awsclient.MessageOf(err), ".")))
	}
	return awsresource.Diagnose(fmt.Sprintf("role %q", name), "deleting", err, "The role is still there. Run Terraform again to go on.")
}
