package target

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// Create puts the target, once it is clear that events can arrive.
func (r *targetResource[M, P]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config, none M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&plan).shared().Timeouts.Create(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	P(&plan).setDefaults(config)
	key, err := P(&plan).shared().key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+". Nothing was changed.")
		return
	}
	resp.Diagnostics.Append(r.kind.check(ctx, r.Meta, plan, none)...)
	if resp.Diagnostics.HasError() {
		return
	}
	target := P(&plan).expand(config)
	resp.Diagnostics.Append(targetsOf(r.Meta).create(ctx, key, target, r.kind.typeName)...)
	if resp.Diagnostics.HasError() {
		return
	}
	var state M
	P(&state).flatten(key, target, plan)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Read reads the target. A target or rule that is gone leaves the state.
func (r *targetResource[M, P]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var prior M
	resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, operationTimeout)
	defer cancel()

	key, err := P(&prior).shared().key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+".")
		return
	}
	target, err := targetsOf(r.Meta).read(ctx, key)
	if awsclient.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(key), "reading", err, ""))
		return
	}
	var state M
	P(&state).flatten(key, target, prior)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update puts the target again: PutTargets replaces all of it.
func (r *targetResource[M, P]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, before M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&plan).shared().Timeouts.Update(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	P(&plan).setDefaults(config)
	key, err := P(&plan).shared().key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+". Nothing was changed.")
		return
	}
	resp.Diagnostics.Append(r.kind.check(ctx, r.Meta, plan, before)...)
	if resp.Diagnostics.HasError() {
		return
	}
	target := P(&plan).expand(config)
	resp.Diagnostics.Append(targetsOf(r.Meta).put(ctx, key, target, "changing", "The target is as it was. Apply again to go on.")...)
	if resp.Diagnostics.HasError() {
		return
	}
	var state M
	P(&state).flatten(key, target, plan)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Delete removes the target.
func (r *targetResource[M, P]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var before M
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&before).shared().Timeouts.Delete(ctx, operationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	key, err := P(&before).shared().key()
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("rule_arn"), "Invalid rule ARN", sentence(err)+". Nothing was removed.")
		return
	}
	resp.Diagnostics.Append(targetsOf(r.Meta).remove(ctx, key)...)
}
