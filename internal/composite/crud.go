package composite

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
)

// Create creates the roles and everything else. Each object is in the state as soon
// as it exists.
func (r *Resource[M, P, E]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var c Change[M]
	resp.Diagnostics.Append(req.Plan.Get(ctx, &c.Plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &c.Config)...)
	plan := P(&c.Plan).Shared()
	resp.Diagnostics.Append(r.In(plan.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.completePlan(&c)...)
	if resp.Diagnostics.HasError() {
		return
	}
	objects := r.objects(c.Plan)
	if resp.Diagnostics.Append(r.Meta.Claim(objects...)...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "create")
	defer cancel()

	c.Saved = c.Plan
	P(&c.Saved).Roles().Uncreated()
	P(&c.Saved).Uncreated()
	now, diags := r.apply(ctx, &c, &resp.State, resp.Identity)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		r.Meta.Release(objects...)
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, c.Plan), &resp.State, resp.Identity)...)
}

// completePlan plans what was unknown during the plan, and checks it.
func (r *Resource[M, P, E]) completePlan(c *Change[M]) diag.Diagnostics {
	plan := P(&c.Plan).Shared()
	plan.Region = r.Meta.Region()
	diags := r.Kind.CompletePlan(&c.Plan, c.Config, c.Before)
	plan.ID = plan.Name
	if slices.ContainsFunc(P(&c.Plan).Roles().Roles, func(role servicerole.Attribute) bool { return role.Name.IsUnknown() }) {
		planRoles[M, P](&c.Plan, c.Config, c.Before)
	}
	if plan.TagsAll.IsUnknown() {
		plan.TagsAll = r.Meta.AllTags(plan.Tags)
	}
	return diags
}

// apply gets everything to the plan, whatever of it exists. What is created is
// saved at once.
func (r *Resource[M, P, E]) apply(ctx context.Context, c *Change[M], state *tfsdk.State, identity *tfsdk.ResourceIdentity) (now E, diags diag.Diagnostics) {
	c.Save = func() diag.Diagnostics { return r.save(ctx, c.Saved, state, identity) }
	plan, before, saved := P(&c.Plan).Roles(), P(&c.Before).Roles(), P(&c.Saved).Roles()
	exists := !P(&c.Before).Shared().Name.IsNull()
	c.Tagged = r.ManagesTags(c.Plan) || exists && r.ManagesTags(c.Before)
	account, err := r.account(ctx, c.Plan)
	if err != nil {
		return now, diag.Diagnostics{awsresource.Diagnose("the account", "looking up", err, awsresource.Unfinished)}
	}
	c.Roles, c.Account, diags = r.RoleOwner(c.Plan, c.Tagged).Apply(ctx, plan, before, saved, account, c.Save)
	if diags.HasError() {
		if !exists && len(c.Roles) == 0 && r.Kind.Collision != nil {
			diags = r.Kind.Collision(ctx, c.Plan, c.Account, diags)
		}
		return now, diags
	}
	for i, role := range plan.Roles {
		*role.ARN = *saved.Roles[i].ARN
	}
	now, applied := r.Kind.Apply(ctx, c)
	return now, append(diags, applied...)
}

// Read reads every part. A resource of which nothing is left leaves the state; what
// is missing of another is in changed_parts.
func (r *Resource[M, P, E]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(P(&state).Shared().Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.Meta.Managed(r.object(state))
	now, diags := r.Kind.Read(ctx, &state)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	if r.Kind.None(now) {
		resp.Diagnostics.Append(r.identify(ctx, state, resp.Identity)...)
		resp.State.RemoveResource(ctx)
		return
	}
	m := r.flatten(now, state)
	if r.Kind.Inspect != nil {
		resp.Diagnostics.Append(r.Kind.Inspect(ctx, now, m)...)
	}
	resp.Diagnostics.Append(r.save(ctx, m, &resp.State, resp.Identity)...)
}

// Update changes what differs from the plan, and repairs what was changed or
// removed on AWS.
func (r *Resource[M, P, E]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var c Change[M]
	resp.Diagnostics.Append(req.Plan.Get(ctx, &c.Plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &c.Config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &c.Before)...)
	resp.Diagnostics.Append(r.In(P(&c.Before).Shared().Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&c.Plan).Shared().Timeouts.Update(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.completePlan(&c)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "update")
	defer cancel()

	c.Saved = c.Before
	now, diags := r.apply(ctx, &c, &resp.State, resp.Identity)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	// What the configuration gives from now on replaces what was created here.
	if r.Kind.Retire != nil {
		resp.Diagnostics.Append(r.Kind.Retire(ctx, c.Before, c.Plan)...)
	}
	resp.Diagnostics.Append(r.RoleOwner(c.Before, false).Delete(ctx, P(&c.Before).Roles(), P(&c.Plan).Roles())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.save(ctx, r.flatten(now, c.Plan), &resp.State, resp.Identity)...)
}

// Delete deletes everything that the resource created.
func (r *Resource[M, P, E]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state M
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(r.In(P(&state).Shared().Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&state).Shared().Timeouts.Delete(ctx, awsresource.OperationTimeout)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "delete")
	defer cancel()

	if resp.Diagnostics.Append(r.Kind.Remove(ctx, state)...); resp.Diagnostics.HasError() {
		return
	}
	r.Meta.Release(r.objects(state)...)
}

// DeleteRoles deletes the roles that the resource created.
func (r *Resource[M, P, E]) DeleteRoles(ctx context.Context, state M) diag.Diagnostics {
	return r.RoleOwner(state, false).Delete(ctx, P(&state).Roles())
}

// flatten is the state. prior is the state or plan before.
func (r *Resource[M, P, E]) flatten(now E, prior M) M {
	m := prior
	shared := P(&m).Shared()
	shared.ID, shared.Region = shared.Name, r.Meta.Region()
	r.Kind.Flatten(now, prior, &m)
	if shared.TagsAll.IsNull() || shared.TagsAll.IsUnknown() {
		shared.Tags, shared.TagsAll = awsresource.NoTags()
	}
	shared.ChangedParts = awsresource.StringList(r.Kind.Changes(now, m))
	return m
}
