package awsresource

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// DeadLetterQueue validates the ARN of an SQS standard queue, the only kind
// that EventBridge takes for dead letters, of both buses and targets.
func DeadLetterQueue() validator.String { return queueValidator{} }

type queueValidator struct{}

func (queueValidator) Description(context.Context) string {
	return "the ARN of an SQS standard queue, such as arn:aws:sqs:eu-west-1:123456789012:dead-letters"
}

func (v queueValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v queueValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if IsInvented(ctx, text) {
		return
	}
	want := " Write " + v.Description(ctx) + ", or leave the attribute out."
	queue, err := arn.Parse(text)
	detail := ""
	switch {
	case err != nil || queue.Region == "" || queue.AccountID == "" || queue.Resource == "":
		detail = fmt.Sprintf("%q is not an ARN.", text)
	case queue.Service != "sqs":
		detail = fmt.Sprintf("%q is an ARN of the service %q.", text, queue.Service)
	case strings.HasSuffix(queue.Resource, ".fifo"):
		detail = fmt.Sprintf("%q is a FIFO queue, which EventBridge does not accept for dead letters.", text)
	default:
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid dead-letter queue", detail+want)
}
