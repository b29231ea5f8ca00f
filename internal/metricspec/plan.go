package metricspec

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// The provider's catalog_check, as it counts for metrics.
const (
	checkWarn = "warn"
	CheckOff  = "off"
)

// CheckValue holds that exactly one attribute makes the value.
func CheckValue(preset bool, given map[string]attr.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	var set []string
	for _, name := range sortedKeys(given) {
		if !given[name].IsNull() {
			set = append(set, name)
		}
	}
	if count, ok := given["count_events"].(types.Bool); ok && !count.IsNull() && !count.IsUnknown() && !count.ValueBool() {
		diags.AddAttributeError(path.Root("count_events"), "Count that is switched off",
			"`count_events` is either true or left out. Leave it out where `field` or `duration` makes the value.")
		return diags
	}
	switch {
	case len(set) > 1:
		diags.AddAttributeError(path.Root(set[1]), "Several values for one metric",
			fmt.Sprintf("`%s` and `%s` are both set, and a metric has one value. Keep one of them.", set[0], set[1]))
	case len(set) == 0 && !preset:
		diags.AddError("Metric without a value",
			fmt.Sprintf("Exactly one of %s has to be set: it says what is published for an event.", prose.CodeAnd(sortedKeys(given))))
	}
	return diags
}

// CheckTexts refuses empty StringValues, which would otherwise count as not known yet.
func CheckTexts(p Attributes) diag.Diagnostics {
	var diags diag.Diagnostics
	check := func(at path.Path, value attr.Value) {
		if text, ok := value.(types.String); ok && !text.IsNull() && !text.IsUnknown() && text.ValueString() == "" {
			diags.AddAttributeError(at, "Empty text", fmt.Sprintf("`%s` is an empty text. Give it at least one character.", at))
		}
	}
	for name, value := range map[string]*types.String{"namespace": p.Namespace, "metric_name": p.Name, "unit": p.Unit, "field": p.Field} {
		if value != nil {
			check(path.Root(name), *value)
		}
	}
	if p.Duration != nil {
		for _, end := range []string{"from", "to"} {
			check(path.Root("duration").AtName(end), p.Duration.Attributes()[end])
		}
	}
	return diags
}

// Report turns findings into diagnostics. warned says of a costly or silent
// finding that it was said before.
func Report(findings []metric.Finding, catalogCheck string, warned func(metric.Finding) bool) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, f := range findings {
		at := place(f.At)
		switch {
		case f.Severity == metric.Invalid:
			diags.AddAttributeError(at, f.Summary, f.Detail)
		case catalogCheck == CheckOff && f.Severity != metric.Doubtful:
		case f.Severity == metric.Costly || f.Severity == metric.Silent || f.Severity == metric.Doubtful:
			if warned == nil || !warned(f) {
				diags.AddAttributeWarning(at, f.Summary, f.Detail)
			}
		case catalogCheck == checkWarn:
			diags.AddAttributeWarning(at, f.Summary, f.Detail)
		default:
			diags.AddAttributeError(at, f.Summary, f.Detail+
				"\n\nWhere the catalog is behind, set `catalog_check` of the provider to \"warn\" or \"off\".")
		}
	}
	return diags
}

// place is the attribute that a finding is about.
func place(at []string) path.Path {
	out := path.Root(at[0])
	for i, step := range at[1:] {
		switch {
		case at[0] == "detail_types":
			out = out.AtSetValue(types.StringValue(step))
		case at[0] == "duration":
			out = out.AtName(step)
		case at[0] == "where" && i == 2:
			index, err := strconv.Atoi(step)
			if err != nil {
				return out
			}
			out = out.AtListIndex(index)
		default:
			out = out.AtMapKey(step)
		}
	}
	return out
}

// WarnedOf tells of a condition, a dimension or a duration that it was the same
// before.
func WarnedOf(before, now metric.Spec) func(metric.Finding) bool {
	return func(f metric.Finding) bool {
		switch {
		case len(f.At) < 2:
			return false
		case f.At[0] == "where":
			old, ok := before.Where[f.At[1]]
			return ok && maps.EqualFunc(old, now.Where[f.At[1]], slices.Equal)
		case f.At[0] == "duration":
			return before.Duration != nil && now.Duration != nil && *before.Duration == *now.Duration && slices.Equal(before.DetailTypes, now.DetailTypes)
		}
		old, ok := before.Dimensions[f.At[1]]
		return ok && old == now.Dimensions[f.At[1]]
	}
}
