package summary

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// operationTimeout bounds each operation, its repeated calls included.
const operationTimeout = 5 * time.Minute

func (r *summaryResource) machineOwner() statemachine.Owner {
	return statemachine.Owner{Meta: r.Meta, Type: typeName}
}

// objects are what the resource creates.
func (r *summaryResource) objects(m summaryModel) []awsresource.Object {
	return append([]awsresource.Object{r.machineOwner().Object(m.Name.ValueString())}, r.roleOwner(m, false).Objects(m.roles())...)
}

// account is the account of the state machine, asked of AWS only if no ARN tells
// it. It may be "".
func (r *summaryResource) account(ctx context.Context, m summaryModel) (string, error) {
	return r.Meta.AccountOf(ctx, m.StateMachineARN, m.ExecutionRoleARN, m.InvocationRoleARN)
}

// Create creates the roles and the state machine. Each is in the state as soon as
// it exists.
func (r *summaryResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config summaryModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	r.completePlan(&plan, config, summaryModel{})
	if resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(r.Meta.Claim(r.objects(plan)...)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	saved := plan.uncreated()
	now, diags := r.apply(ctx, plan, summaryModel{}, &saved, func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) })
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		r.Meta.Release(r.objects(plan)...)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// completePlan plans again what was not known while planning.
func (r *summaryResource) completePlan(plan *summaryModel, config, state summaryModel) {
	plan.Region = r.Meta.Region()
	if plan.ExecutionRoleName.IsUnknown() || plan.InvocationRoleName.IsUnknown() {
		plan.roles().Plan(config.roles(), state.roles(), plan.Name, state.Name, plan.Region.ValueString())
	}
	if plan.Definition.IsUnknown() {
		spec, _ := plan.spec()
		plan.Definition = types.StringValue(spec.Definition(r.Meta.AWS.Partition()))
	}
	if plan.TagsAll.IsUnknown() {
		plan.TagsAll = r.Meta.AllTags(plan.Tags)
	}
}

// uncreated is the state of a resource of which nothing exists yet.
func (m summaryModel) uncreated() summaryModel {
	m.ID, m.StateMachineARN = m.Name, types.StringNull()
	m.roles().Uncreated()
	return m
}

// apply gets everything to the plan, whatever of it exists. before is the state,
// zero for a new resource. What is created is saved at once.
func (r *summaryResource) apply(ctx context.Context, plan, before summaryModel, saved *summaryModel, save func() diag.Diagnostics) (existing, diag.Diagnostics) {
	var now existing
	tagged := r.managesTags(plan) || !before.Name.IsNull() && r.managesTags(before)
	account, err := r.account(ctx, plan)
	if err != nil {
		return now, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, awsresource.Unfinished)}
	}
	roles, account, diags := r.roleOwner(plan, tagged).Apply(ctx, plan.roles(), before.roles(), saved.roles(), account, save)
	now.roles = roles
	if diags.HasError() {
		return now, diags
	}
	want := r.expandMachine(plan, account, tagged)
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

// Read reads every part. A resource of which nothing is left leaves the state;
// what is missing of another is in changed_parts.
func (r *summaryResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state summaryModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	now, exists, diags := r.read(ctx, state)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if !exists {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, now, &resp.State, resp.Identity)...)
}

// read reads every part of a resource of which the state may have no more than
// the name, after an import.
func (r *summaryResource) read(ctx context.Context, state summaryModel) (m summaryModel, exists bool, diags diag.Diagnostics) {
	account, err := r.account(ctx, state)
	if err != nil {
		return m, false, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, "")}
	}
	var now existing
	name, imported := state.Name.ValueString(), state.EventBusName.IsNull()
	if now.machine, diags = r.machineOwner().Read(ctx, statemachine.ARN(r.Meta, name, account), name, r.managesTags(state)); diags.HasError() {
		return m, false, diags
	}
	switch {
	case imported:
		if diags = r.adopt(ctx, &state, now.machine); diags.HasError() {
			return m, false, diags
		}
	case state.StateMachineARN.IsNull():
		now.machine = nil // The creation may have failed because of one that somebody else created.
	}
	if now.roles, diags = r.roleOwner(state, false).Read(ctx, state.roles()); diags.HasError() {
		return m, false, diags
	}
	if now.machine == nil && len(now.roles) == 0 {
		return m, false, nil
	}
	return r.flatten(now, state), true, nil
}

// Update changes what differs from the plan, and repairs what was changed or
// removed on AWS.
func (r *summaryResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, state summaryModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	r.completePlan(&plan, config, state)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	saved := state
	now, diags := r.apply(ctx, plan, state, &saved, func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) })
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

// Delete deletes the state machine, waits until it is gone, and deletes the roles
// that were created here.
func (r *summaryResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state summaryModel
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
