package metricsink

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

const (
	typeName = "eventbridge_metric"
	// rolePolicyName is the name of the one inline policy of a role.
	rolePolicyName = "eventbridge-metric"
)

func (r *metricResource) machineOwner() statemachine.Owner {
	return statemachine.Owner{Meta: r.Meta, Type: typeName}
}

// objects are what the metric creates.
func (r *metricResource) objects(m metricModel) []awsresource.Object {
	return append([]awsresource.Object{r.machineOwner().Object(m.Name.ValueString())}, r.roleOwner(m, false).Objects(m.roles())...)
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
	timeout, diags := plan.Timeouts.Create(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.completePlan(&plan, config, metricModel{})...)
	if resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(r.Meta.Claim(r.objects(plan)...)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "create")
	defer cancel()

	saved := plan.uncreated()
	save := func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) }
	now, diags := r.apply(ctx, plan, nil, &saved, save)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		r.Meta.Release(r.objects(plan)...)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// completePlan plans what was unknown during the plan, and checks it.
func (r *metricResource) completePlan(plan *metricModel, config, state metricModel) diag.Diagnostics {
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
		plan.roles().Plan(config.roles(), state.roles(), plan.Name, state.Name, plan.Region.ValueString())
	}
	if plan.Definition.IsUnknown() {
		plan.Definition = types.StringValue(spec.Definition(catalog.Default(), r.Meta.AWS.Partition()))
	}
	if plan.TagsAll.IsUnknown() {
		plan.TagsAll = r.Meta.AllTags(plan.Tags)
	}
	return diags
}

// uncreated is the state of a metric of which nothing exists yet.
func (m metricModel) uncreated() metricModel {
	m.ID, m.StateMachineARN = m.Name, types.StringNull()
	m.roles().Uncreated()
	return m
}

// apply creates or updates everything as planned, whatever of it exists. state is nil
// when the metric is created. What is made anew is saved at once.
func (r *metricResource) apply(ctx context.Context, plan metricModel, state, saved *metricModel, save func() diag.Diagnostics) (existing, diag.Diagnostics) {
	var now existing
	before := metricModel{}
	if state != nil {
		before = *state
	}
	managed := r.managesTags(plan) || state != nil && r.managesTags(before)
	account, err := r.account(ctx, plan)
	if err != nil {
		return now, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, awsresource.Unfinished)}
	}
	found, account, diags := r.roleOwner(plan, managed).Apply(ctx, plan.roles(), before.roles(), saved.roles(), account, save)
	now.roles = found
	if diags.HasError() && state == nil && len(found) == 0 {
		return now, r.collision(ctx, plan, account, diags)
	}
	if diags.HasError() {
		return now, diags
	}
	want := r.expandMachine(plan, account, managed)
	want.RoleARN = saved.ExecutionRoleARN.ValueString()
	role := path.Root("execution_role_arn")
	machine, obtained := r.machineOwner().Obtain(ctx, want, !before.StateMachineARN.IsNull(), role)
	if diags.Append(obtained...); diags.HasError() {
		return now, diags
	}
	now.machine, saved.StateMachineARN = machine, types.StringValue(machine.ARN)
	if diags.Append(save()...); diags.HasError() {
		return now, diags
	}
	diags.Append(r.machineOwner().Configure(ctx, now.machine, want, role)...)
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
	account, err := r.account(ctx, state)
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose("the account", "looking up", err, ""))
		return
	}
	imported := state.Definition.IsNull() && state.StateMachineARN.IsNull() && state.Namespace.IsNull()
	var now existing
	var diags diag.Diagnostics
	name := state.Name.ValueString()
	now.machine, diags = r.machineOwner().Read(ctx, statemachine.ARN(r.Meta, name, account), name, r.managesTags(state))
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	// The creation may have failed because of a state machine made elsewhere.
	if !imported && state.StateMachineARN.IsNull() {
		now.machine = nil
	}
	if imported {
		if resp.Diagnostics.Append(r.adopt(ctx, &state, now.machine)...); resp.Diagnostics.HasError() {
			return
		}
	}
	now.roles, diags = r.roleOwner(state, false).Read(ctx, state.roles())
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if now.machine == nil && len(now.roles) == 0 {
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
	timeout, diags := plan.Timeouts.Update(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.completePlan(&plan, config, state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "update")
	defer cancel()

	saved := state
	now, diags := r.apply(ctx, plan, &state, &saved, func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) })
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	// Roles that are given from now on replace those created here.
	resp.Diagnostics.Append(r.roleOwner(state, false).Delete(ctx, state.roles(), plan.roles())...)
	if resp.Diagnostics.HasError() {
		return
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
	timeout, diags := state.Timeouts.Delete(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "delete")
	defer cancel()

	if arn := state.StateMachineARN.ValueString(); arn != "" {
		resp.Diagnostics.Append(r.machineOwner().Delete(ctx, arn, state.Name.ValueString())...)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.roleOwner(state, false).Delete(ctx, state.roles())...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	r.Meta.Release(r.objects(state)...)
}
