package composite

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ValidateConfig checks what needs neither AWS nor the configuration of the
// provider.
func (r *Resource[M, P, E]) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config M
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	if r.Kind.Validate != nil {
		resp.Diagnostics.Append(r.Kind.Validate(config)...)
	}
	resp.Diagnostics.Append(P(&config).Roles().Validate()...)
	if P(&config).Roles().Creates() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), P(&config).Shared().Tags)...)
	}
}

// ModifyPlan plans what follows from other attributes.
func (r *Resource[M, P, E]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan, config, state M
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	exists := !req.State.Raw.IsNull()
	if exists {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.Kind.Plan(ctx, &plan, config, state)...)
	replaced := planRoles[M, P](&plan, config, state)
	if exists {
		resp.RequiresReplace = append(resp.RequiresReplace, replaced...)
	} else {
		resp.Diagnostics.Append(P(&config).Roles().CheckAccount(ctx, r.Meta)...)
	}
	shared := P(&plan).Shared()
	shared.ID, shared.ChangedParts = shared.Name, awsresource.StringList(nil)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	awsresource.PlanTags(ctx, resource.ModifyPlanRequest{Config: req.Config, Plan: resp.Plan, State: req.State}, resp, r.Meta)
	if P(&plan).Roles().Creates() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), r.Meta.AllTags(shared.Tags))...)
	}
}

func planRoles[M any, P ModelOf[M]](plan *M, config, state M) path.Paths {
	shared := P(plan).Shared()
	return P(plan).Roles().Plan(P(&config).Roles(), P(&state).Roles(), shared.Name, P(&state).Shared().Name, shared.Region.ValueString())
}
