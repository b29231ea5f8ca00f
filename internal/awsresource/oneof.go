package awsresource

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// OneOf validates a string that must be one of the values, and suggests the
// nearest one.
func OneOf(values ...string) validator.String { return oneOfValidator(values) }

type oneOfValidator []string

func (v oneOfValidator) Description(context.Context) string {
	return fmt.Sprintf("value must be one of: %q", []string(v))
}

func (v oneOfValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v oneOfValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(v, value) {
		return
	}
	nearest, _ := prose.Nearest(value, v)
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid value", fmt.Sprintf("`%s` does not accept %q.%s The value must be %s.",
		req.Path, prose.Shorten(value, 100), prose.DidYouMean(nearest), prose.QuoteOr(v)))
}
