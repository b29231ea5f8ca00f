package target

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

var (
	_ resource.Resource                   = (*logTargetResource)(nil)
	_ resource.ResourceWithConfigure      = (*logTargetResource)(nil)
	_ resource.ResourceWithValidateConfig = (*logTargetResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*logTargetResource)(nil)
	_ resource.ResourceWithImportState    = (*logTargetResource)(nil)
)

// operationTimeout bounds an operation that has no timeout of its own.
const operationTimeout = 5 * time.Minute

type logTargetResource struct{ awsresource.Base }

// NewLogTarget is the resource eventbridge_log_target: a target of a rule that
// sends events to a log group of CloudWatch Logs.
func NewLogTarget() resource.Resource { return &logTargetResource{} }

const logTargetType = "eventbridge_log_target"

func (*logTargetResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = logTargetType
}

func (*logTargetResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A target of a rule: sends the rule's events to a CloudWatch Logs log group, usually an `eventbridge_log_group`.\n\n" +
			"Creating it fails where no resource policy lets EventBridge write to the log group, because EventBridge would accept the target and drop every event in silence. " +
			"A target needs no role. A rule has five targets at most, and a target that was made elsewhere is never overwritten.",
		Attributes: attributes(ctx, "the log group's name", map[string]schema.Attribute{
			"log_group_arn": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "ARN of the log group, in the account and region of the rule. A `:*` at its end makes no difference: " +
					"EventBridge gets the ARN without it, because with it no event would ever arrive.",
				Validators:    []validator.String{logGroupARNValidator{}},
				PlanModifiers: []planmodifier.String{sameLogGroup{}},
			},
			"message": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "What to write for each event, as text with JSON paths in angle brackets: " +
					"`Build <$.detail.build.number> of <$.detail.pipeline.slug> has <$.detail.build.state>`. `<aws.events.rule-name>`, `<aws.events.rule-arn>` and " +
					"`<aws.events.event.ingestion-time>` work as well. A path that an event doesn't have leaves its place empty. Without `message` the whole event is written as JSON.\n\n" +
					"EventBridge puts values into a longer text as they are: a quote, backslash or line break in one would spoil the event, which is then lost. " +
					"A value that is the whole message, such as `<$.detail.build.message>`, is safe.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), messageValidator{}},
			},
			"timestamp": schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "JSON path of the time that CloudWatch Logs files a `message` under, in ISO 8601. Defaults to `$.time`, the time of the event. " +
					"The times inside Buildkite's events are written in another form and can't be used. Only together with `message`.",
				Validators: []validator.String{timestampValidator{}},
			},
		}),
	}
}

// logGroupARNValidator accepts the ARN of a log group.
type logGroupARNValidator struct{}

func (logGroupARNValidator) Description(context.Context) string {
	return "must be the ARN of a log group"
}

func (v logGroupARNValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (logGroupARNValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := awsclient.ParseLogGroupARN(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid log group ARN",
			sentence(err)+". Use the `arn` of an `eventbridge_log_group`, such as arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite.")
	}
}

// sameLogGroup keeps the ARN of the state where the configuration has the same
// one in the other form, with or without ":*".
type sameLogGroup struct{}

func (sameLogGroup) Description(context.Context) string {
	return "an ARN with and without :* is the same"
}

func (m sameLogGroup) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameLogGroup) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.StateValue.IsNull() || req.PlanValue.IsNull() || req.PlanValue.IsUnknown() {
		return
	}
	if plainARN(req.StateValue.ValueString()) == plainARN(req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}

// messageValidator and timestampValidator check what CloudWatch Logs and
// EventBridge accept.
type messageValidator struct{}

func (messageValidator) Description(context.Context) string {
	return "must be text with JSON paths in angle brackets"
}

func (v messageValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (messageValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, f := range checkMessage(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, f.summary, f.detail)
	}
}

type timestampValidator struct{}

func (timestampValidator) Description(context.Context) string { return "must be the path of a time" }

func (v timestampValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (timestampValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, f := range checkTimestamp(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, f.summary, f.detail)
	}
}

// ValidateConfig checks what takes more than one attribute.
func (*logTargetResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config logTargetModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(checkDeadLetterPlace(config.model)...)
	resp.Diagnostics.Append(checkLogGroupPlace(config)...)
	if config.Message.IsNull() && !config.Timestamp.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("timestamp"), "Timestamp without message",
			"Without `message` the whole event is written, under the time at which it arrives. Set `message` as well, or remove `timestamp`.")
	}
}

// checkLogGroupPlace refuses a log group that EventBridge can't write to from
// where the rule is.
func checkLogGroupPlace(config logTargetModel) diag.Diagnostics {
	rule, ok := knownRule(config.RuleARN)
	if !ok || config.LogGroupARN.IsNull() || config.LogGroupARN.IsUnknown() {
		return nil
	}
	group, err := awsclient.ParseLogGroupARN(config.LogGroupARN.ValueString())
	if err != nil {
		return nil // the attribute's validator says so
	}
	var differences []string
	if group.Region != rule.Region {
		differences = append(differences, fmt.Sprintf("the log group is in region %s and the rule in %s", group.Region, rule.Region))
	}
	if group.Account != rule.Account {
		differences = append(differences, fmt.Sprintf("the log group is in account %s and the rule in %s", group.Account, rule.Account))
	}
	if group.Partition != rule.Partition {
		differences = append(differences, fmt.Sprintf("the log group is in partition %s and the rule in %s", group.Partition, rule.Partition))
	}
	if len(differences) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("log_group_arn"), "Log group out of the rule's reach",
		fmt.Sprintf("A log group has to be in the account and region of the rule, but %s. Make a log group where the rule is.", strings.Join(differences, ", and ")))}
}

// ModifyPlan plans the defaults that follow from other attributes, and warns of
// a message that is easily spoilt, when it is new or changed.
func (r *logTargetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, config logTargetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	before := logTargetModel{}
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
		if resp.Diagnostics.HasError() {
			return
		}
	}
	if r.Meta != nil {
		resp.Diagnostics.Append(checkRegion(plan.model, r.Meta.AWS.Region())...)
	}
	plan.setDefaults(config)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("target_id"), plan.TargetID)...)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("timestamp"), plan.Timestamp)...)
	if plan.Message.IsNull() || plan.Message.IsUnknown() || plan.Message.Equal(before.Message) {
		return
	}
	if paths := unescaped(plan.Message.ValueString()); len(paths) > 0 {
		resp.Diagnostics.AddAttributeWarning(path.Root("message"), "Values that are not escaped",
			fmt.Sprintf("EventBridge puts values into a longer text as they are. If %s ever holds a quote, a backslash or a line break, the event is lost. "+
				"Leave it out of the text, or make it the whole message: EventBridge escapes a value that stands alone. This is said when the message changes only.",
				strings.Join(paths, " or ")))
	}
}
