package auditlog

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// pastValidator accepts a time that is not in the future.
type pastValidator struct{}

func (pastValidator) Description(context.Context) string {
	return "must be a time in RFC 3339 that is not in the future"
}

func (v pastValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (pastValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	start, err := time.Parse(time.RFC3339, text)
	switch {
	case err != nil:
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid time", fmt.Sprintf("%q is not a time in RFC 3339, such as 2026-01-01T00:00:00Z.", text))
	case start.After(time.Now()):
		resp.Diagnostics.AddAttributeError(req.Path, "Time in the future", fmt.Sprintf("%q is in the future. Without `%s`, reading starts at the time of creation.", text, req.Path))
	}
}

// bareTokenValidator refuses a token with "Bearer" in front of it, which is easily
// copied from a command. Its message never contains the token.
type bareTokenValidator struct{}

func (bareTokenValidator) Description(context.Context) string { return "must not begin with Bearer" }

func (v bareTokenValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (bareTokenValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if strings.HasPrefix(strings.ToLower(req.ConfigValue.ValueString()), strings.ToLower(bearer)) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid secret", "The API token begins with `Bearer`, which the provider adds. Remove it.")
	}
}

// publishedBusValidator refuses an event bus that nobody else can publish on.
type publishedBusValidator struct{}

func (publishedBusValidator) Description(context.Context) string {
	return "must not be a partner event bus"
}

func (v publishedBusValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (publishedBusValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if name := awsclient.BusName(req.ConfigValue.ValueString()); strings.HasPrefix(name, catalog.PartnerPrefix) {
		resp.Diagnostics.AddAttributeError(req.Path, "Partner event bus does not accept events", fmt.Sprintf(
			"%q is a partner event bus, and only the partner publishes on it. Use the default or a custom event bus.", name))
	}
}

var eventTypeForm = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// eventTypes are the documented types of audit events.
func eventTypes() []string {
	return source().DetailTypes[0].Field("event", "type").Enum
}

// nearestEventType is the documented type that a text is likely to mean, or "".
// Buildkite's REST API writes OrganizationUpdatedEvent.
func nearestEventType(text string) string {
	nearest, _ := prose.Nearest(strings.TrimSuffix(text, "Event"), eventTypes())
	return nearest
}

// eventTypeValidator accepts what can be the type of an audit event: it becomes
// part of the query.
type eventTypeValidator struct{}

func (eventTypeValidator) Description(context.Context) string {
	return "must be the type of an audit event, such as SSO_PROVIDER_UPDATED"
}

func (v eventTypeValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (eventTypeValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || eventTypeForm.MatchString(text) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid audit event type", fmt.Sprintf(
		"%q is not the type of an audit event.%s Types are written in capital letters, digits and _, such as SSO_PROVIDER_UPDATED.", prose.Shorten(text, 100), prose.DidYouMean(nearestEventType(text))))
}
