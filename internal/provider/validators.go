package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// urlValidator asks for http:// or https:// and a host. It never repeats the
// value, because the URL of a proxy may hold a password.
type urlValidator struct{}

func (urlValidator) Description(context.Context) string {
	return "must be a URL such as http://127.0.0.1:4577"
}

func (v urlValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (urlValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if text == "" { // null, unknown, or none on purpose
		return
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid URL",
			"The value is not an HTTP or HTTPS URL with a host, such as http://127.0.0.1:4577 or https://host.example")
	}
}

// The bounds of a session's duration, from the service model sts 2011-06-15.
const (
	minSession = 15 * time.Minute
	maxSession = 12 * time.Hour
)

type durationValidator struct{}

func (durationValidator) Description(context.Context) string {
	return "must be a duration from 15m to 12h"
}

func (v durationValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (durationValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	duration, err := time.ParseDuration(text)
	switch {
	case err != nil:
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			fmt.Sprintf("%q is not a duration. Write a number and a unit, such as 30m or 1h30m.", text))
	case duration < minSession || duration > maxSession:
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			text+" is out of range: a session lasts 15 minutes (15m) to 12 hours (12h).")
	}
}

type jsonValidator struct{}

func (jsonValidator) Description(context.Context) string { return "must be a JSON object" }

func (v jsonValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (jsonValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	var object map[string]any
	if err := json.Unmarshal([]byte(req.ConfigValue.ValueString()), &object); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid JSON", fmt.Sprintf("The value is not a JSON object: %s.", err))
	}
}

// defaultTagsValidator warns of an object without its `tags`: Terraform leaves
// out what an object has no attribute for, so that tags written one level too
// high would be lost in silence.
type defaultTagsValidator struct{}

func (defaultTagsValidator) Description(context.Context) string { return "`tags` must be set" }

func (v defaultTagsValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

func (defaultTagsValidator) ValidateObject(_ context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || !req.ConfigValue.Attributes()["tags"].IsNull() {
		return
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, "Empty default_tags",
		"`default_tags` has no `tags`, so it adds no tags. Put the tags into `tags`, such as "+
			"default_tags = { tags = { team = \"platform\" } }, or leave `default_tags` out.")
}
