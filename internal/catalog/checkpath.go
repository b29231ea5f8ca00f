package catalog

import (
	"fmt"
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// CheckPath checks a field that is read from the events which a rule selects. It
// returns a finding if no documented one has it: an UnknownField if none of the
// source does, and FieldNotCarried if only others do. Without a pattern it goes
// by the event bus alone. It returns false if the catalog does not know all
// detail-types that the rule selects.
func (c *Catalog) CheckPath(p *pattern.Pattern, scope Scope, path []string) (Finding, bool) {
	k := newChecker(c, scope)
	combos := []pattern.Alternative{{}}
	if p != nil {
		combos = p.Alternatives()
	}
	var selected, possible []*DetailType
	for _, combo := range combos {
		e := k.selectTypes(combo)
		if len(e.sources) == 0 || asksForUndocumented(e) {
			return Finding{}, false
		}
		selected, possible = appendNew(selected, e.selected), appendNew(possible, e.possible)
	}
	if slices.ContainsFunc(selected, func(d *DetailType) bool { return d.resolve(path) != nil }) {
		return Finding{}, false
	}
	name := prose.Code(joinPath(path))
	if carriers := documentedFor(path, selected); len(carriers) > 0 {
		return Finding{
			Code: FieldNotCarried, Severity: Mistake, Path: path, Summary: "Field not in these events", Documented: detailTypeNames(carriers),
			Detail: fmt.Sprintf("No documented event of %s has the field %s. The field is documented for %s.", describeTypes(selected), name, describeTypes(carriers)),
		}, true
	}
	finding := Finding{Code: UnknownField, Severity: Mistake, Path: path, Summary: "Unknown event field", Nearest: suggest(path, selected, possible)}
	if isDetailTypeMisspelled(path) {
		finding.Nearest = "detail-type"
	}
	documented, rest := describePlace(path, selected)
	finding.Documented = documented
	finding.Detail = fmt.Sprintf("No documented event of %s has a field %s.%s%s", sourceTitles(possible), name, prose.DidYouMean(finding.Nearest), rest)
	return finding, true
}

// asksForUndocumented reports whether a condition on `detail-type` asks for
// something else than the documented detail-types.
func asksForUndocumented(e *evaluation) bool {
	leaf := leafOf(e.Alternative, "detail-type")
	return leaf != nil && slices.ContainsFunc(leaf.Conditions, func(c pattern.Condition) bool {
		return !c.Operator.IsNegation() && !slices.ContainsFunc(e.possible, func(d *DetailType) bool { return pattern.NewEvaluator(c).Holds(pattern.TextValue(d.Name)) })
	})
}
