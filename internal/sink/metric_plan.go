package sink

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
)

// The provider's catalog_check, as it counts for metrics.
const (
	checkWarn = "warn"
	checkOff  = "off"
)

// ValidateConfig checks what needs no AWS, and leaves what the catalog says to
// the plan, when the provider's catalog_check is known.
func (*metricResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config metricModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(checkValue(!config.Preset.IsNull(), map[string]attr.Value{
		"count_events": config.CountEvents, "field": config.Field, "duration": config.Duration,
	})...)
	if config.Preset.IsNull() {
		resp.Diagnostics.Append(checkRequired("`preset`", map[string]attr.Value{
			"detail_types": config.DetailTypes, "namespace": config.Namespace, "metric_name": config.MetricName,
		})...)
	}
	config.checkRoles(&resp.Diagnostics)
	effective := config
	effective.setDefaults(config)
	spec, _ := effective.parts().spec()
	resp.Diagnostics.Append(report(spec.Check(catalog.Default()), checkOff, nil).Errors()...)
	resp.Diagnostics.Append(checkTexts(effective.parts())...)
}

// checkValue holds that exactly one attribute makes the value.
func checkValue(preset bool, given map[string]attr.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	var set []string
	for _, name := range sortedKeys(given) {
		if !given[name].IsNull() {
			set = append(set, name)
		}
	}
	if count, ok := given["count_events"].(types.Bool); ok && !count.IsNull() && !count.IsUnknown() && !count.ValueBool() {
		diags.AddAttributeError(path.Root("count_events"), "Count that is switched off",
			"`count_events` is either true or left out. Leave it out where `field` or `duration` makes the value.")
		return diags
	}
	switch {
	case len(set) > 1:
		diags.AddAttributeError(path.Root(set[1]), "Several values for one metric",
			fmt.Sprintf("`%s` and `%s` are both set, and a metric has one value. Keep one of them.", set[0], set[1]))
	case len(set) == 0 && !preset:
		diags.AddError("Metric without a value",
			fmt.Sprintf("Exactly one of %s has to be set: it says what is published for an event.", prose.CodeAnd(sortedKeys(given))))
	}
	return diags
}

func checkRequired(unless string, given map[string]attr.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, name := range sortedKeys(given) {
		if given[name].IsNull() {
			diags.AddAttributeError(path.Root(name), "Missing attribute", fmt.Sprintf("Without %s, `%s` has to be set.", unless, name))
		}
	}
	return diags
}

// checkTexts refuses empty texts, which would otherwise count as not known yet.
func checkTexts(p specModel) diag.Diagnostics {
	var diags diag.Diagnostics
	check := func(at path.Path, value attr.Value) {
		if text, ok := value.(types.String); ok && !text.IsNull() && !text.IsUnknown() && text.ValueString() == "" {
			diags.AddAttributeError(at, "Empty text", fmt.Sprintf("`%s` is an empty text. Give it at least one character.", at))
		}
	}
	for name, value := range map[string]*types.String{"namespace": p.namespace, "metric_name": p.name, "unit": p.unit, "field": p.field} {
		if value != nil {
			check(path.Root(name), *value)
		}
	}
	if p.duration != nil {
		for _, end := range []string{"from", "to"} {
			check(path.Root("duration").AtName(end), p.duration.Attributes()[end])
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

// report turns findings into diagnostics. warned says of a costly or silent
// finding that it was said before.
func report(findings []metric.Finding, catalogCheck string, warned func(metric.Finding) bool) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, f := range findings {
		at := place(f.At)
		switch {
		case f.Severity == metric.Invalid:
			diags.AddAttributeError(at, f.Summary, f.Detail)
		case catalogCheck == checkOff && f.Severity != metric.Doubtful:
		case f.Severity == metric.Costly || f.Severity == metric.Silent || f.Severity == metric.Doubtful:
			if warned == nil || !warned(f) {
				diags.AddAttributeWarning(at, f.Summary, f.Detail)
			}
		case catalogCheck == checkWarn:
			diags.AddAttributeWarning(at, f.Summary, f.Detail)
		default:
			diags.AddAttributeError(at, f.Summary, f.Detail+
				"\n\nWhere the catalog is behind, set `catalog_check` of the provider to \"warn\" or \"off\".")
		}
	}
	return diags
}

// place is the attribute that a finding is about.
func place(at []string) path.Path {
	out := path.Root(at[0])
	for i, step := range at[1:] {
		switch {
		case at[0] == "detail_types":
			out = out.AtSetValue(types.StringValue(step))
		case at[0] == "duration":
			out = out.AtName(step)
		case at[0] == "where" && i == 2:
			index, err := strconv.Atoi(step)
			if err != nil {
				return out
			}
			out = out.AtListIndex(index)
		default:
			out = out.AtMapKey(step)
		}
	}
	return out
}

// warnedOf tells of a condition, a dimension or a duration that it was the same
// before.
func warnedOf(before, now metric.Spec) func(metric.Finding) bool {
	return func(f metric.Finding) bool {
		switch {
		case len(f.At) < 2:
			return false
		case f.At[0] == "where":
			old, ok := before.Where[f.At[1]]
			return ok && maps.EqualFunc(old, now.Where[f.At[1]], slices.Equal)
		case f.At[0] == "duration":
			return before.Duration != nil && now.Duration != nil && *before.Duration == *now.Duration && slices.Equal(before.DetailTypes, now.DetailTypes)
		}
		old, ok := before.Dimensions[f.At[1]]
		return ok && old == now.Dimensions[f.At[1]]
	}
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
	spec, complete := plan.parts().spec()
	before, _ := state.parts().spec()
	resp.Diagnostics.Append(report(spec.Check(catalog.Default()), r.Meta.CatalogCheck, warnedOf(before, spec))...)
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
