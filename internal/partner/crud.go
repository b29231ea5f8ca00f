package partner

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// The default timeouts of the operations.
const (
	createTimeout = 10 * time.Minute
	updateTimeout = awsresource.OperationTimeout
	deleteTimeout = awsresource.OperationTimeout
)

// Create creates the bus, or takes over an existing one, once the partner has
// created the source.
func (r *associationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan associationModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := plan.EventSourceName.ValueString()
	if wrong := checkName(name); wrong != "" { // It may have been unknown while planning.
		resp.Diagnostics.AddAttributeError(namePath, summaryInvalidName, wrong)
		return
	}
	want, diags := plan.expand(ctx)
	resp.Diagnostics.Append(diags...)
	timeout, diags := plan.Timeouts.Create(ctx, createTimeout)
	resp.Diagnostics.Append(diags...)
	k, diags := r.managerIn(plan.Region)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "create")
	defer cancel()

	tags := r.managedTags(plan.Tags, plan.TagsAll)
	resp.Diagnostics.Append(r.Meta.Claim(busToCreate(name))...)
	if resp.Diagnostics.HasError() {
		return
	}
	made, adopted, diags := k.associate(ctx, name, want, tags, plan.AdoptExisting.ValueBool())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		r.Meta.Release(busToCreate(name))
		return
	}
	// Terraform marks what is in the state after an error as tainted, and would
	// replace it. That is right for a bus made just now, and wrong for one that
	// was there before: it enters the state only when all went well.
	if !adopted {
		saved := plan
		resp.Diagnostics.Append(saved.flatten(ctx, made, r.Meta)...)
		resp.Diagnostics.Append(saved.save(ctx, &resp.State, resp.Identity)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	var problem diag.Diagnostic
	if adopted {
		made, problem = k.change(ctx, made, changes{settings: want, tags: tags, active: plan.Active.ValueBool()})
	} else {
		made, problem = k.finish(ctx, made, want, plan.Active.ValueBool())
	}
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	resp.Diagnostics.Append(plan.flatten(ctx, made, r.Meta)...)
	resp.Diagnostics.Append(plan.save(ctx, &resp.State, resp.Identity)...)
}

// Read refreshes the state, and warns if the source is deleted or about to expire.
func (r *associationResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state associationModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	k, diags := r.managerIn(state.regionOf())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	state.Region = r.Meta.Region()
	if resp.Identity != nil && resp.Identity.Raw.IsFullyNull() {
		// The state is of a version of the provider, or of Terraform, that knew
		// no identities. One has to be there even if the bus is gone.
		resp.Diagnostics.Append(state.identity().Set(ctx, resp.Identity)...)
	}
	name := state.ID.ValueString()
	r.Meta.Managed(busToCreate(name))
	bus, err := k.confirmBus(ctx, name)
	if err != nil {
		resp.Diagnostics.Append(k.diagnose(ctx, busObject(name), "reading", err, leftUnchanged))
		return
	}
	if bus == nil {
		resp.State.RemoveResource(ctx)
		return
	}
	if isManaged(bus) {
		resp.Diagnostics.Append(k.diagManaged(bus, "Nothing was changed. To remove it from the state, write a `removed` block with `lifecycle { destroy = false }`."))
		return
	}
	found, problem := k.read(ctx, bus, r.Meta.ManagesTags(state.Tags, state.TagsAll))
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	resp.Diagnostics.Append(state.flatten(ctx, found, r.Meta)...)
	resp.Diagnostics.Append(warnOfState(found.source, name, time.Now())...)
	resp.Diagnostics.Append(state.save(ctx, &resp.State, resp.Identity)...)
}

// Update changes the bus in place.
func (r *associationResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state associationModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.State.IsUnknown() && plan.TagsAll.Equal(state.TagsAll) { // See ModifyPlan: AWS stores nothing of what changes.
		resp.Diagnostics.Append(plan.save(ctx, &resp.State, resp.Identity)...)
		return
	}
	want, diags := plan.expand(ctx)
	resp.Diagnostics.Append(diags...)
	had, diags := state.expand(ctx)
	resp.Diagnostics.Append(diags...)
	timeout, diags := plan.Timeouts.Update(ctx, updateTimeout)
	resp.Diagnostics.Append(diags...)
	k, diags := r.managerIn(plan.Region)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "update")
	defer cancel()

	name := state.ID.ValueString()
	bus, err := k.confirmBus(ctx, name)
	switch {
	case err != nil:
		resp.Diagnostics.Append(k.diagnose(ctx, busObject(name), "reading", err, leftUnchanged))
		return
	case bus == nil:
		resp.Diagnostics.Append(diagVanished(name, k.place))
		return
	case isManaged(bus):
		resp.Diagnostics.Append(k.diagManaged(bus, leftUnchanged))
		return
	}
	found, problem := k.read(ctx, bus, false)
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	changed, problem := k.change(ctx, found, changes{
		settings: want, had: had,
		tags:   r.managedTags(plan.Tags, state.TagsAll),
		active: plan.Active.ValueBool(), wasActive: state.Active.ValueBool(),
	})
	if problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	resp.Diagnostics.Append(plan.flatten(ctx, changed, r.Meta)...)
	resp.Diagnostics.Append(plan.save(ctx, &resp.State, resp.Identity)...)
}

// Delete deletes the bus, unless it is to be kept or has rules.
func (r *associationResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state associationModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	k, diags := r.managerIn(state.regionOf())
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := state.ID.ValueString()
	if state.SkipDestroy.ValueBool() {
		resp.Diagnostics.Append(warnBusKept(name, k.place))
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, deleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "delete")
	defer cancel()
	if problem := k.dissociate(ctx, name); problem != nil {
		resp.Diagnostics.Append(problem)
		return
	}
	r.Meta.Release(busToCreate(name))
}

// managedTags are the planned tags of the bus, or nil if its tags are not managed.
// tagsAll are those in the state.
func (r *associationResource) managedTags(tags, tagsAll types.Map) map[string]string {
	if !r.Meta.ManagesTags(tags, tagsAll) {
		return nil
	}
	return awsresource.TagMap(r.Meta.AllTags(tags))
}
