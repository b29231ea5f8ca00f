package target

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// ValidateConfig checks what takes more than one attribute.
func (r *targetResource[M, P]) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.validate(config)...)
}

// validate checks what takes more than one attribute, as far as it is known.
func (r *targetResource[M, P]) validate(m M) diag.Diagnostics {
	diags := checkRegion(*P(&m).shared())
	diags.Append(checkDeadLetterPlace(*P(&m).shared())...)
	diags.Append(r.kind.validate(m)...)
	return diags
}

// ModifyPlan plans the region and the defaults that follow from other
// attributes, and lets the kind review the plan.
func (r *targetResource[M, P]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, config, state M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	shared := P(&plan).shared()
	r.PlanRegion(ctx, req, resp, shared.ruleRegion())
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(awsresource.RegionName), &shared.Region)...)
	if resp.Diagnostics.HasError() {
		return
	}
	P(&plan).setDefaults(config)
	unexpected, diags := getUnexpected(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	if unexpected != "" {
		shared.ID = types.StringUnknown() // AWS has to get the target again
		resp.Diagnostics.Append(diag.NewWarningDiagnostic("Unexpected target settings",
			fmt.Sprintf("The target %q on AWS is not what this resource creates. %s The apply replaces its settings.", shared.TargetID.ValueString(), unexpected)))
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if r.Meta == nil || resp.Diagnostics.HasError() {
		return
	}
	if !shared.RuleARN.Equal(P(&state).shared().RuleARN) {
		resp.Diagnostics.Append(r.checkAccount(ctx, *shared)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.kind.review(ctx, r.Meta, plan, state)...)
	resp.Diagnostics.Append(r.planObject(ctx, *shared, *P(&state).shared())...)
}

// planObject looks for the target that is to be created.
func (r *targetResource[M, P]) planObject(ctx context.Context, plan, state model) diag.Diagnostics {
	if k, err := state.key(); err == nil {
		r.Meta.Managed(r.kind.object(k))
		return nil
	}
	k, err := plan.key()
	if err != nil || k.id == "" {
		return nil
	}
	object := r.kind.object(k)
	return r.Meta.PlanObject(ctx, &object, func(ctx context.Context) (bool, error) {
		all, err := r.Meta.AWS.Rules().TargetsNow(ctx, k.rule.Bus, k.rule.Name)
		return occupant(k, all) != nil, err
	})
}

// checkAccount refuses a rule of another account, because EventBridge would use
// the rule of that name in this one. Without the permission for the one call
// that it takes, nothing is checked.
func (r *targetResource[M, P]) checkAccount(ctx context.Context, m model) diag.Diagnostics {
	rule, ok := knownRule(m.RuleARN)
	if !ok || !r.Meta.AWS.Usable() {
		return nil
	}
	own, err := r.Meta.AWS.AccountID(ctx)
	if err != nil || own == "" || own == rule.Account {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("rule_arn"), "Rule in another account",
		fmt.Sprintf("The rule %s is in account %s, and the provider's credentials belong to account %s. Only the account of a rule can add targets to it: "+
			"use a provider configured for account %[2]s (`provider = eventbridge.ALIAS`). Nothing was changed.", m.RuleARN.ValueString(), rule.Account, own))}
}

// checkDeadLetterPlace refuses a dead-letter queue outside the rule's region.
// Another account is fine.
func checkDeadLetterPlace(m model) diag.Diagnostics {
	rule, ok := knownRule(m.RuleARN)
	queue, err := arn.Parse(m.DeadLetterARN.ValueString())
	if !ok || err != nil || queue.Region == rule.Region {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("dead_letter_arn"), "Dead-letter queue in another region",
		fmt.Sprintf("The queue %s is in %s and the rule in %s. A target's dead-letter queue must be in the region of its rule.",
			m.DeadLetterARN.ValueString(), queue.Region, rule.Region))}
}

// checkRegion refuses a region that is not the rule's.
func checkRegion(m model) diag.Diagnostics {
	rule, ok := knownRule(m.RuleARN)
	if !ok || m.Region.IsNull() || m.Region.IsUnknown() || m.Region.ValueString() == rule.Region {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root(awsresource.RegionName), "Conflicting region",
		fmt.Sprintf("`region` is %s, and the rule in `rule_arn` is in %s. A target is always in the region of its rule. "+
			"Remove `region`: it follows from `rule_arn`.", m.Region.ValueString(), rule.Region))}
}

// knownRule is the rule that an attribute names, if it is known.
func knownRule(value types.String) (awsclient.RuleARN, bool) {
	if value.IsNull() || value.IsUnknown() {
		return awsclient.RuleARN{}, false
	}
	rule, err := awsclient.ParseRuleARN(value.ValueString())
	return rule, err == nil
}
