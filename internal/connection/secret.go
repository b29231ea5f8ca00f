package connection

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// MaxSecret is how many characters a secret of a connection has at most (service
// model events 2015-10-07).
const MaxSecret = 512

var secretForm = regexp.MustCompile(`^[^\x00-\x1F\x7F]+$`)

// SecretValidator accepts a secret of that many characters at most. what names it,
// such as "API token". The messages never contain the secret.
func SecretValidator(what string, most int) validator.String { return secretValidator{what, most} }

type secretValidator struct {
	what string
	most int
}

func (v secretValidator) Description(context.Context) string {
	return fmt.Sprintf("must have 1 to %d characters and no line breaks", v.most)
}

func (v secretValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v secretValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	why := ""
	switch {
	case text == "":
		why = "is empty."
	case len([]rune(text)) > v.most:
		why = fmt.Sprintf("has %d characters.", len([]rune(text)))
	case strings.TrimSpace(text) != text:
		why = "begins or ends with white space, as the content of a file often does. Use `trimspace(...)`."
	case !secretForm.MatchString(text):
		why = "contains a line break or another control character."
	default:
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid secret", fmt.Sprintf("The %s %s It %s.", v.what, why, v.Description(ctx)))
}
