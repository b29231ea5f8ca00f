package auditlog

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/composite"
	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
	"github.com/typed-events/terraform-provider-eventbridge/internal/statemachine"
)

// objects are the objects that the resource creates in addition to its roles.
func (r *auditLogResource) objects(m auditLogModel) []awsresource.Object {
	name := m.Name.ValueString()
	out := []awsresource.Object{r.MachineOwner().Object(name), scheduleObject(name)}
	if m.ownsConnection() {
		out = append(out, r.ConnectionOwner().Object(name))
	}
	return out
}

// apply creates or updates the connection, the state machine and the schedule, and
// completes the plan.
func (r *auditLogResource) apply(ctx context.Context, c *composite.Change[auditLogModel]) (now existing, diags diag.Diagnostics) {
	now.roles = c.Roles
	found, diags := r.applyConnection(ctx, c)
	if diags.HasError() {
		return now, diags
	}
	c.Plan.ConnectionARN = types.StringValue(found.ARN)
	if c.Plan.ownsConnection() {
		now.connection = found
	}
	if diags.Append(r.completeDefinition(ctx, &c.Plan, c.Account)...); diags.HasError() {
		return now, diags
	}
	c.Saved.StartTime = c.Plan.StartTime
	machine, applied := r.ApplyMachine(ctx, c, r.expandMachine(c.Plan, c.Account, c.Tagged))
	if diags.Append(applied...); diags.HasError() {
		return now, diags
	}
	c.Plan.StateMachineARN, c.Plan.ScheduleName, now.machine = c.Saved.StateMachineARN, c.Plan.Name, machine
	now.schedule, applied = r.applySchedule(ctx, r.expandSchedule(c.Plan), !c.Before.ScheduleName.IsNull(), func() diag.Diagnostics {
		c.Saved.ScheduleName = c.Plan.Name
		return c.Save()
	})
	return now, append(diags, applied...)
}

// applyConnection creates or updates the connection, or looks whether the one that
// is given exists.
func (r *auditLogResource) applyConnection(ctx context.Context, c *composite.Change[auditLogModel]) (*connection.Connection, diag.Diagnostics) {
	plan, token := c.Plan, c.Config.APIToken
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
	if c.Before.ownsConnection() {
		known = c.Before.ConnectionARN.ValueString()
	}
	if token.IsNull() { // The configuration gives the ARN of the connection that is the resource's own.
		found, diags := r.ConnectionOwner().Read(ctx, plan.Name.ValueString())
		if found == nil && !diags.HasError() {
			diags.AddAttributeError(path.Root("connection_arn"), titleConnectionNotFound, missingConnection(plan)+" Remove `connection_arn` and set `api_token_wo`, so that it is created. "+awsresource.Unfinished)
		}
		return found, diags
	}
	return r.ConnectionOwner().Apply(ctx, plan.expandConnection(), connection.Secrets{APIKey: bearer + token.ValueString()}, known, !plan.APITokenVersion.Equal(c.Before.APITokenVersion),
		func(arn string, written bool) diag.Diagnostics {
			c.Saved.ConnectionARN, c.Saved.ConnectionName = types.StringValue(arn), plan.Name
			if written {
				c.Saved.APITokenVersion = plan.APITokenVersion
			}
			return c.Save()
		})
}

// findGiven reads the connection that the configuration gives. It is nil if there
// is none.
func (r *auditLogResource) findGiven(ctx context.Context, m auditLogModel) (*connection.Connection, diag.Diagnostics) {
	found, diags := r.ConnectionOwner().Read(ctx, connection.NameIn(m.ConnectionARN.ValueString()))
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
			found, diags := r.MachineOwner().Read(ctx, statemachine.ARN(r.Meta, plan.Name.ValueString(), account), plan.Name.ValueString(), false)
			if diags.HasError() {
				return diags
			}
			if found != nil {
				if left, _, intact := r.specOf(found); intact && !left.Backfill {
					plan.StartTime = types.StringValue(timeText(time.UnixMilli(left.Start)))
				}
			}
		}
	}
	spec, _ := plan.spec()
	plan.Definition = types.StringValue(spec.Definition(source(), r.Meta.AWS.Partition()))
	return nil
}

// read reads every part of a resource of which the state may have no more than the
// name, after an import. An object that the state does not know is not the
// resource's: the creation may have failed because of it.
func (r *auditLogResource) read(ctx context.Context, state *auditLogModel) (now existing, diags diag.Diagnostics) {
	if now.machine, diags = r.ReadMachine(ctx, *state); diags.HasError() {
		return now, diags
	}
	name := state.Name.ValueString()
	found, err := awsclient.RetryMissing(ctx, func() (*schedule, error) { return r.findSchedule(ctx, name) })
	if err != nil && !awsclient.IsNotFound(err) {
		return now, diag.Diagnostics{awsresource.Diagnose(describeSchedule(name), "reading", err, "")}
	}
	now.schedule = found
	if state.Organization.IsNull() {
		if diags = r.adopt(ctx, state, now); diags.HasError() {
			return now, diags
		}
	}
	if state.StateMachineARN.IsNull() {
		now.machine = nil
	}
	if state.ScheduleName.IsNull() {
		now.schedule = nil
	}
	if state.ownsConnection() {
		if now.connection, diags = r.ConnectionOwner().Read(ctx, name); diags.HasError() {
			return now, diags
		}
		if now.connection != nil && now.connection.ARN != state.ConnectionARN.ValueString() {
			now.connection = nil
		}
	}
	now.roles, diags = r.ReadRoles(ctx, *state)
	return now, diags
}

// inspect warns if the connection cannot be used, or if the newest runs failed.
func (r *auditLogResource) inspect(ctx context.Context, now existing, m auditLogModel) diag.Diagnostics {
	return append(r.checkConnection(ctx, m, now.connection), r.checkRuns(ctx, now.machine)...)
}

// retire deletes the connection that was created here, if the plan gives one.
func (r *auditLogResource) retire(ctx context.Context, state, plan auditLogModel) diag.Diagnostics {
	if !state.ownsConnection() || plan.ownsConnection() {
		return nil
	}
	return r.ConnectionOwner().Delete(ctx, state.ConnectionName.ValueString())
}

// remove deletes the schedule and the state machine, waits until that is gone, and
// deletes the roles and the connection that were created here.
func (r *auditLogResource) remove(ctx context.Context, state auditLogModel) (diags diag.Diagnostics) {
	name := state.Name.ValueString()
	if !state.ScheduleName.IsNull() {
		diags = r.deleteSchedule(ctx, name)
	}
	if !diags.HasError() {
		diags.Append(r.RemoveMachine(ctx, state)...)
	}
	if state.ownsConnection() && !diags.HasError() {
		diags.Append(r.ConnectionOwner().Delete(ctx, name)...)
	}
	return diags
}
