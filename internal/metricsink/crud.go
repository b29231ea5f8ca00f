package metricsink

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

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
	return roles{api: r.Meta.AWS.IAM(), pause: min(r.Meta.PollInterval, time.Second), log: r.Meta}
}

func (r *metricResource) machines() machines {
	pause := min(r.Meta.PollInterval, 2*time.Second)
	return machines{api: r.Meta.AWS.SFN(), pause: pause, roleLooks: int(rolePatience / (2 * time.Second)), log: r.Meta}
}

// metricClaims are the metrics that this process makes, by client and name. Two
// resources that mean the same state machine are found out by it.
var metricClaims sync.Map

type metricClaim struct {
	client *awsclient.Client
	name   string
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
	claim := metricClaim{r.Meta.AWS, plan.Name.ValueString()}
	if _, taken := metricClaims.LoadOrStore(claim, nil); taken {
		resp.Diagnostics.AddAttributeError(path.Root("name"), "Two resources for one metric",
			fmt.Sprintf("Another resource of this configuration makes the state machine %q already. Remove one of the two, or give one of them another name. "+
				"Nothing was changed by this resource.", plan.Name.ValueString()))
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	saved := plan.unmade()
	save := func() diag.Diagnostics {
		return append(r.save(ctx, saved, &resp.State, resp.Identity), awsresource.NoteMark(ctx, resp.Private, true)...)
	}
	now, diags := r.converge(ctx, plan, nil, &saved, save)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		metricClaims.Delete(claim)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, plan), &resp.State, resp.Identity)...)
	resp.Diagnostics.Append(r.unmark(ctx, now, resp.Private)...)
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
		if elsewhere, ok := asMadeElsewhere(err); ok {
			return append(diags, r.madeElsewhere(elsewhere, plan.Name.ValueString()))
		}
		return append(diags, awsresource.Diagnose(object, operation, err,
			"What was made so far is in Terraform's state. Apply again: it is finished, or made anew."))
	}
	before := metricModel{}
	if state != nil {
		before = *state
	}
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
		found, err := r.roles().obtain(ctx, want, account, kind+"_role_name", state != nil && old.Equal(*planned))
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
	if now.machine, err = r.machines().obtain(ctx, want, !before.StateMachineARN.IsNull()); err != nil {
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

// madeElsewhere refuses what is there already. The role of a metric that
// Terraform gave up is met before its state machine.
func (r *metricResource) madeElsewhere(e *madeElsewhereError, machine string) diag.Diagnostic {
	detail := fmt.Sprintf("There is a %[1]s %[2]q already, and one that was made elsewhere is never taken over. Give `%[3]s` another value, or remove the %[1]s if nothing needs it.",
		e.what, e.name, e.attribute)
	if e.attribute != "name" {
		detail += fmt.Sprintf(" To use the role as it is, give its ARN as `%s_arn`.", strings.TrimSuffix(e.attribute, "_name"))
	}
	detail += fmt.Sprintf(" If it is of a metric that this provider made, import the metric:\n\n  terraform import eventbridge_metric.NAME '%s'\n\n"+
		"The %s was not changed. What was made for the metric before is in Terraform's state: the next apply makes it anew, or destroy removes it.", r.Meta.ImportID(machine), e.what)
	return diag.NewAttributeErrorDiagnostic(path.Root(e.attribute), prose.Capitalize(e.what)+" exists already", detail)
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
	marked, diags := awsresource.MayBeMarked(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	var now pieces
	now.machine, err = r.machines().find(ctx, r.stateMachineARN(state.Name.ValueString(), account), r.managesTags(state) || marked)
	if err != nil && !awsclient.IsNotFound(err) {
		resp.Diagnostics.Append(awsresource.Diagnose(object, "reading", err, ""))
		return
	}
	// The creation may have failed because of a state machine made elsewhere.
	if !imported && now.machine != nil && state.StateMachineARN.IsNull() &&
		(!r.Meta.LeftBehind(now.machine.mark) || now.machine.roleARN != state.ExecutionRoleARN.ValueString()) {
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
	if marked {
		resp.Diagnostics.Append(r.unmarkLeft(ctx, now, resp.Private)...)
	}
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
	now, diags := r.converge(ctx, plan, &state, &saved, func() diag.Diagnostics {
		return append(r.save(ctx, saved, &resp.State, resp.Identity), awsresource.NoteMark(ctx, resp.Private, true)...)
	})
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
	resp.Diagnostics.Append(r.unmark(ctx, now, resp.Private)...)
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
	metricClaims.Delete(metricClaim{r.Meta.AWS, state.Name.ValueString()})
}

func (r *metricResource) roleStays(name string, err error) diag.Diagnostic {
	if isForeignPolicy(err) {
		return diag.NewErrorDiagnostic("Role with policies of others",
			fmt.Sprintf("The role %q can't be deleted, because policies were added to it elsewhere. AWS answers: %s. Remove them and run Terraform again:\n\n"+
				"  aws iam list-role-policies --role-name '%[1]s'\n  aws iam list-attached-role-policies --role-name '%[1]s'\n\nThe role is still there.", name, strings.TrimSuffix(awsclient.MessageOf(err), ".")))
	}
	return awsresource.Diagnose(fmt.Sprintf("role %q", name), "deleting", err, "The role is still there. Run Terraform again to go on.")
}
