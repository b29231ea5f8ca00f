package logsquery

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// ValidateConfig checks what needs no AWS.
func (*queryResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config queryModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(config.check()...)
}

// check reports what is wrong with a configuration, as far as it is known.
func (m queryModel) check() diag.Diagnostics {
	var diags diag.Diagnostics
	switch {
	case m.Preset.IsNull() && m.Query.IsNull():
		diags.AddError("Missing preset or query", "Set exactly one of `preset` and `query`. The presets are "+prose.CodeAnd(presetNames())+".")
	case !m.Preset.IsNull() && !m.Query.IsNull():
		diags.AddAttributeError(path.Root("preset"), "Conflicting preset and query",
			"Set exactly one of `preset` and `query`. To change a preset, copy its text into `query`.")
	}
	if diags.HasError() || m.Parameters.IsUnknown() || len(m.Parameters.Elements()) == 0 {
		return diags
	}
	if m.Preset.IsUnknown() || m.Query.IsUnknown() {
		return diags
	}
	return append(diags, m.checkParameters()...)
}

var placeholder = regexp.MustCompile(`\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}`)

// checkParameters compares the parameters with the placeholders of the query.
// Without any parameter, two braces are nothing special.
func (m queryModel) checkParameters() diag.Diagnostics {
	var diags diag.Diagnostics
	at := path.Root("parameters")
	if !m.Preset.IsNull() {
		diags.AddAttributeError(at, "Conflicting preset and parameters", "A preset has no parameters. Remove `parameters`, or set `query` instead of `preset`.")
		return diags
	}
	used := map[string]bool{}
	for _, found := range placeholder.FindAllStringSubmatch(m.Query.ValueString(), -1) {
		used[found[1]] = true
	}
	declared := m.Parameters.Elements()
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		if !used[name] {
			nearest, _ := prose.Nearest(name, slices.Sorted(maps.Keys(used)))
			diags.AddAttributeError(at.AtMapKey(name), "Unused query parameter",
				fmt.Sprintf("The query does not refer to the parameter %q. Refer to it as {{%s}}, or remove it.%s", name, name, prose.DidYouMean(nearest)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(used)) {
		if _, ok := declared[name]; !ok {
			diags.AddAttributeError(path.Root("query"), "Undeclared query parameter",
				fmt.Sprintf("The query refers to {{%s}}, and `parameters` has no %q. Add it to `parameters`.", name, name))
		}
	}
	return diags
}

// ModifyPlan plans the text of the preset.
func (r *queryResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan, config queryModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(config.check()...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setQuery(config)
	plan.setDashboard()
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(r.planObject(ctx, plan)...)
	} else {
		var state queryModel
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
		r.Meta.Managed(r.toCreate(state.Name.ValueString(), ""))
	}
}

// planObject looks for a query with the name of the one that is to be created.
func (r *queryResource) planObject(ctx context.Context, plan queryModel) diag.Diagnostics {
	if plan.Name.IsUnknown() {
		return nil
	}
	name := plan.Name.ValueString()
	object := r.toCreate(name, "")
	return r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		found, err := namesakes(ctx, r.api(), name)
		if err != nil || len(found) == 0 {
			return false, err
		}
		object.ID = aws.ToString(plan.namesake(found).QueryDefinitionId)
		return true, nil
	})
}
