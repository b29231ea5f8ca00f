package target

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

var (
	_ resource.Resource                   = (*metricTargetResource)(nil)
	_ resource.ResourceWithConfigure      = (*metricTargetResource)(nil)
	_ resource.ResourceWithValidateConfig = (*metricTargetResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*metricTargetResource)(nil)
	_ resource.ResourceWithImportState    = (*metricTargetResource)(nil)
)

type metricTargetResource struct{ awsresource.Base }

// NewMetricTarget is the resource eventbridge_metric_target: a target of a rule
// that sends events to the state machine of a metric.
func NewMetricTarget() resource.Resource { return &metricTargetResource{} }

const metricTargetType = "eventbridge_metric_target"

func (*metricTargetResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = metricTargetType
}

func (*metricTargetResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A target of a rule: sends the rule's events to an `eventbridge_metric`, which publishes a point of a CloudWatch metric for each event that has a value.\n\n" +
			"It is refused where the rule matches none of the metric's detail-types, because the metric would stay empty for ever. " +
			"A rule that matches other events too only makes runs that publish nothing, and are paid for. " +
			"A rule has five targets at most, and a target that was made elsewhere is never overwritten.",
		Attributes: attributes(ctx, "the state machine's name", map[string]schema.Attribute{
			"state_machine_arn": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ARN of the state machine: the `state_machine_arn` of an `eventbridge_metric`, in the account and region of the rule.",
				Validators:          []validator.String{awsresource.ARN("states", "stateMachine:")},
			},
			"role_arn": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "ARN of the role that EventBridge starts the state machine with: the `invocation_role_arn` of the `eventbridge_metric`.",
				Validators:          []validator.String{awsresource.ARN("iam", "role/")},
			},
		}),
	}
}

// ValidateConfig checks what takes more than one attribute.
func (*metricTargetResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config metricTargetModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(checkDeadLetterPlace(config.model)...)
	resp.Diagnostics.Append(checkMachinePlace(config)...)
}

// checkMachinePlace refuses a state machine that is not where the rule is.
func checkMachinePlace(config metricTargetModel) diag.Diagnostics {
	rule, ok := knownRule(config.RuleARN)
	machine, err := arn.Parse(config.StateMachineARN.ValueString())
	if !ok || err != nil {
		return nil
	}
	if machine.Region == rule.Region && machine.AccountID == rule.Account && machine.Partition == rule.Partition {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("state_machine_arn"), "State machine out of the rule's reach",
		fmt.Sprintf("The state machine is in account %s and region %s, and the rule in account %s and region %s. Make a metric where the rule is.",
			machine.AccountID, machine.Region, rule.Account, rule.Region))}
}

// ModifyPlan plans the default of target_id, and compares rule and metric where
// both are there already.
func (r *metricTargetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, config, state metricTargetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setDefaults(config)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("target_id"), plan.TargetID)...)
	if r.Meta == nil {
		return
	}
	resp.Diagnostics.Append(checkRegion(plan.model, r.Meta.AWS.Region())...)
	isNew := !plan.RuleARN.Equal(state.RuleARN) || !plan.StateMachineARN.Equal(state.StateMachineARN)
	if isNew && !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(r.compare(ctx, plan)...)
	}
}

// machineReader is what a metric target needs of Step Functions.
type machineReader interface {
	DescribeStateMachine(context.Context, *sfn.DescribeStateMachineInput, ...func(*sfn.Options)) (*sfn.DescribeStateMachineOutput, error)
}

var _ machineReader = (*sfn.Client)(nil)

// compare holds the rule's pattern against the metric's detail-types. What is
// not there yet, may not be read, or is no metric of this provider is left alone.
func (r *metricTargetResource) compare(ctx context.Context, plan metricTargetModel) diag.Diagnostics {
	rule, ok := knownRule(plan.RuleARN)
	if !ok || plan.StateMachineARN.IsUnknown() || r.Meta.CatalogCheck == "off" {
		return nil
	}
	var reader machineReader = r.Meta.AWS.SFN()
	out, err := reader.DescribeStateMachine(ctx, &sfn.DescribeStateMachineInput{StateMachineArn: aws.String(plan.StateMachineARN.ValueString())})
	if err != nil {
		return nil // creating the target tells
	}
	spec, ours, _ := metric.SpecOf(aws.ToString(out.Definition), catalog.Default(), r.Meta.AWS.Partition())
	found, err := r.Meta.AWS.Rules().Find(ctx, rule.Bus, rule.Name)
	if err != nil || !ours {
		return nil
	}
	matching := matchingTypes(aws.ToString(found.EventPattern), spec.DetailTypes)
	if len(matching) > 0 {
		return nil
	}
	detail := fmt.Sprintf("The %s matches no event with the detail-type %s, and the metric %q counts no other. It would stay empty for ever. "+
		"Send the events of another rule to it, or give the metric other `detail_types`.",
		describeRule(key{rule: rule}), strings.Join(quoted(spec.DetailTypes), " or "), spec.Name)
	if r.Meta.CatalogCheck == "warn" {
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("state_machine_arn"), "Rule and metric that do not fit", detail)}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("state_machine_arn"), "Rule and metric that do not fit", detail+" The target was not written.")}
}

// matchingTypes are those of the detail-types that the pattern's condition on
// detail-type lets through: all of them where it has none.
func matchingTypes(text string, detailTypes []string) []string {
	parsed, _ := pattern.Parse(text)
	if parsed == nil {
		return detailTypes
	}
	field := parsed.Root().Find("detail-type")
	if field == nil || !field.IsLeaf() {
		return detailTypes
	}
	var builder pattern.Builder
	builder.Field([]string{"detail-type"}, field.Conditions...)
	alone, _ := pattern.Parse(builder.String())
	if alone == nil {
		return detailTypes
	}
	var out []string
	for _, name := range detailTypes {
		event := fmt.Sprintf(`{"detail-type":%q}`, name)
		if matches, err := alone.Match([]byte(event)); err != nil || matches {
			out = append(out, name)
		}
	}
	return out
}

func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = fmt.Sprintf("%q", name)
	}
	return out
}

// ImportState takes what every target does.
func (r *metricTargetResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	key, diags := importKey(ctx, req.ID, r.Meta)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("rule_arn"), key.rule.String())...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("target_id"), key.id)...)
}

// importKey reads an import ID and looks up what it leaves open.
func importKey(ctx context.Context, id string, meta *awsresource.Meta) (key, diag.Diagnostics) {
	var diags diag.Diagnostics
	k, ok := parseImportID(id)
	if !ok {
		diags.AddError("Invalid import ID",
			fmt.Sprintf("%q is not a target. Import by event bus, rule and target id, such as aws.partner/buildkite.com/org/1/job-starts/Buildkite-JobWaitTime-1a2b3c4d, "+
				"or by the rule's ARN with the target id behind it.", id))
		return k, diags
	}
	if k.rule.Region == "" {
		rule, err := meta.AWS.Rules().Find(ctx, k.rule.Bus, k.rule.Name)
		if awsclient.IsNotFound(err) {
			diags.AddError("Rule not found", fmt.Sprintf("There is no %s in %s, so its target can't be imported.", describeRule(k), meta.AWS.Region()))
			return k, diags
		}
		if err != nil {
			diags.Append(awsresource.Diagnose(describeRule(k), "reading", err, "Nothing was imported."))
			return k, diags
		}
		if k.rule, err = awsclient.ParseRuleARN(aws.ToString(rule.Arn)); err != nil {
			diags.AddError("Invalid rule ARN", sentence(err)+". Nothing was imported.")
			return k, diags
		}
	}
	diags.Append(checkImportRegion(k, meta.AWS.Region())...)
	return k, diags
}
