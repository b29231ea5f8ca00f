package catalog

import (
	"fmt"
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// checkAlwaysHolds finds a condition that every string meets, on a field that is
// a string in every event.
func (k *checker) checkAlwaysHolds(v fieldView) {
	if c := v.meetsAll(); c != nil {
		k.add(v.leaf, c, Finding{
			Code: AlwaysHolds, Severity: Doubt, Summary: "Condition always matches", ofDocumented: true,
			Detail: fmt.Sprintf("Every documented event%s has a string in %s, and %s matches every string. Leave the field out instead.", v.ofSelected(), v.name(), shown(c.JSON())),
		})
	}
}

// meetsAll is the condition on a field of detail that matches every text, if
// the field is a text in every event. An empty prefix on any other field leaves
// out null, and is not a mistake.
func (v fieldView) meetsAll() *pattern.Condition {
	i := slices.IndexFunc(v.leaf.Conditions, func(c pattern.Condition) bool { return c.Operator != pattern.OperatorExists && isUniversal(c) })
	if i < 0 || len(v.carriers) < len(v.selected) || v.leaf.Path[0] != "detail" {
		return nil
	}
	c := v.leaf.Conditions[i]
	if slices.ContainsFunc(v.fields, func(f *Field) bool { return !f.alwaysMeets([]pattern.Condition{c}) }) {
		return nil
	}
	return &c
}

// checkMatchesAll tells when every event of the bus matches, which is right for
// a rule that forwards all of them, and a surprise for any other.
func (k *checker) checkMatchesAll() {
	if slices.ContainsFunc(k.findings, func(f Finding) bool { return f.Severity == Mistake }) {
		return
	}
	for _, e := range k.evaluations {
		if slices.ContainsFunc(e.Fields, func(l *pattern.Field) bool { return !k.holdsForAll(l) }) {
			continue
		}
		k.addWhole(Finding{
			Code: MatchesAll, Severity: Notice, Summary: "Pattern matches every event",
			Detail: "The pattern matches every event of the event bus. Select events by `detail-type` or by fields of `detail` if the rule is not meant to take all of them.",
		})
		return
	}
}

// holdsForAll reports whether every event of the bus meets the leaf.
func (k *checker) holdsForAll(leaf *pattern.Field) bool {
	if slices.ContainsFunc(leaf.Conditions, isUniversal) && len(leaf.Path) == 1 && lookUp(k.catalog.envelope, leaf.Path) != nil {
		return leaf.Path[0] != "detail" && leaf.Path[0] != "resources" && leaf.Path[0] != "replay-name"
	}
	evaluator := pattern.NewEvaluator(leaf.Conditions...)
	switch joinPath(leaf.Path) {
	case "version":
		return evaluator.Holds(pattern.TextValue("0"))
	case "source":
		return k.scope.isPartnerBus() && evaluator.Holds(pattern.TextValue(k.scope.EventBusName))
	}
	source := k.catalog.busSource(k.scope)
	if source == nil {
		return false
	}
	return !slices.ContainsFunc(source.DetailTypes, func(d *DetailType) bool {
		f := k.field(d, leaf.Path)
		return f == nil || !f.alwaysMeets(leaf.Conditions)
	})
}

// alwaysMeets reports whether every event of the detail-type meets a condition.
func (f *Field) alwaysMeets(conditions []pattern.Condition) bool {
	if f.Presence != Always || !f.isLeaf() || f.Kind == TextList {
		return false
	}
	if values, _ := f.values(); len(values) == 1 && !f.Nullable {
		evaluator := pattern.NewEvaluator(conditions...)
		return !slices.ContainsFunc(values, func(v pattern.Value) bool { return !evaluator.Holds(v) })
	}
	return slices.ContainsFunc(conditions, func(c pattern.Condition) bool {
		return isUniversal(c) && (c.Operator == pattern.OperatorExists || !f.Nullable && f.Kind != Number)
	})
}

// isUniversal reports whether every text meets the condition.
func isUniversal(c pattern.Condition) bool {
	switch c.Operator {
	case pattern.OperatorExists:
		return !isMissing(c)
	case pattern.OperatorPrefix, pattern.OperatorPrefixIgnoreCase, pattern.OperatorSuffix, pattern.OperatorSuffixIgnoreCase:
		return c.Values[0].Text == ""
	case pattern.OperatorWildcard:
		return c.Values[0].Text == "*"
	default:
		return false
	}
}
