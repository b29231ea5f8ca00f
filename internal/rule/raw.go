package rule

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// NewRaw returns the resource `eventbridge_rule`, whose event pattern is JSON, for
// patterns across families or sources.
func NewRaw() resource.Resource { return newRule(defineRaw)() }

// raw is the kind of rule whose event pattern is written as it is.
type raw struct{}

func (raw) typeName() string { return "rule" }

func (raw) family() *catalog.Family { return nil }

func (raw) catalog() *catalog.Catalog { return catalog.Default() }

func (raw) onDefaultBus() bool { return true }

func (raw) description() string {
	return "A rule with its event pattern as JSON, for patterns across families or sources. " +
		"The typed rules, such as `eventbridge_buildkite_build_rule`, are easier to write for documented events.\n\n" +
		"`terraform validate` checks the syntax of the pattern, with the place of every problem, and whether it can match any documented event. " +
		"Formatting, the order of keys, the escaping of characters and the spelling of numbers make no difference."
}

func (raw) attributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{attrPattern: schema.StringAttribute{
		CustomType: patterntype.Type{},
		Required:   true,
		MarkdownDescription: "The event pattern as JSON: `jsonencode({ source = [\"aws.aidevops\"] })`, or `file(...)`. " +
			"It is sent as compact JSON, of which AWS accepts 2048 characters by default.",
	}}
}

func (raw) inputs() []string { return []string{attrPattern} }

func (raw) expand(v values) (expansion, diag.Diagnostics) {
	at := path.Root(attrPattern)
	out := expansion{origins: origins{rest: at}}
	text := v.str(attrPattern)
	if text.IsUnknown() || text.IsNull() {
		return out, nil
	}
	var problems pattern.Problems
	out.text, out.complete = text.ValueString(), true
	out.pattern, problems = patterntype.Parse(out.text)
	out.documented, out.warnings = out.pattern, problems.Warnings()
	return out, patterntype.Report(at, problems)
}

func (raw) flatten(eventPattern string, into values) string {
	into[attrPattern] = patterntype.Known(eventPattern)
	return ""
}
