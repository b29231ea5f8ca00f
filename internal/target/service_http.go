package target

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// httpPart is the form of a part of a request (service model events 2015-10-07,
// HttpParameters).
type httpPart struct {
	name       string
	characters *regexp.Regexp
	length     int
}

const maxHTTPLength = 512

var (
	headerKey   = httpPart{"header name", regexp.MustCompile("^[!#$%&'*+.^_`|~0-9a-zA-Z-]+$"), maxHTTPLength}
	headerValue = httpPart{"header value", regexp.MustCompile(`^[ \t]*[\x20-\x7E]+([ \t]+[\x20-\x7E]+)*[ \t]*$`), maxHTTPLength}
	queryKey    = httpPart{"query parameter name", regexp.MustCompile(`^[^\x00-\x1F\x7F]+$`), maxHTTPLength}
	queryValue  = httpPart{"query parameter value", regexp.MustCompile(`^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]+$`), maxHTTPLength}
)

type httpValidator struct{ part httpPart }

func httpText(part httpPart) validator.String { return httpValidator{part} }

func (v httpValidator) Description(context.Context) string {
	return fmt.Sprintf("must be a %s of up to %d characters", v.part.name, v.part.length)
}

func (v httpValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v httpValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || len([]rune(text)) <= v.part.length && v.part.characters.MatchString(text) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid HTTP parameter", fmt.Sprintf("%q is not a valid %s: it is empty, has characters that HTTP does not allow there, "+
		"or has more than %d characters.", text, v.part.name, v.part.length))
}
