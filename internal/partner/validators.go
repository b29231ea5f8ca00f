package partner

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// sourceNameValidator accepts the name of a partner event source.
type sourceNameValidator struct{}

func (sourceNameValidator) Description(context.Context) string {
	return "the name of a partner event source, such as " + exampleName
}

func (v sourceNameValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (sourceNameValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if wrong := checkName(req.ConfigValue.ValueString()); wrong != "" {
		resp.Diagnostics.AddAttributeError(req.Path, summaryInvalidName, wrong)
	}
}

// sourcePrefixValidator accepts what the name of a partner event source can
// begin with.
type sourcePrefixValidator struct{}

func (sourcePrefixValidator) Description(context.Context) string {
	return "the beginning of the name of a partner event source, such as aws.partner/buildkite.com/"
}

func (v sourcePrefixValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (sourcePrefixValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if wrong := checkPrefix(req.ConfigValue.ValueString()); wrong != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid prefix of event source names", wrong)
	}
}

// queueARNValidator accepts the ARN of an SQS standard queue, the only kind
// that an event bus takes for dead letters.
type queueARNValidator struct{}

func (queueARNValidator) Description(context.Context) string {
	return "the ARN of an SQS standard queue, such as arn:aws:sqs:eu-west-1:123456789012:dead-letters"
}

func (v queueARNValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v queueARNValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	want := " Write " + v.Description(ctx) + ", or leave the attribute out."
	queue, err := arn.Parse(text)
	detail := ""
	switch {
	case err != nil || queue.Region == "" || queue.AccountID == "" || queue.Resource == "":
		detail = fmt.Sprintf("%q is not an ARN.", text)
	case queue.Service != "sqs":
		detail = fmt.Sprintf("%q is an ARN of the service %q.", text, queue.Service)
	case strings.HasSuffix(queue.Resource, ".fifo"):
		detail = fmt.Sprintf("%q is a FIFO queue, which EventBridge does not take for dead letters.", text)
	default:
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid dead-letter queue", detail+want)
}
