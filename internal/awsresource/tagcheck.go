package awsresource

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// What EventBridge and CloudWatch Logs ask of tags (service models events
// 2015-10-07 and logs 2014-03-28; the prefix: the tagging guide of AWS).
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
	awsTags     = "aws:"
)

// Tags validates a map of tags.
func Tags() validator.Map { return tagsValidator{} }

type tagsValidator struct{}

func (tagsValidator) Description(context.Context) string {
	return fmt.Sprintf("at most %d tags; a key has 1 to %d characters and does not start with %s; a value has at most %d characters",
		maxTags, maxTagKey, awsTags, maxTagValue)
}

func (v tagsValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (tagsValidator) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	resp.Diagnostics.Append(CheckTags(req.Path, req.ConfigValue)...)
}

// CheckTags checks tags against the limits of EventBridge and CloudWatch Logs,
// and stays silent on what is unknown. Errors name the tag they are about.
func CheckTags(at path.Path, tags types.Map) diag.Diagnostics {
	var diags diag.Diagnostics
	elements := tags.Elements()
	if len(elements) > maxTags {
		diags.AddAttributeError(at, "Too many tags", fmt.Sprintf(
			"There are %d tags, default tags included; AWS allows %d on one object.", len(elements), maxTags))
	}
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		here := at.AtMapKey(key)
		switch n := utf8.RuneCountInString(key); {
		case n == 0 || n > maxTagKey:
			diags.AddAttributeError(here, "Invalid tag key", fmt.Sprintf(
				"The key %q has %d characters; AWS allows 1 to %d.", key, n, maxTagKey))
		case strings.HasPrefix(strings.ToLower(key), awsTags):
			diags.AddAttributeError(here, "Reserved tag key", fmt.Sprintf(
				"The key %q starts with %q, which AWS reserves.", key, awsTags))
		}
		value, ok := elements[key].(types.String)
		if !ok || value.IsUnknown() {
			continue
		}
		if value.IsNull() {
			diags.AddAttributeError(here, "Missing tag value", fmt.Sprintf(
				"The tag %q has no value (null). Write \"\" for an empty value, or leave the tag out.", key))
			continue
		}
		if n := utf8.RuneCountInString(value.ValueString()); n > maxTagValue {
			diags.AddAttributeError(here, "Invalid tag value", fmt.Sprintf(
				"The value of the tag %q has %d characters; AWS allows %d.", key, n, maxTagValue))
		}
	}
	return diags
}

// tagCharacters are those that CloudWatch Logs and IAM take in keys and values of
// tags (service models logs 2014-03-28 and iam 2010-05-08). EventBridge and Step
// Functions have no such pattern.
var tagCharacters = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)

// CheckTagCharacters checks the characters of tags on an object of CloudWatch Logs
// or IAM.
func CheckTagCharacters(at path.Path, tags types.Map, service string) diag.Diagnostics {
	var diags diag.Diagnostics
	elements := tags.Elements()
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		for _, part := range []struct{ what, text string }{{"key", key}, {"value", stringOf(elements[key])}} {
			if !tagCharacters.MatchString(part.text) {
				diags.AddAttributeError(at.AtMapKey(key), "Invalid tag "+part.what, fmt.Sprintf(
					"%s does not accept %s in tags. The %s %q may contain letters, digits, spaces and _ . : / = + - @ only.",
					service, firstNot(part.text), part.what, part.text))
			}
		}
	}
	return diags
}

// firstNot is the first character that tags cannot have, in quotes.
func firstNot(text string) string {
	for _, r := range text {
		if !tagCharacters.MatchString(string(r)) {
			return fmt.Sprintf("%q", r)
		}
	}
	return fmt.Sprintf("%q", text)
}

func stringOf(value any) string {
	text, ok := value.(types.String)
	if !ok {
		return ""
	}
	return text.ValueString()
}

// CheckRoleTags checks tags against the limits of IAM roles: their characters,
// and keys, which must differ in more than case.
func CheckRoleTags(at path.Path, tags types.Map) diag.Diagnostics {
	diags := CheckTagCharacters(at, tags, "IAM")
	same := map[string][]string{}
	for _, key := range slices.Sorted(maps.Keys(tags.Elements())) {
		folded := strings.ToLower(key)
		same[folded] = append(same[folded], key)
	}
	for _, folded := range slices.Sorted(maps.Keys(same)) {
		if keys := same[folded]; len(keys) > 1 {
			diags.AddAttributeError(at.AtMapKey(keys[len(keys)-1]), "Duplicate tag keys", fmt.Sprintf(
				"The tag keys %s differ in case only. IAM, which also tags the roles of this resource, treats them as the same key and refuses them. Keep one of them; the provider's `default_tags` count as well.",
				prose.QuoteAnd(keys)))
		}
	}
	return diags
}
