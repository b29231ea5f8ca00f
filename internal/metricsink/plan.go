package metricsink

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metricspec"
)

// ValidateConfig checks what needs neither AWS nor the configuration of the
// provider.
func (*metricResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config metricModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(metricspec.CheckValue(!config.Preset.IsNull(), map[string]attr.Value{
		"count_events": config.CountEvents, "field": config.Field, "duration": config.Duration,
	})...)
	if config.Preset.IsNull() {
		resp.Diagnostics.Append(checkRequired("`preset`", map[string]attr.Value{
			"detail_types": config.DetailTypes, "namespace": config.Namespace, "metric_name": config.MetricName,
		})...)
	}
	config.checkRoles(&resp.Diagnostics)
	if config.createsRole() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), config.Tags)...)
	}
	effective := config
	effective.setDefaults(config)
	resp.Diagnostics.Append(effective.parts().Check(metricspec.Attributes{}).Errors()...)
	resp.Diagnostics.Append(effective.parts().CheckStrings()...)
}

func checkRequired(unless string, given map[string]attr.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if given[name].IsNull() {
			diags.AddAttributeError(path.Root(name), "Missing attribute", fmt.Sprintf("Without %s, `%s` has to be set.", unless, name))
		}
	}
	return diags
}

// checkRoles refuses settings of roles that are not made here. A role with a name
// is made here; the ARN of the same role may stand beside it, because in the
// configuration that Terraform generates for an import it does.
func (m metricModel) checkRoles(diags *diag.Diagnostics) {
	given := 0
	for _, kind := range []string{kindExecution, kindInvocation} {
		name, roleARN := m.role(kind)
		if name.IsNull() && !roleARN.IsNull() {
			given++
		}
		beside, err := arn.Parse(roleARN.ValueString())
		if err != nil || name.IsNull() || name.IsUnknown() || m.RolePath.IsUnknown() {
			continue
		}
		if own := "role" + cmp.Or(m.RolePath.ValueString(), defaultRolePath) + name.ValueString(); beside.Resource != own {
			diags.AddAttributeError(path.Root(kind+"_role_arn"), "Role that is given and made", fmt.Sprintf(
				"`%[1]s_role_arn` gives %[2]s, and `%[1]s_role_name` asks for a role that is made here, %[3]s. Remove one of the two.", kind, beside.Resource, own))
		}
	}
	if name := m.ExecutionRoleName; !name.IsNull() && !name.IsUnknown() && name.Equal(m.InvocationRoleName) {
		diags.AddAttributeError(path.Root("invocation_role_name"), "One name for two roles",
			fmt.Sprintf("Both roles have the name %q. Each is for one service and one purpose; give them different names.", name.ValueString()))
	}
	if given < 2 {
		return
	}
	for name, value := range map[string]types.String{"role_path": m.RolePath, "permissions_boundary_arn": m.PermissionsBoundaryARN} {
		if !value.IsNull() && value.ValueString() != defaultRolePath {
			diags.AddAttributeError(path.Root(name), "Setting without a role",
				fmt.Sprintf("Both roles are given, so that none is made here and `%s` would have no effect. Remove it.", name))
		}
	}
}

// createsRole reports whether a role is created for the metric.
func (m metricModel) createsRole() bool {
	return !m.ExecutionRoleName.IsNull() || !m.InvocationRoleName.IsNull() || m.ExecutionRoleARN.IsNull() || m.InvocationRoleARN.IsNull()
}

// checkOwnRoles refuses the ARN of a role that is to be made, where it is to be
// made in another account.
func (r *metricResource) checkOwnRoles(ctx context.Context, config metricModel) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, kind := range []string{kindExecution, kindInvocation} {
		name, roleARN := config.role(kind)
		account := awsresource.AccountOf(roleARN.ValueString())
		if name.IsNull() || account == "" {
			continue
		}
		own, err := r.Meta.AWS.AccountID(ctx)
		if err != nil {
			return append(diags, awsresource.Diagnose("the account", "asking AWS for", err, "Nothing was changed."))
		}
		if own != "" && own != account {
			diags.AddAttributeError(path.Root(kind+"_role_arn"), "Role of another account", fmt.Sprintf(
				"`%[1]s_role_arn` is of account %[2]s, and the role that `%[1]s_role_name` asks for would be made in account %[3]s. Remove `%[1]s_role_arn`. Nothing was changed.", kind, account, own))
		}
	}
	return diags
}

// ModifyPlan plans everything that follows from the configuration, the
// definition of the state machine included.
func (r *metricResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan, config, state metricModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	exists := !req.State.Raw.IsNull()
	if exists {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setDefaults(config)
	plan.checkFailures(&resp.Diagnostics)
	spec, complete := plan.parts().Spec()
	before, _ := state.parts().Spec()
	if complete {
		metricspec.KeepWhere(&plan.Where, state.Where, config.Where, before, spec)
	}
	resp.Diagnostics.Append(plan.parts().Check(state.parts())...)
	if resp.Diagnostics.HasError() {
		return
	}
	r.planNames(&plan, config, state, spec, complete)
	plan.planRoles(config, state)
	if !exists {
		resp.Diagnostics.Append(r.checkOwnRoles(ctx, config)...)
	}
	plan.ChangedParts = types.ListValueMust(types.StringType, nil)
	plan.Definition = types.StringUnknown()
	if complete && plan.Region.ValueString() != "" {
		plan.Definition = types.StringValue(spec.Definition(catalog.Default(), r.Meta.AWS.Partition()))
		resp.Diagnostics.Append(checkSize(plan.Definition.ValueString())...)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	for name, changed := range map[string]bool{
		"execution_role_name":  isRenamed(state.ExecutionRoleName, plan.ExecutionRoleName),
		"invocation_role_name": isRenamed(state.InvocationRoleName, plan.InvocationRoleName),
	} {
		if exists && changed {
			resp.RequiresReplace = append(resp.RequiresReplace, path.Root(name))
		}
	}
	awsresource.PlanTags(ctx, resource.ModifyPlanRequest{Config: req.Config, Plan: resp.Plan, State: req.State}, resp, r.Meta)
	if plan.createsRole() {
		resp.Diagnostics.Append(awsresource.CheckRoleTags(path.Root("tags"), r.Meta.AllTags(plan.Tags))...)
	}
}

func isRenamed(before, planned types.String) bool {
	return !before.IsNull() && !planned.IsNull() && !planned.IsUnknown() && !before.Equal(planned)
}

// checkFailures refuses a log group that is not where the state machine is.
func (m metricModel) checkFailures(diags *diag.Diagnostics) {
	group, err := arn.Parse(m.FailureLogGroupARN.ValueString())
	if region := m.Region.ValueString(); err == nil && region != "" && group.Region != region {
		diags.AddAttributeError(path.Root("failure_log_group_arn"), "Log group in another region",
			fmt.Sprintf("The log group is in %s and the state machine in %s, and Step Functions logs to its own region only. Give a log group in %[2]s.", group.Region, region))
	}
}

func checkSize(definition string) diag.Diagnostics {
	var diags diag.Diagnostics
	if wrong := metric.CheckDefinition(definition); wrong != "" {
		diags.AddAttributeError(path.Root("where"), "Definition that is too large", wrong)
	}
	return diags
}

// planNames plans the name and what follows from it.
func (r *metricResource) planNames(plan *metricModel, config, state metricModel, spec metric.Spec, complete bool) {
	switch {
	case !config.Name.IsNull():
		plan.Name = config.Name
	case !state.Name.IsNull():
		plan.Name = state.Name
	case complete:
		plan.Name = types.StringValue(stateMachineName(spec))
	default:
		plan.Name = types.StringUnknown()
	}
	plan.ID, plan.StateMachineARN = plan.Name, types.StringUnknown()
	if !state.StateMachineARN.IsNull() && plan.Name.Equal(state.Name) {
		plan.StateMachineARN = state.StateMachineARN
	}
}

// planRoles plans names and ARNs of the roles.
func (m *metricModel) planRoles(config, state metricModel) {
	region := m.Region.ValueString() // "" while it is not known
	moved := !state.RolePath.IsNull() && !m.RolePath.Equal(state.RolePath)
	for _, kind := range []string{kindExecution, kindInvocation} {
		name, roleARN := m.role(kind)
		givenName, givenARN := config.role(kind)
		oldName, oldARN := state.role(kind)
		*roleARN, *name = planRole(kind, region, m.Name, *givenARN, *givenName, *oldARN, *oldName, state.Name)
		if moved && givenARN.IsNull() {
			*roleARN = types.StringUnknown()
		}
	}
}

func planRole(kind, region string, machine, givenARN, givenName, oldARN, oldName, oldMachine types.String) (roleARN, name types.String) {
	if !givenARN.IsNull() {
		return givenARN, givenName // A name beside it is that of the same role, see checkRoles.
	}
	switch {
	case !givenName.IsNull():
		name = givenName
	case !oldName.IsNull() && machine.Equal(oldMachine):
		name = oldName
	case machine.IsUnknown() || region == "":
		name = types.StringUnknown()
	default:
		name = types.StringValue(nameOfRole(machine.ValueString(), region, kind))
	}
	if !oldName.IsNull() && name.Equal(oldName) && !oldARN.IsNull() {
		return oldARN, name
	}
	return types.StringUnknown(), name
}
