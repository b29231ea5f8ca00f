package composite

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/servicerole"
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
	switch {
	case resp.Diagnostics.HasError() || shared.Name.IsUnknown():
	case exists:
		r.Meta.Managed(r.object(state))
	default:
		resp.Diagnostics.Append(r.planObjects(ctx, plan, &resp.Plan)...)
	}
}

// planObjects looks for the objects that are to be created. The ARNs of those that
// exist are known, so that what depends on them is looked for as well.
func (r *Resource[M, P, E]) planObjects(ctx context.Context, plan M, planned *tfsdk.Plan) diag.Diagnostics {
	if roles := P(&plan).Roles().Roles; !slices.ContainsFunc(roles, func(role servicerole.Attribute) bool { return role.Name.IsUnknown() }) {
		if diags := r.Meta.ClaimPlanned(r.objects(plan)...); diags.HasError() {
			return diags
		}
	}
	object := r.object(plan)
	return r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		state := tfsdk.State{Schema: planned.Schema, Raw: tftypes.NewValue(planned.Schema.Type().TerraformType(ctx), nil)}
		diags := state.SetAttribute(ctx, path.Root("name"), object.ID)
		diags.Append(state.SetAttribute(ctx, path.Root(awsresource.RegionName), r.Meta.Region())...)
		var found M
		diags.Append(state.Get(ctx, &found)...)
		if diags.HasError() {
			return false, nil
		}
		r.planned = &plan
		now, diags := r.Kind.Read(ctx, &found)
		r.planned = nil
		if diags.HasError() || r.Kind.None(now) {
			return false, nil
		}
		found = r.flatten(now, found)
		if roles, unreadable := r.ReadRoles(ctx, found); !unreadable.HasError() {
			object.ID = r.RoleOwner(plan, false).ImportID(P(&plan).Roles(), roles)
		}
		if state.Set(ctx, found).HasError() {
			return true, nil
		}
		planned.Raw = withARNs(planned.Raw, state.Raw)
		return true, nil
	})
}

// withARNs is a plan with the ARNs that are unknown in it and that the state has.
func withARNs(plan, state tftypes.Value) tftypes.Value {
	var planned, found map[string]tftypes.Value
	if plan.As(&planned) != nil || state.As(&found) != nil {
		return plan
	}
	for name, value := range planned {
		if strings.HasSuffix(name, "arn") && !value.IsKnown() && !found[name].IsNull() {
			planned[name] = found[name]
		}
	}
	return tftypes.NewValue(plan.Type(), planned)
}

func planRoles[M any, P ModelOf[M]](plan *M, config, state M) path.Paths {
	shared := P(plan).Shared()
	return P(plan).Roles().Plan(P(&config).Roles(), P(&state).Roles(), shared.Name, P(&state).Shared().Name, shared.Region.ValueString())
}
