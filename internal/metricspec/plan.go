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

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/metric"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// CheckValue requires that exactly one of the attributes sets the value of the
// metric, at most one if a preset can.
func CheckValue(hasPreset bool, given map[string]attr.Value) diag.Diagnostics {
	var diags diag.Diagnostics
	var set []string
	for _, name := range sortedKeys(given) {
		if !given[name].IsNull() {
			set = append(set, name)
		}
	}
	if count, ok := given["count_events"].(types.Bool); ok && !count.IsNull() && !count.IsUnknown() && !count.ValueBool() {
		diags.AddAttributeError(path.Root("count_events"), "Invalid count_events value",
			"`count_events` takes `true` only. To publish something else, remove it and set `field` or `duration`.")
		return diags
	}
	switch {
	case len(set) > 1:
		diags.AddAttributeError(path.Root(set[1]), "Conflicting metric values",
			fmt.Sprintf("Both `%s` and `%s` are set, but a metric has one value. Remove one of them.", set[0], set[1]))
	case len(set) == 0 && !hasPreset:
		diags.AddError("Missing metric value",
			fmt.Sprintf("Set one of %s: it defines the value to publish for an event.", prose.CodeOr(sortedKeys(given))))
	}
	return diags
}

// CheckStrings reports empty strings, which elsewhere mean "not known yet".
func (a Attributes) CheckStrings() diag.Diagnostics {
	var diags diag.Diagnostics
	check := func(at path.Path, value attr.Value) {
		if text, ok := value.(types.String); ok && !text.IsNull() && !text.IsUnknown() && text.ValueString() == "" {
			diags.AddAttributeError(at, "Empty string", fmt.Sprintf("`%s` needs at least one character.", at))
		}
	}
	for name, value := range map[string]*types.String{"namespace": a.Namespace, "metric_name": a.Name, "unit": a.Unit, "field": a.Field} {
		check(path.Root(name), *value)
	}
	if a.Duration != nil {
		for _, end := range []string{"from", "to"} {
			check(path.Root("duration").AtName(end), a.Duration.Attributes()[end])
		}
	}
	return diags
}

// Check reports what is wrong with the metric. before has the attributes of the
// state: what was warned of then is not reported again. A zero before reports
// every warning.
func (a Attributes) Check(before Attributes) diag.Diagnostics {
	now, _ := a.Spec()
	_, _, diags := a.where(now)
	return append(diags, a.Report(now.Check(catalog.Default()), before)...)
}

// Report turns findings into diagnostics, as catalog_check asks.
func (a Attributes) Report(findings []metric.Finding, before Attributes) diag.Diagnostics {
	var diags diag.Diagnostics
	mode, _ := patterntype.CatalogCheck(*a.CatalogCheck)
	now, _ := a.Spec()
	for _, f := range findings {
		var found diag.Diagnostics
		switch at := place(f.At); f.Severity {
		case metric.Invalid:
			found.AddAttributeError(at, f.Summary, f.Detail)
		case metric.Doubtful:
			found.AddAttributeWarning(at, f.Summary, f.Detail)
		case metric.Costly, metric.Silent:
			found = patterntype.CatalogDiagnostics(mode, catalog.Doubt, at, f.Summary, f.Detail)
		default:
			found = patterntype.CatalogDiagnostics(mode, catalog.Mistake, at, f.Summary, f.Detail)
		}
		if found.HasError() || !a.reported(f, now, before) {
			diags.Append(found...)
		}
	}
	return diags
}

// reported reports whether a warning was given when the state was planned.
func (a Attributes) reported(f metric.Finding, now metric.Spec, before Attributes) bool {
	if before.CatalogCheck == nil || f.Severity != metric.Doubtful && !before.CatalogCheck.Equal(*a.CatalogCheck) {
		return false
	}
	old, _ := before.Spec()
	if !slices.Equal(old.DetailTypes, now.DetailTypes) && f.At[0] != "dimensions" {
		return false
	}
	switch f.At[0] {
	case "where":
		was, ok := old.Where[f.At[1]]
		return ok && maps.EqualFunc(was, now.Where[f.At[1]], slices.Equal)
	case "dimensions":
		was, ok := old.Dimensions[f.At[1]]
		return ok && was == now.Dimensions[f.At[1]]
	case "duration":
		return old.Duration != nil && now.Duration != nil && *old.Duration == *now.Duration
	case "field":
		return old.Field == now.Field
	default:
		return true
	}
}

// place is the path of the attribute that a finding is about.
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
