package target

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/message"
)

// logTarget is the kind that sends events to a log group.
func logTarget() kind[logTargetModel] {
	return kind[logTargetModel]{
		destination: logGroups,
		description: "A target of a rule: sends the rule's events to a CloudWatch Logs log group, usually an `eventbridge_log_group`.\n\n" +
			"Creating it fails if no resource policy lets EventBridge write to the log group, because EventBridge would accept the target and drop every event silently. " +
			"The target needs no role. A rule has at most five targets. An existing target is never overwritten.",
		idFrom:    "the log group's name",
		exampleID: "aws-events-buildkite",
		attributes: map[string]schema.Attribute{
			"log_group_arn": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "ARN of the log group, in the account and region of the rule, with or without `:*` at its end. " +
					"EventBridge gets the ARN without it: with it no event would arrive.",
				Validators:    []validator.String{awsresource.LogGroupARN()},
				PlanModifiers: []planmodifier.String{sameLogGroup{}},
			},
			"message": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "What to write for each event: a string with JSON paths in angle brackets, such as " +
					"`Build <$.detail.build.number> of <$.detail.pipeline.slug> has <$.detail.build.state>`. `<aws.events.rule-name>`, `<aws.events.rule-arn>` and " +
					"`<aws.events.event.ingestion-time>` are EventBridge's own variables. A missing path is replaced by an empty string. Without `message` the whole event is written as JSON. " +
					"In the result of `jsonencode` the escapes `\\u003c`, `\\u003e` and `\\u0026` are read as `<`, `>` and `&`.\n\n" +
					"EventBridge inserts values into a longer text without escaping them: a quote, backslash or line break in a value breaks the message, and the event is lost. " +
					"A value that is the whole message, such as `<$.detail.build.message>`, is safe.",
				Validators:    []validator.String{stringvalidator.LengthAtLeast(1), checked{"must be text with JSON paths in angle brackets", message.CheckText}},
				PlanModifiers: []planmodifier.String{sameMessage{}},
			},
			"timestamp": schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "JSON path of the timestamp that CloudWatch Logs stores with a `message`, in ISO 8601. Defaults to `$.time`, the time of the event. " +
					"The times inside Buildkite's events have another format and cannot be used. Requires `message`.",
				Validators: []validator.String{checked{"must be the JSON path of a time", message.CheckTimestamp}},
			},
		},
		validate: validateLogTarget,
		review:   reviewLogTarget,
		check:    checkDelivery,
		inspect:  inspectLogTarget,
	}
}

// sameLogGroup keeps the ARN of the state if the configuration has the same one
// with or without ":*".
type sameLogGroup struct{}

func (sameLogGroup) Description(context.Context) string {
	return "an ARN with and without :* is the same"
}

func (m sameLogGroup) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameLogGroup) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.StateValue.IsNull() || req.PlanValue.IsNull() || req.PlanValue.IsUnknown() {
		return
	}
	if awsclient.PlainLogGroupARN(req.StateValue.ValueString()) == awsclient.PlainLogGroupARN(req.PlanValue.ValueString()) {
		resp.PlanValue = req.StateValue
	}
}

// sameMessage keeps the message of the state if that of the configuration makes
// the same template.
type sameMessage struct{}

func (sameMessage) Description(context.Context) string {
	return "a message with and without escaped angle brackets is the same"
}

func (m sameMessage) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (sameMessage) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.StateValue.IsNull() || req.PlanValue.IsNull() || req.PlanValue.IsUnknown() {
		return
	}
	if (message.Log{Text: req.StateValue.ValueString()}).Equal(message.Log{Text: req.PlanValue.ValueString()}) {
		resp.PlanValue = req.StateValue
	}
}

// checked reports what a function of package message finds.
type checked struct {
	description string
	check       func(string) []message.Finding
}

func (v checked) Description(context.Context) string { return v.description }

func (v checked) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v checked) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	for _, f := range v.check(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, f.Summary, f.Detail)
	}
}
