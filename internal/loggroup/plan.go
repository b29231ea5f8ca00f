package loggroup

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ValidateConfig checks what needs neither AWS nor the configuration of the
// provider.
func (*logGroupResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config logGroupModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.SkipDestroy.ValueBool() && config.ForceDestroy.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("skip_destroy"), "Conflicting destroy arguments",
			"`skip_destroy` keeps the log group when the resource is destroyed, and `force_destroy` deletes it with its events. Remove one of them.")
	}
	if config.CreateLogGroup.IsNull() || config.CreateLogGroup.IsUnknown() || config.CreateLogGroup.ValueBool() {
		resp.Diagnostics.Append(awsresource.CheckTagCharacters(path.Root("tags"), config.Tags, "CloudWatch Logs")...)
		return
	}
	for _, setting := range []struct {
		attribute string
		set       bool
	}{
		{"retention_in_days", !config.RetentionInDays.IsNull()},
		{"kms_key_arn", !config.KMSKeyARN.IsNull()},
		{"log_group_class", !config.LogGroupClass.IsNull()},
		{"deletion_protection_enabled", config.Protected.ValueBool()},
		{"tags", !config.Tags.IsNull()},
		{"force_destroy", config.ForceDestroy.ValueBool()},
	} {
		if setting.set {
			resp.Diagnostics.AddAttributeError(path.Root(setting.attribute), "Conflicting create_log_group value",
				fmt.Sprintf("With create_log_group = false, the resource manages the resource policy only, so `%[1]s` has no effect. "+
					"Remove `%[1]s`; or import the log group with create_log_group = true to manage it.", setting.attribute))
		}
	}
}

// ModifyPlan plans tags, and stops changes that could only fail half-way.
func (r *logGroupResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() || r.Meta == nil {
		return
	}
	r.PlanRegion(ctx, req, resp, types.StringNull())
	var plan logGroupModel
	resp.Diagnostics.Append(resp.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if !plan.CreateLogGroup.IsUnknown() && !plan.CreateLogGroup.ValueBool() {
		_, none := awsresource.NoTags()
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("tags_all"), none)...)
	} else {
		awsresource.PlanTags(ctx, req, resp, r.Meta)
		resp.Diagnostics.Append(awsresource.CheckTagCharacters(path.Root("tags"), r.Meta.AllTags(plan.Tags), "CloudWatch Logs")...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		resp.Diagnostics.Append(warnOfClass(plan.LogGroupClass)...)
		r.planObject(ctx, plan, resp)
		return
	}
	var state logGroupModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	r.Meta.Managed(toCreate(state))
	if resp.Diagnostics.HasError() || len(resp.RequiresReplace) > 0 || !state.Name.Equal(plan.Name) {
		return
	}
	if !state.CreateLogGroup.ValueBool() && plan.CreateLogGroup.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("create_log_group"), "Log group not created by this resource",
			fmt.Sprintf("The log group %q was not created by this resource, and the provider does not take over what it did not create. "+
				"To manage it, remove the resource from the state with `terraform state rm`, and import it: the plan then shows what would change. "+
				"The import ID is the name of the log group.\n\nNothing was changed.", state.Name.ValueString()))
		return
	}
	if plan.RetentionInDays.Equal(state.RetentionInDays) || !state.RetentionPolicy.IsNull() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("retention_policy_name"), state.RetentionPolicy)...)
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("effective_retention_in_days"), state.EffectiveDays)...)
	}
	if !plan.LogGroupClass.Equal(state.LogGroupClass) {
		resp.Diagnostics.Append(warnOfClass(plan.LogGroupClass)...)
	}
	r.planClass(ctx, state, plan, resp)
	resp.Diagnostics.Append(r.warnOfRemovedStatements(ctx, req.Private, state, plan)...)
}

// warnOfRemovedStatements shows what somebody added to the provider's policy, which
// the apply removes.
func (r *logGroupResource) warnOfRemovedStatements(ctx context.Context, private privateState, state, plan logGroupModel) diag.Diagnostics {
	mode := plan.ResourcePolicy.ValueString()
	if state.ResourcePolicy.ValueString() != policyChanged || mode == policyNone {
		return nil
	}
	owned, diags := loadOwnership(ctx, private)
	if diags.HasError() {
		return diags
	}
	have, err := r.policies(state.Name.ValueString(), state.ARN.ValueString(), owned).look(ctx, mode)
	if err != nil || !have.own || have.policy == nil {
		return diags // the apply reports it
	}
	removed := awsclient.ForeignStatements(aws.ToString(have.policy.PolicyDocument))
	if len(removed) == 0 {
		return diags
	}
	diags.AddAttributeWarning(path.Root("resource_policy"), "Resource policy statements will be removed", fmt.Sprintf(
		"The resource policy that this resource created has statements that it did not write. The apply restores the policy and removes them:\n\n  %s\n\n"+
			"If they are needed, put them into another policy before you apply, such as one of the account (`aws_cloudwatch_log_resource_policy`), "+
			"or set `resource_policy = \"none\"` and manage the whole policy elsewhere.", strings.Join(removed, "\n  ")))
	return diags
}

// planClass stops a change of class that would keep the old group because of
// its events, and then could not create the new one of the same name.
func (r *logGroupResource) planClass(ctx context.Context, state, plan logGroupModel, resp *resource.ModifyPlanResponse) {
	if !state.CreateLogGroup.ValueBool() || state.ForceDestroy.ValueBool() ||
		plan.LogGroupClass.IsUnknown() || plan.LogGroupClass.Equal(state.LogGroupClass) {
		return
	}
	if state.SkipDestroy.ValueBool() {
		resp.Diagnostics.AddAttributeError(path.Root("log_group_class"), "Replacement blocked by skip_destroy",
			fmt.Sprintf("The class of a log group cannot be changed, so %q would have to be deleted and created again, and `skip_destroy` keeps it. "+
				"Give the new log group another name; or apply `skip_destroy = false` first.", state.Name.ValueString()))
		return
	}
	holds, err := r.groups().holdsEvents(ctx, state.Name.ValueString(), state.EffectiveDays.ValueInt64())
	if awsclient.IsNotFound(err) {
		return
	}
	if err != nil {
		resp.Diagnostics.Append(awsresource.Diagnose(describe(state.Name.ValueString()), "looking for events in", err, "Nothing was changed."))
		return
	}
	if holds {
		resp.Diagnostics.AddAttributeError(path.Root("log_group_class"), "Log group contains events",
			fmt.Sprintf("The class of a log group cannot be changed, so %q would have to be deleted and created again. It contains events, which would be lost. "+
				"To accept that, apply `force_destroy = true` first; or give the new log group another name.", state.Name.ValueString()))
	}
}

// planObject looks for the log group that is to be created. If it exists, its ARN is
// known, so that what depends on it is looked for as well.
func (r *logGroupResource) planObject(ctx context.Context, plan logGroupModel, resp *resource.ModifyPlanResponse) {
	if plan.Name.IsUnknown() || plan.CreateLogGroup.IsUnknown() || !plan.managed() {
		return
	}
	object := toCreate(plan)
	resp.Diagnostics.Append(r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		group, err := r.groups().find(ctx, plan.Name.ValueString())
		if arn := plainARN(group); err == nil && arn != "" {
			resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("arn"), arn)...)
		}
		return err == nil, err
	})...)
}
