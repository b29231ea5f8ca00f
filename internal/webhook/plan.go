package webhook

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/connection"
)

// validate checks what takes more than one attribute, and ignores what is unknown.
func (m webhookModel) validate() diag.Diagnostics {
	var diags diag.Diagnostics
	places, open := []string{}, false // open: the place of the secret is not known
	for _, place := range []struct {
		name  string
		value types.String
	}{{"header", m.Header}, {"secret_query_parameter", m.SecretQueryParameter}, {"secret_body_field", m.SecretBodyField}} {
		if open = open || place.value.IsUnknown(); !place.value.IsNull() && !place.value.IsUnknown() {
			places = append(places, place.name)
		}
	}
	switch {
	case m.Secret.IsNull() && !m.SecretVersion.IsNull() && !m.SecretVersion.IsUnknown():
		diags.AddAttributeError(path.Root("secret_wo_version"), "Missing secret", "`secret_wo_version` is set and `secret_wo` is null. Set both, or neither for a webhook without a secret.")
	case !m.Secret.IsNull() && m.SecretVersion.IsNull():
		diags.AddAttributeError(path.Root("secret_wo"), "Missing secret version",
			"`secret_wo` requires `secret_wo_version`, because Terraform cannot see that a write-only argument has changed. Start with 1, and raise it to rotate the secret.")
	case m.Secret.IsNull() && len(places) > 0:
		diags.AddAttributeError(path.Root(places[0]), "Missing secret",
			fmt.Sprintf("`%s` sets where the secret is sent, but there is no secret. Set `secret_wo` and `secret_wo_version`, or remove it. For a header without a secret, use `headers`.", places[0]))
	}
	if len(places) > 1 {
		diags.AddAttributeError(path.Root(places[1]), "Conflicting secret locations",
			fmt.Sprintf("Both `%s` and `%s` are set, but the secret is sent in one place only. Remove one of them.", places[0], places[1]))
	}
	header := m.Header.ValueString()
	if header == "" && len(places) == 0 && !open && !m.Secret.IsNull() {
		header = defaultHeader
	}
	for name := range m.Headers.Elements() {
		if header != "" && strings.EqualFold(name, header) {
			diags.AddAttributeError(path.Root("headers").AtMapKey(name), "Duplicate header",
				fmt.Sprintf("The header `%s` contains the secret. Remove it from `headers`, or send the secret in another `header`.", name))
		}
	}
	if name := m.SecretQueryParameter.ValueString(); m.QueryParameters.Elements()[name] != nil {
		diags.AddAttributeError(path.Root("query_parameters").AtMapKey(name), "Duplicate query parameter",
			fmt.Sprintf("The query parameter `%s` contains the secret. Remove it from `query_parameters`.", name))
	}
	return diags
}

// plan plans what follows from other attributes.
func (r *webhookResource) plan(_ context.Context, plan *webhookModel, config, state webhookModel) diag.Diagnostics {
	plan.planSecret(config)
	exists := !state.Name.IsNull()
	// What is missing on AWS gets a new ARN.
	for part, arn := range map[string]*types.String{connection.Missing: &plan.ConnectionARN, partDestination: &plan.ARN} {
		if slices.ContainsFunc(state.ChangedParts.Elements(), types.StringValue(part).Equal) || exists && arn.IsNull() {
			*arn = types.StringUnknown()
		}
	}
	diags := r.checkURL(*plan)
	if !exists || !plan.URL.Equal(state.URL) || !plan.Headers.Equal(state.Headers) || !plan.QueryParameters.Equal(state.QueryParameters) {
		diags.Append(plan.warnOfSecrets()...)
	}
	return diags
}

// completePlan plans what was unknown during the plan, and checks it.
func (r *webhookResource) completePlan(plan *webhookModel, config, _ webhookModel) diag.Diagnostics {
	plan.planSecret(config)
	diags := append(config.Roles().Validate(), config.validate()...)
	return append(diags, r.checkURL(*plan)...)
}

// planSecret plans the header that contains the secret.
func (m *webhookModel) planSecret(config webhookModel) {
	switch {
	case !config.Header.IsNull():
		m.Header = config.Header
	case config.SecretQueryParameter.IsUnknown(), config.SecretBodyField.IsUnknown():
		m.Header = types.StringUnknown()
	case config.SecretVersion.IsNull(), !config.SecretQueryParameter.IsNull(), !config.SecretBodyField.IsNull():
		m.Header = types.StringNull()
	default:
		m.Header = types.StringValue(defaultHeader)
	}
}

// urlValidator accepts the URL of a webhook.
type urlValidator struct{}

func (urlValidator) Description(context.Context) string { return "must be an HTTPS URL" }

func (v urlValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (urlValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if wrong := checkURL(req.ConfigValue.ValueString()); wrong != "" {
		resp.Diagnostics.AddAttributeError(req.Path, titleURL, wrong+" Write a URL such as https://example.com/hooks/builds.")
	}
}

const titleURL = "Invalid webhook URL"

// checkURL says what is wrong with a URL, or "". The messages leave out the URL,
// which may contain a secret.
func checkURL(text string) string {
	parsed, err := url.Parse(text)
	switch {
	case len(text) > maxURL:
		return fmt.Sprintf("The URL has %d characters; EventBridge allows %d.", len(text), maxURL)
	case err != nil || parsed.Host == "":
		return "This is not a URL with a host."
	case parsed.User != nil:
		return "The URL contains credentials. Use `secret_wo`: it is never in the state."
	case parsed.Fragment != "" || strings.Contains(text, "#"):
		return "The URL contains a fragment (`#`), which is never sent."
	case strings.Contains(parsed.Host, "*"):
		return "The host contains `*`. Path values of a target replace a `*` in the path only."
	case !urlForm.MatchString(text):
		return "The URL contains characters that EventBridge does not accept. Percent-encode them."
	case parsed.Scheme == "https", parsed.Scheme == "http" && isLoopback(parsed):
		return ""
	}
	return fmt.Sprintf("The URL begins with `%s://`, and EventBridge calls HTTPS endpoints only.", parsed.Scheme)
}

// isLoopback reports whether a URL leads to the machine it is used on.
func isLoopback(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// checkURL refuses a URL of the machine that Terraform runs on, unless EventBridge
// is an emulator on the same machine: AWS cannot call it.
func (r *webhookResource) checkURL(m webhookModel) diag.Diagnostics {
	parsed, err := url.Parse(m.URL.ValueString())
	if err != nil || !isLoopback(parsed) || !r.Meta.AWS.Usable() {
		return nil
	}
	if endpoint := r.Meta.AWS.EventBridge().Options().BaseEndpoint; endpoint != nil {
		if emulator, err := url.Parse(*endpoint); err == nil && isLoopback(emulator) {
			return nil
		}
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("url"), titleURL,
		"The URL refers to the local machine, which EventBridge cannot call. Use a URL that is reachable from the internet. Nothing was changed.")}
}
