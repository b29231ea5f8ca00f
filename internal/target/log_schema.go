package target

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
)

// logTarget is the kind that sends events to a log group.
func logTarget() kind[logTargetModel] {
	return kind[logTargetModel]{
		sink: logGroups,
		description: "A target of a rule: sends the rule's events to a CloudWatch Logs log group, usually an `eventbridge_log_group`.\n\n" +
			"Creating it fails where no resource policy lets EventBridge write to the log group, because EventBridge would accept the target and drop every event in silence. " +
			"A target needs no role. A rule has five targets at most, and a target that was made elsewhere is never overwritten.",
		idFrom:    "the log group's name",
		exampleID: "aws-events-buildkite",
		attributes: map[string]schema.Attribute{
			"log_group_arn": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "ARN of the log group, in the account and region of the rule. A `:*` at its end makes no difference: " +
					"EventBridge gets the ARN without it, because with it no event would ever arrive.",
				Validators:    []validator.String{awsresource.LogGroupARN()},
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
		},
		validate: checkLogTarget,
		review:   reviewMessage,
		check:    checkDelivery,
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
