package awsresource

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// InTurn validates a string by one validator after the other, up to the first
// that refuses it, so that one mistake is one error.
func InTurn(validators ...validator.String) validator.String { return inTurn(validators) }

type inTurn []validator.String

func (v inTurn) Description(ctx context.Context) string {
	texts := make([]string, len(v))
	for i, one := range v {
		texts[i] = one.Description(ctx)
	}
	return strings.Join(texts, "; ")
}

func (v inTurn) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v inTurn) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	for _, one := range v {
		if one.ValidateString(ctx, req, resp); resp.Diagnostics.HasError() {
			return
		}
	}
}
