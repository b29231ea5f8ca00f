package rule

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// check reports everything that is found without AWS: what the pattern is
// warned of, what the catalog finds, and the events that the rule must and must
// not match. isNew reports whether the rule does not exist yet.
func (r *rule) check(v values, made expansion, isNew bool) diag.Diagnostics {
	var diags diag.Diagnostics
	if made.pattern == nil {
		return diags
	}
	findings := r.findings(v, made)
	if made.complete {
		for _, p := range patterntype.Warnings(made.warnings, findings) {
			if at := made.origins.find(made.pattern, p.Path); !made.origins.ofMatcher(at) {
				diags.AddAttributeWarning(at, p.Summary, patterntype.Describe(p))
			}
		}
	}
	diags.Append(reportFindings(v, made, findings, isNew)...)
	if made.complete {
		diags.Append(r.checkEvents(v, made.pattern)...)
	}
	return diags
}

// findings are those of the catalog, none if it is not to be asked.
func (r *rule) findings(v values, made expansion) []catalog.Finding {
	if mode, _ := patterntype.CatalogCheck(v.str(attrCatalogCheck)); mode == catalog.ModeOff || made.documented == nil {
		return nil
	}
	return r.catalog().Check(made.documented, r.scope(v))
}

func reportFindings(v values, made expansion, findings []catalog.Finding, isNew bool) diag.Diagnostics {
	var diags diag.Diagnostics
	mode, _ := patterntype.CatalogCheck(v.str(attrCatalogCheck))
	whole := made.complete && made.documented == made.pattern
	for _, finding := range findings {
		if finding.Severity != catalog.Mistake && (!whole || finding.Code == catalog.MatchesAll && !isNew) {
			continue // more conditions may change it, or it was reported when the rule was new
		}
		at := made.origins.find(made.documented, finding.JSONPath)
		if finding.AboutBus() {
			at = path.Root(attrBus)
		}
		diags.Append(patterntype.CatalogDiagnostics(mode, finding.Severity, at, finding.Summary, finding.Detail)...)
	}
	return diags
}

// hasMistake reports whether the catalog calls anything in the pattern a
// mistake.
func (r *rule) hasMistake(v values, made expansion) bool {
	return slices.ContainsFunc(r.findings(v, made), func(f catalog.Finding) bool { return f.Severity == catalog.Mistake })
}

// scope is what the catalog needs to know of the rule.
func (r *rule) scope(v values) catalog.Scope {
	scope := catalog.Scope{Family: r.family()}
	if isSet(v[attrBus]) {
		scope.EventBusName = v.bus()
	}
	return scope
}
