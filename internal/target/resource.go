package target

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// operationTimeout bounds an operation that has no timeout of its own.
const operationTimeout = 5 * time.Minute

// targetResource is the resource of any kind of target.
type targetResource[M any, P modelOf[M]] struct {
	awsresource.Base
	kind kind[M]
}

type (
	logTargetResource    = targetResource[logTargetModel, *logTargetModel]
	metricTargetResource = targetResource[metricTargetModel, *metricTargetModel]
)

var (
	_ resource.Resource                   = (*logTargetResource)(nil)
	_ resource.ResourceWithConfigure      = (*logTargetResource)(nil)
	_ resource.ResourceWithValidateConfig = (*logTargetResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*logTargetResource)(nil)
	_ resource.ResourceWithIdentity       = (*logTargetResource)(nil)
	_ resource.ResourceWithImportState    = (*logTargetResource)(nil)
	_ resource.ResourceWithMoveState      = (*logTargetResource)(nil)
)

// NewLogTarget is the resource eventbridge_log_target: a target of a rule that
// sends events to a log group of CloudWatch Logs.
func NewLogTarget() resource.Resource { return &logTargetResource{kind: logTarget()} }

// NewMetricTarget is the resource eventbridge_metric_target: a target of a rule
// that sends events to the state machine of a metric.
func NewMetricTarget() resource.Resource { return &metricTargetResource{kind: metricTarget()} }

func (r *targetResource[M, P]) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = r.kind.typeName
}

func (r *targetResource[M, P]) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: r.kind.description,
		Attributes:          attributes(ctx, r.kind.idFrom, r.kind.attributes),
	}
}

// ValidateConfig checks what takes more than one attribute.
func (r *targetResource[M, P]) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config M
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.validate(config)...)
}

// validate checks what takes more than one attribute, as far as they are known.
func (r *targetResource[M, P]) validate(m M) diag.Diagnostics {
	diags := checkRegion(*P(&m).shared())
	diags.Append(checkDeadLetterPlace(*P(&m).shared())...)
	diags.Append(r.kind.validate(m)...)
	return diags
}

// ModifyPlan plans the region and the defaults that follow from other
// attributes, and lets the kind look at the plan.
func (r *targetResource[M, P]) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, config, before M
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
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
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if r.Meta == nil || resp.Diagnostics.HasError() {
		return
	}
	if !shared.RuleARN.Equal(P(&before).shared().RuleARN) {
		resp.Diagnostics.Append(r.checkAccount(ctx, *shared)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.kind.review(ctx, r.Meta, plan, before)...)
}

// checkAccount refuses a rule of another account, in place of which the rule of
// that name in this one would silently be taken. It costs a call once, and where
// that is refused the check is left out.
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
		fmt.Sprintf("The rule %s is in account %s, and the provider's credentials are of account %s. Only the account of a rule can give it targets: "+
			"use a provider configured for account %[2]s (`provider = eventbridge.ALIAS`). Nothing was changed.", m.RuleARN.ValueString(), rule.Account, own))}
}
