package patterntype

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// CatalogCheckName is the name of the attribute that [CatalogCheckAttribute] describes.
const CatalogCheckName = "catalog_check"

// CatalogCheckAttribute is the attribute `catalog_check` of every resource whose
// configuration the catalog checks.
func CatalogCheckAttribute() schema.StringAttribute {
	modes := make([]string, 0, len(catalog.Modes()))
	for _, mode := range catalog.Modes() {
		modes = append(modes, string(mode))
	}
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "What to do about names and values that no documented event has, and conditions that no documented event can meet: " +
			"`error` (default) refuses them, `warn` warns in the plan, `off` accepts them silently.",
		Validators: []validator.String{awsresource.OneOf(modes...)},
	}
}

// CatalogCheck is the mode that the value of the attribute sets. It returns false
// if that is not known yet; nothing is reported then.
func CatalogCheck(value types.String) (catalog.Mode, bool) {
	switch {
	case value.IsUnknown():
		return catalog.ModeOff, false
	case value.ValueString() == "":
		return catalog.ModeError, true
	default:
		return catalog.Mode(value.ValueString()), true
	}
}

// CatalogDiagnostics is what a finding of that severity is reported as: an error
// that says how to get past it, a warning, or nothing.
func CatalogDiagnostics(mode catalog.Mode, severity catalog.Severity, at path.Path, summary, detail string) diag.Diagnostics {
	switch mode.Severity(severity) {
	case pattern.Error:
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, summary, detail+
			"\n\nIf the catalog is out of date, set `"+CatalogCheckName+"` to \"warn\" or \"off\".")}
	case pattern.Warning:
		return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, summary, detail)}
	default:
		return nil
	}
}
