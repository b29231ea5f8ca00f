package target

import (
	"context"
	"time"

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
	_ resource.ResourceWithImportState    = (*logTargetResource)(nil)
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
	resp.Diagnostics.Append(checkDeadLetterPlace(*P(&config).shared())...)
	resp.Diagnostics.Append(r.kind.validate(config)...)
}

// ModifyPlan plans the defaults that follow from other attributes, and lets the
// kind look at the plan.
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
	P(&plan).setDefaults(config)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if r.Meta == nil {
		return
	}
	resp.Diagnostics.Append(checkRegion(*P(&plan).shared(), r.Meta.AWS.Region())...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.kind.review(ctx, r.Meta, plan, before)...)
}
