package webhook

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
)

// secretNames are those of headers and query parameters that contain a secret.
var secretNames = regexp.MustCompile(`(?i)^(sig|code|key|authorization|proxy-authorization|cookie)$|token|secret|password|passwd|api[-_]?key|routing[-_]?key|signature`)

// secretPaths are the services that put a secret into the path of their URLs, by
// host.
var secretPaths = map[string]*regexp.Regexp{
	"hooks.slack.com":  regexp.MustCompile(`^/(services|workflows|triggers)/`),
	"discord.com":      regexp.MustCompile(`^/api/(v\d+/)?webhooks/`),
	"api.telegram.org": regexp.MustCompile(`^/bot`),
}

const titleSecret = "Secret in plain text"

// warnOfSecrets warns of what looks like a secret where everyone can read it. It
// never repeats the value.
func (m webhookModel) warnOfSecrets() diag.Diagnostics {
	var diags diag.Diagnostics
	const readable = "Everyone who can read the API destination on AWS, or Terraform's state, can read it."
	if parsed, err := url.Parse(m.URL.ValueString()); err == nil {
		var names []string
		for name := range parsed.Query() {
			if secretNames.MatchString(name) {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		form := secretPaths[strings.ToLower(parsed.Hostname())]
		switch {
		case len(names) > 0:
			diags.AddAttributeWarning(path.Root("url"), titleSecret, fmt.Sprintf("The query parameter `%[1]s` in `url` looks like a secret. %[2]s "+
				"Remove it from `url`, and set `secret_query_parameter = \"%[1]s\"` and its value as `secret_wo`.", names[0], readable))
		case form != nil && form.MatchString(parsed.Path):
			diags.AddAttributeWarning(path.Root("url"), titleSecret, fmt.Sprintf("The path of a URL of %s is a secret. %s "+
				"Use an endpoint of the service that takes a token in a header, if it has one, and set the token as `secret_wo`.", parsed.Hostname(), readable))
		}
	}
	for _, parameters := range []struct {
		attribute, instead string
		names              []string
	}{
		{"headers", "header", slices.Sorted(maps.Keys(m.Headers.Elements()))},
		{"query_parameters", "secret_query_parameter", slices.Sorted(maps.Keys(m.QueryParameters.Elements()))},
	} {
		for _, name := range parameters.names {
			if secretNames.MatchString(name) {
				diags.AddAttributeWarning(path.Root(parameters.attribute).AtMapKey(name), titleSecret, fmt.Sprintf(
					"`%s` in `%s` looks like a secret. %s Remove it, and set `%s = %q` and its value as `secret_wo`.", name, parameters.attribute, readable, parameters.instead, name))
			}
		}
	}
	return diags
}
