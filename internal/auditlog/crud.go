package auditlog

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pull"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

func (r *auditLogResource) machineOwner() statemachine.Owner {
	return statemachine.Owner{Meta: r.Meta, Type: typeName}
}

func (r *auditLogResource) connectionOwner() connection.Owner {
	return connection.Owner{Meta: r.Meta, Type: typeName}
}

// objects are what the resource creates.
func (r *auditLogResource) objects(m auditLogModel) []awsresource.Object {
	name := m.Name.ValueString()
	out := []awsresource.Object{r.machineOwner().Object(name), scheduleObject(name)}
	if m.ownsConnection() {
		out = append(out, r.connectionOwner().Object(name))
	}
	return append(out, r.roleOwner(m, false).Objects(m.roles())...)
}

// account is the account of the state machine, asked of AWS only if no ARN tells
// it. It may be "".
func (r *auditLogResource) account(ctx context.Context, m auditLogModel) (string, error) {
	return r.Meta.AccountOf(ctx, m.StateMachineARN, m.ConnectionARN, m.ExecutionRoleARN, m.InvocationRoleARN)
}

// Create creates the roles, the connection, the state machine and the schedule. Each
// is in the state as soon as it exists.
func (r *auditLogResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config auditLogModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.completePlan(&plan, config, auditLogModel{})...)
	if resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(r.Meta.Claim(r.objects(plan)...)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "create")
	defer cancel()

	saved := plan.uncreated()
	now, diags := r.apply(ctx, &plan, config.APIToken, auditLogModel{}, &saved, func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) })
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		r.Meta.Release(r.objects(plan)...)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// completePlan plans again what was not known while planning, and checks it.
func (r *auditLogResource) completePlan(plan *auditLogModel, config, state auditLogModel) diag.Diagnostics {
	plan.Region = r.Meta.Region()
	plan.planNames(config, state)
	plan.planStart(config, state)
	if plan.ExecutionRoleName.IsUnknown() || plan.InvocationRoleName.IsUnknown() {
		plan.roles().Plan(config.roles(), state.roles(), plan.Name, state.Name, plan.Region.ValueString())
	}
	if plan.TagsAll.IsUnknown() {
		plan.TagsAll = r.Meta.AllTags(plan.Tags)
	}
	diags := append(config.validate(), plan.checkRegions()...)
	return append(diags, plan.checkEventTypes(*plan)...)
}

// uncreated is the state of a resource of which nothing exists yet.
func (m auditLogModel) uncreated() auditLogModel {
	m.ID, m.APIToken = m.Name, types.StringNull()
	m.StateMachineARN, m.ScheduleName, m.ConnectionName = types.StringNull(), types.StringNull(), types.StringNull()
	m.roles().Uncreated()
	for _, value := range []*types.String{&m.ConnectionARN, &m.StartTime, &m.Definition} {
		if value.IsUnknown() {
			*value = types.StringNull()
		}
	}
	// The version is that of a token which AWS has.
	m.APITokenVersion = types.Int64Null()
	return m
}

// apply gets everything to the plan, whatever of it exists, and completes the plan.
// before is the state, zero for a new resource. What is created is saved at once.
func (r *auditLogResource) apply(ctx context.Context, plan *auditLogModel, token types.String, before auditLogModel, saved *auditLogModel, save func() diag.Diagnostics) (existing, diag.Diagnostics) {
	var now existing
	tagged := r.managesTags(*plan) || !before.Name.IsNull() && r.managesTags(before)
	account, err := r.account(ctx, *plan)
	if err != nil {
		return now, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, awsresource.Unfinished)}
	}
	roles, account, diags := r.roleOwner(*plan, tagged).Apply(ctx, plan.roles(), before.roles(), saved.roles(), account, save)
	if now.roles = roles; diags.HasError() {
		return now, diags
	}
	plan.ExecutionRoleARN, plan.InvocationRoleARN = saved.ExecutionRoleARN, saved.InvocationRoleARN
	found, applied := r.applyConnection(ctx, *plan, token, before, saved, save)
	if diags.Append(applied...); diags.HasError() {
		return now, diags
	}
	plan.ConnectionARN = types.StringValue(found.ARN)
	if plan.ownsConnection() {
		now.connection = found
	}
	if diags.Append(r.completeDefinition(ctx, plan, account)...); diags.HasError() {
		return now, diags
	}
	saved.StartTime = plan.StartTime
	want, role := r.expandMachine(*plan, account, tagged), path.Root("execution_role_arn")
	machine, obtained := r.machineOwner().Obtain(ctx, want, !before.StateMachineARN.IsNull(), role)
	if diags.Append(obtained...); diags.HasError() {
		return now, diags
	}
	now.machine, saved.StateMachineARN = machine, types.StringValue(machine.ARN)
	if diags.Append(save()...); diags.HasError() {
		return now, diags
	}
	if diags.Append(r.machineOwner().Configure(ctx, machine, want, role)...); diags.HasError() {
		return now, diags
	}
	plan.StateMachineARN, plan.ScheduleName = saved.StateMachineARN, plan.Name
	now.schedule, applied = r.applySchedule(ctx, r.expandSchedule(*plan), !before.ScheduleName.IsNull(), func() diag.Diagnostics {
		saved.ScheduleName = plan.Name
		return save()
	})
	return now, append(diags, applied...)
}

// applyConnection creates or updates the connection, or looks whether the one that
// is given exists.
func (r *auditLogResource) applyConnection(ctx context.Context, plan auditLogModel, token types.String, before auditLogModel, saved *auditLogModel, save func() diag.Diagnostics) (*connection.Connection, diag.Diagnostics) {
	if !plan.ownsConnection() {
		found, diags := r.findGiven(ctx, plan)
		if diags.HasError() {
			return nil, diags
		}
		if found == nil {
			return nil, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("connection_arn"), titleConnectionNotFound, missingConnection(plan)+" "+awsresource.Unfinished)}
		}
		return found, diags
	}
	known := ""
	if before.ownsConnection() {
		known = before.ConnectionARN.ValueString()
	}
	if token.IsNull() { // The configuration gives the ARN of the connection that is the resource's own.
		found, diags := r.connectionOwner().Read(ctx, plan.Name.ValueString())
		if found == nil && !diags.HasError() {
			diags.AddAttributeError(path.Root("connection_arn"), titleConnectionNotFound, missingConnection(plan)+" Remove `connection_arn` and set `api_token_wo`, so that it is created. "+awsresource.Unfinished)
		}
		return found, diags
	}
	return r.connectionOwner().Apply(ctx, plan.expandConnection(), connection.Secrets{APIKey: bearer + token.ValueString()}, known, !plan.APITokenVersion.Equal(before.APITokenVersion),
		func(arn string, written bool) diag.Diagnostics {
			saved.ConnectionARN, saved.ConnectionName = types.StringValue(arn), plan.Name
			if written {
				saved.APITokenVersion = plan.APITokenVersion
			}
			return save()
		})
}

// findGiven reads the connection that the configuration gives. It is nil if there
// is none.
func (r *auditLogResource) findGiven(ctx context.Context, m auditLogModel) (*connection.Connection, diag.Diagnostics) {
	found, diags := r.connectionOwner().Read(ctx, connection.NameIn(m.ConnectionARN.ValueString()))
	if found != nil && found.ARN != m.ConnectionARN.ValueString() {
		found = nil
	}
	return found, diags
}

// completeDefinition completes the plan with what follows from the connection and
// from the time of the creation. That is the time that an interrupted run began at,
// if its state machine is to be adopted.
func (r *auditLogResource) completeDefinition(ctx context.Context, plan *auditLogModel, account string) diag.Diagnostics {
	if plan.StartTime.IsUnknown() {
		plan.StartTime = types.StringValue(timeText(time.Now().Truncate(time.Second)))
		if r.Meta.AdoptIdentical {
			found, diags := r.machineOwner().Read(ctx, statemachine.ARN(r.Meta, plan.Name.ValueString(), account), plan.Name.ValueString(), false)
			if diags.HasError() {
				return diags
			}
			if found != nil {
				if left, _, intact := pull.SpecOf(found.Definition, source(), r.Meta.AWS.Partition()); intact && !left.Backfill {
					plan.StartTime = types.StringValue(timeText(time.UnixMilli(left.Start)))
				}
			}
		}
	}
	spec, _ := plan.spec()
	plan.Definition = types.StringValue(spec.Definition(source(), r.Meta.AWS.Partition()))
	return nil
}

// Read reads every part, and warns if the newest runs failed. A resource of which
// nothing is left leaves the state; what is missing of another is in changed_parts.
func (r *auditLogResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state auditLogModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(state.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	now, m, diags := r.read(ctx, state)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if now.none() {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.checkConnection(ctx, m, now.connection)...)
	resp.Diagnostics.Append(r.checkRuns(ctx, now.machine)...)
	resp.Diagnostics.Append(r.save(ctx, m, &resp.State, resp.Identity)...)
}

// read reads every part of a resource of which the state may have no more than the
// name, after an import. An object that the state does not know is not the
// resource's: the creation may have failed because of it.
func (r *auditLogResource) read(ctx context.Context, state auditLogModel) (now existing, m auditLogModel, diags diag.Diagnostics) {
	account, err := r.account(ctx, state)
	if err != nil {
		return now, m, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, "")}
	}
	name := state.Name.ValueString()
	if now.machine, diags = r.machineOwner().Read(ctx, statemachine.ARN(r.Meta, name, account), name, r.managesTags(state)); diags.HasError() {
		return now, m, diags
	}
	now.schedule, err = awsclient.RetryMissing(ctx, func() (*schedule, error) { return r.findSchedule(ctx, name) })
	if err != nil && !awsclient.IsNotFound(err) {
		return now, m, diag.Diagnostics{awsresource.Diagnose(describeSchedule(name), "reading", err, "")}
	}
	if state.Organization.IsNull() {
		if diags = r.adopt(ctx, &state, now); diags.HasError() {
			return now, m, diags
		}
	}
	if state.StateMachineARN.IsNull() {
		now.machine = nil
	}
	if state.ScheduleName.IsNull() {
		now.schedule = nil
	}
	if state.ownsConnection() {
		if now.connection, diags = r.connectionOwner().Read(ctx, name); diags.HasError() {
			return now, m, diags
		}
		if now.connection != nil && now.connection.ARN != state.ConnectionARN.ValueString() {
			now.connection = nil
		}
	}
	if now.roles, diags = r.roleOwner(state, false).Read(ctx, state.roles()); diags.HasError() {
		return now, m, diags
	}
	return now, r.flatten(now, state), nil
}

// Update changes what differs from the plan, and repairs what was changed or
// removed on AWS.
func (r *auditLogResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, state auditLogModel
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
	now, diags := r.apply(ctx, &plan, config.APIToken, state, &saved, func() diag.Diagnostics { return r.save(ctx, saved, &resp.State, resp.Identity) })
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	// A connection and roles that are given from now on replace those created here.
	if state.ownsConnection() && !plan.ownsConnection() {
		resp.Diagnostics.Append(r.connectionOwner().Delete(ctx, state.ConnectionName.ValueString())...)
	}
	resp.Diagnostics.Append(r.roleOwner(state, false).Delete(ctx, state.roles(), plan.roles())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
}

// Delete deletes the schedule and the state machine, waits until that is gone, and
// deletes the roles and the connection that were created here.
func (r *auditLogResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state auditLogModel
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

	name := state.Name.ValueString()
	if !state.ScheduleName.IsNull() {
		resp.Diagnostics.Append(r.deleteSchedule(ctx, name)...)
	}
	if arn := state.StateMachineARN.ValueString(); arn != "" && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.machineOwner().Delete(ctx, arn, name)...)
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.roleOwner(state, false).Delete(ctx, state.roles())...)
	}
	if state.ownsConnection() && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.connectionOwner().Delete(ctx, name)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	r.Meta.Release(r.objects(state)...)
}
