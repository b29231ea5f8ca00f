package awsresource

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// endingIn is the only value that ends in a word, such as a preset that is given
// without the name of its source, or "".
func (v oneOfValidator) endingIn(word string) string {
	all := slices.DeleteFunc(slices.Clone(v), func(value string) bool { return !strings.HasSuffix(value, "_"+word) })
	if len(all) != 1 {
		return ""
	}
	return all[0]
}

func (v oneOfValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(v, value) {
		return
	}
	nearest, found := prose.Nearest(value, v)
	if !found {
		nearest = v.endingIn(value)
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid value", fmt.Sprintf("`%s` does not accept %q.%s The value must be %s.",
		req.Path, prose.Shorten(value, 100), prose.DidYouMean(nearest), prose.QuoteOr(v)))
}
