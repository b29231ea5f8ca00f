package target

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/awsclient"
	"github.com/typed-events/terraform-provider-eventbridge/internal/awsresource"
	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/patterntype"
)

// fieldsAt are the fields of the event that an attribute refers to, each as its
// names.
type fieldsAt struct {
	at    path.Path
	names [][]string
}

// reviewFields reports fields that no documented event of the rule has, as far
// as the rule is known while planning.
func reviewFields(ctx context.Context, meta *awsresource.Meta, plan model, fields []fieldsAt) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, f := range undocumentedFields(ctx, meta, plan, fields) {
		if f.Code == catalog.FieldNotCarried && mode(plan.CatalogCheck) == catalog.ModeError {
			// The same plan may change the rule.
			diags.AddAttributeWarning(f.at, f.Summary, f.Detail+" Unless this plan changes the rule, the apply fails.")
			continue
		}
		diags.Append(patterntype.CatalogDiagnostics(mode(plan.CatalogCheck), f.Severity, f.at, f.Summary, f.Detail)...)
	}
	return diags
}

// checkFields is reviewFields before the target is written.
func checkFields(ctx context.Context, meta *awsresource.Meta, plan model, fields []fieldsAt) diag.Diagnostics {
	var diags diag.Diagnostics
	for _, f := range undocumentedFields(ctx, meta, plan, fields) {
		found := patterntype.CatalogDiagnostics(mode(plan.CatalogCheck), f.Severity, f.at, f.Summary, f.Detail+" The target was not written.")
		if found.HasError() || plannedWithoutRule(meta, plan.RuleARN) {
			diags.Append(found...)
		}
	}
	return diags
}

// findingAt is a finding of the catalog at an attribute.
type findingAt struct {
	catalog.Finding
	at path.Path
}

// undocumentedFields are those that no documented event of the rule has. A rule
// that is not there yet is judged by its event bus.
func undocumentedFields(ctx context.Context, meta *awsresource.Meta, plan model, fields []fieldsAt) []findingAt {
	rule, ok := knownRule(plan.RuleARN)
	if !ok || len(fields) == 0 || mode(plan.CatalogCheck) == catalog.ModeOff || !meta.AWS.Usable() {
		return nil
	}
	selected, ok := patternOf(ctx, meta, rule)
	if !ok {
		return nil
	}
	var findings []findingAt
	told := map[string]bool{}
	for _, of := range fields {
		for _, names := range of.names {
			finding, found := catalog.Default().CheckPath(selected, catalog.Scope{EventBusName: rule.Bus}, names)
			if key := of.at.String() + finding.Field(); found && !told[key] {
				told[key] = true
				findings = append(findings, findingAt{finding, of.at})
			}
		}
	}
	return findings
}

// patternOf is the pattern of a rule on AWS, nil if there is no such rule yet. It
// returns false if it cannot be read.
func patternOf(ctx context.Context, meta *awsresource.Meta, rule awsclient.RuleARN) (*pattern.Pattern, bool) {
	found, err := meta.AWS.Rules().Find(ctx, rule.Bus, rule.Name)
	if awsclient.IsNotFound(err) {
		return nil, true
	}
	if err != nil || found.EventPattern == nil {
		return nil, false
	}
	parsed, _ := patterntype.Parse(*found.EventPattern)
	return parsed, parsed != nil
}
