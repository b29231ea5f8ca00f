package awsresource

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// ARN validates the ARN of an object of one service, in any partition and region.
// service is the service in the ARN, such as "events"; resource is the start of the
// last part, such as "rule/", or "".
func ARN(service, resource string) validator.String {
	return arnValidator{service: service, resource: resource}
}

// awsOwned replaces the account in ARNs of objects that AWS owns, such as managed
// policies.
const awsOwned = "aws"

type arnValidator struct{ service, resource string }

func (v arnValidator) Description(context.Context) string {
	return "must be an ARN such as " + v.shape()
}

func (v arnValidator) MarkdownDescription(context.Context) string {
	return "must be an ARN such as `" + v.shape() + "`"
}

func (v arnValidator) shape() string {
	region := "<region>"
	if v.global() {
		region = ""
	}
	return fmt.Sprintf("arn:aws:%s:%s:<account>:%s...", v.service, region, v.resource)
}

// global reports whether ARNs of the service have no region.
func (v arnValidator) global() bool { return v.service == "iam" }

func (v arnValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	wrong := v.check(text)
	if wrong == "" || IsInvented(ctx, text) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid ARN",
		fmt.Sprintf("%q %s. Expected an ARN such as %s", text, wrong, v.shape()))
}

// check returns what is wrong, as the end of a sentence, or "".
func (v arnValidator) check(text string) string {
	parsed, err := arn.Parse(text)
	switch {
	case err != nil:
		return "is not an ARN"
	case parsed.Partition != "aws" && !strings.HasPrefix(parsed.Partition, "aws-"):
		return fmt.Sprintf("has the partition %q, which is not an AWS partition", parsed.Partition)
	case parsed.Service != v.service:
		return fmt.Sprintf("belongs to the service %q, not %q", parsed.Service, v.service)
	case v.global() && parsed.Region != "":
		return fmt.Sprintf("has the region %q, but ARNs of %s have none", parsed.Region, v.service)
	case !v.global() && parsed.Region == "":
		return "has no region"
	case parsed.AccountID != "" && parsed.AccountID != awsOwned && !isAccountID(parsed.AccountID):
		return fmt.Sprintf("has the account %q, which is not 12 digits", parsed.AccountID)
	case !strings.HasPrefix(parsed.Resource, v.resource) || parsed.Resource == v.resource:
		return fmt.Sprintf("names %q, which is not %q followed by a name", parsed.Resource, v.resource)
	case strings.ContainsAny(text, " \t\r\n"):
		return "contains white space"
	}
	return ""
}

func isAccountID(text string) bool {
	return len(text) == 12 && strings.Trim(text, "0123456789") == ""
}

// ARNOf is the ARN of an object in the client's region.
func ARNOf(meta *Meta, service, account, resource string) string {
	return arn.ARN{Partition: meta.AWS.Partition(), Service: service, Region: meta.AWS.Region(), AccountID: account, Resource: resource}.String()
}

// LogGroupARN validates the ARN of a log group, with or without ":*".
func LogGroupARN() validator.String { return logGroupARNValidator{} }

type logGroupARNValidator struct{}

func (logGroupARNValidator) Description(context.Context) string {
	return "must be the ARN of a log group"
}

func (v logGroupARNValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (logGroupARNValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if _, err := awsclient.ParseLogGroupARN(text); err != nil && !IsInvented(ctx, text) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid log group ARN",
			prose.Capitalize(err.Error())+". Use the `arn` of an `eventbridge_log_group`, such as arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/buildkite.")
	}
}

// AccountID validates an AWS account ID.
func AccountID() validator.String { return accountValidator{} }

type accountValidator struct{}

func (accountValidator) Description(context.Context) string { return "must be 12 digits" }

func (v accountValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (accountValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || isAccountID(req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid AWS account", fmt.Sprintf(
		"%q is not an AWS account ID, which has 12 digits. Write it as a string in quotes, so that leading zeros are kept.", req.ConfigValue.ValueString()))
}
