package rule

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// NewRaw makes the resource `eventbridge_rule`, whose event pattern is JSON,
// for patterns across families or sources.
func NewRaw() resource.Resource { return newRule(func() kind { return raw{} })() }

// raw is the kind of rule whose event pattern is written as it is.
type raw struct{}

func (raw) typeName() string { return "rule" }

func (raw) family() *catalog.Family { return nil }

func (raw) catalog() *catalog.Catalog { return catalog.Default() }

func (raw) onDefaultBus() bool { return true }

func (raw) description() string {
	return "A rule with its event pattern as JSON, for patterns across families or sources. " +
		"The typed rules, such as `eventbridge_buildkite_build_rule`, are easier to write for documented events.\n\n" +
		"The pattern is checked while planning: its syntax, with every problem and its place, and whether it can match any documented event. " +
		"Formatting, the order of keys and the escaping of characters make no difference."
}

func (raw) attributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{attrPattern: schema.StringAttribute{
		CustomType: patterntype.Type{},
		Required:   true,
		MarkdownDescription: "The event pattern as JSON: `jsonencode({ source = [\"aws.aidevops\"] })`, or `file(...)`. " +
			"At most 2048 characters by default, as AWS counts them in the text that is sent; compact JSON is sent.",
	}}
}

func (raw) inputs() []string { return []string{attrPattern} }

func (raw) expand(v values) (expansion, diag.Diagnostics) {
	at := path.Root(attrPattern)
	out := expansion{origins: origins{rest: at}}
	text := v.text(attrPattern)
	if text.IsUnknown() || text.IsNull() {
		return out, nil
	}
	out.text, out.documented, out.complete = text.ValueString(), text.ValueString(), true
	return out, nil
}

func (raw) flatten(eventPattern string, into values) string {
	into[attrPattern] = patterntype.Known(eventPattern)
	return ""
}

// compact is the pattern as it is sent: without white space, which counts
// against the quota. Numbers and the order of keys are kept.
func compact(text string) string {
	if parsed, _ := patterntype.Parse(text); parsed != nil {
		return parsed.String()
	}
	return text
}
