package target

import (
	"context"
	"encoding/json"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// inRegion returns the key of a model, and switches the resource to the region
// of its rule.
func (r *targetResource[M, P]) inRegion(m *M, left string) (key, diag.Diagnostics) {
	k, err := P(m).shared().key()
	if err != nil {
		return k, diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Invalid rule ARN", prose.Capitalize(err.Error())+". "+left)}
	}
	return k, r.In(P(m).shared().ruleRegion())
}

// prepare is inRegion for a plan that is about to be applied: it completes the
// defaults and checks again what was unknown.
func (r *targetResource[M, P]) prepare(ctx context.Context, plan *M, config, state M) (key, diag.Diagnostics) {
	P(plan).setDefaults(config)
	diags := r.validate(*plan)
	if diags.HasError() {
		return key{}, diags
	}
	k, found := r.inRegion(plan, "Nothing was changed.")
	diags.Append(found...)
	if diags.HasError() {
		return k, diags
	}
	if !P(plan).shared().RuleARN.Equal(P(&state).shared().RuleARN) {
		diags.Append(r.checkAccount(ctx, *P(plan).shared())...)
	}
	if diags.HasError() {
		return k, diags
	}
	if diags.Append(r.kind.check(ctx, r.Meta, *plan, state)...); !diags.HasError() {
		diags.Append(checkDeadLetter(ctx, r.Meta, *P(plan).shared(), *P(&state).shared())...)
	}
	return k, diags
}

// Create puts the target after checking that events can arrive.
func (r *targetResource[M, P]) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan, config, none, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&plan).shared().Timeouts.Create(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "create")
	defer cancel()

	key, diags := r.prepare(ctx, &plan, config, none)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	target := P(&plan).expand(config)
	resp.Diagnostics.Append(targetsOf(r.Meta).create(ctx, key, target, r.kind.object(key))...)
	if resp.Diagnostics.HasError() {
		return
	}
	P(&state).flatten(key, target, plan)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(key.identity().Set(ctx, resp.Identity)...)
}

// Read reads the target. A target or rule that is gone leaves the state.
func (r *targetResource[M, P]) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var prior, state M
	resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	if resp.Diagnostics.HasError() {
		return
	}
	key, diags := r.inRegion(&prior, "")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(key.identity().Set(ctx, resp.Identity)...)
	r.Meta.Managed(r.kind.object(key))
	target, err := targetsOf(r.Meta).read(ctx, key)
	if awsclient.IsNotFound(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(key), "reading", err, ""))
		return
	}
	P(&state).flatten(key, target, prior)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
	resp.Diagnostics.Append(setUnexpected(ctx, resp.Private, r.kind.unexpected(target))...)
}

// Update puts the target again: PutTargets replaces all of it. A change of what
// only Terraform knows needs no call.
func (r *targetResource[M, P]) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, config, before, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&plan).shared().Timeouts.Update(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "update")
	defer cancel()

	key, err := P(&before).shared().key()
	if err == nil {
		resp.Diagnostics.Append(key.identity().Set(ctx, resp.Identity)...)
	}
	if differs[M, P](plan, before) {
		key, diags := r.prepare(ctx, &plan, config, before)
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		target := P(&plan).expand(config)
		resp.Diagnostics.Append(targetsOf(r.Meta).change(ctx, key, target)...)
		if resp.Diagnostics.HasError() {
			return
		}
		P(&state).flatten(key, target, plan)
		plan = state
		resp.Diagnostics.Append(setUnexpected(ctx, resp.Private, "")...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// differs reports whether plan and state differ in anything that AWS stores.
func differs[M any, P modelOf[M]](plan, state M) bool {
	known, planned := P(&state).shared(), P(&plan).shared()
	known.Timeouts, known.CatalogCheck = planned.Timeouts, planned.CatalogCheck
	return !reflect.DeepEqual(plan, state)
}

// Delete removes the target.
func (r *targetResource[M, P]) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var before M
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := P(&before).shared().Timeouts.Delete(ctx, awsresource.OperationTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := awsresource.WithTimeout(ctx, timeout, "delete")
	defer cancel()

	key, diags := r.inRegion(&before, "Nothing was removed.")
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(targetsOf(r.Meta).remove(ctx, key, r.kind.object(key))...)
}

// unexpectedKey is where Read notes, out of the user's sight, what the target on
// AWS has that no attribute shows.
const unexpectedKey = "unexpected"

func setUnexpected(ctx context.Context, private interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}, what string) diag.Diagnostics {
	value, err := json.Marshal(what)
	if err != nil {
		return nil // a string
	}
	return private.SetKey(ctx, unexpectedKey, value)
}

func getUnexpected(ctx context.Context, private interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}) (what string, diags diag.Diagnostics) {
	value, diags := private.GetKey(ctx, unexpectedKey)
	if len(value) > 0 && json.Unmarshal(value, &what) != nil {
		what = ""
	}
	return what, diags
}
