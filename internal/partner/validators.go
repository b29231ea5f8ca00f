package partner

import (
	"context"

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
