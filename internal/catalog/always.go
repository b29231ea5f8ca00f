package catalog

import (
	"fmt"
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// checkAlwaysHolds finds conditions of which every value meets one: they are
// ORed, so that "not a" beside "not b" excludes nothing.
func (k *checker) checkAlwaysHolds(v fieldView) {
	if c := v.meetsAll(); c != nil {
		k.add(v.leaf, c, Finding{
			Code: AlwaysHolds, Severity: Doubt, Summary: "Condition that always holds", ofDocumented: true,
			Detail: fmt.Sprintf("Every documented event%s has a text at %s, and %s matches every text. Leave the field out instead.", v.ofSelected(), v.name(), prose.Code(c.JSON())),
		})
		return
	}
	k.checkCovered(v)
}

// checkCovered finds conditions that are ORed and cover each other's exceptions.
func (k *checker) checkCovered(v fieldView) {
	conditions := v.leaf.Conditions
	if len(conditions) < 2 || v.merged.Kind == Anything {
		return
	}
	present := slices.ContainsFunc(conditions, func(c pattern.Condition) bool {
		return c.Operator == pattern.OperatorExists && !isMissing(c)
	})
	switch {
	case present && slices.ContainsFunc(conditions, isMissing):
		k.add(v.leaf, nil, Finding{
			Code: AlwaysHolds, Severity: Mistake, Summary: "Conditions that always hold", ofDocumented: true,
			Detail: fmt.Sprintf("The conditions on %s are ORed, and every event either has the field or does not have it. Leave the field out instead.", v.name()),
		})
		return
	case !slices.ContainsFunc(conditions, func(c pattern.Condition) bool { return c.Operator.IsNegation() }):
		return
	}
	for i, c := range conditions {
		others := slices.Delete(slices.Clone(conditions), i, i+1)
		if !c.Operator.IsNegation() || !coveredBy(c, others) {
			continue
		}
		k.add(v.leaf, nil, Finding{
			Code: AlwaysHolds, Severity: Mistake, Summary: "Conditions that always hold", ofDocumented: true,
			Detail: fmt.Sprintf("The conditions on %s are ORed, and every value meets one of them: what %s excludes meets another one.%s",
				v.name(), prose.Code(c.JSON()), oneList(conditions)),
		})
		return
	}
}

// checkBranches finds the same in the branches of a $or, where each branch is
// one condition on the same field: "not a, or not b" again.
func (k *checker) checkBranches(o *pattern.Object) {
	for _, f := range o.Fields {
		if f.Object != nil {
			k.checkBranches(f.Object)
		}
		var same []*pattern.Field // the leaves of branches that are one leaf
		for _, branch := range f.Or {
			k.checkBranches(branch)
			leaves := branch.Leaves()
			if len(leaves) == 1 && (same == nil || joinPath(same[0].Path) == joinPath(leaves[0].Path)) {
				same = append(same, leaves[0])
			}
		}
		if len(same) > 1 {
			k.checkSame(same)
		}
	}
}

func (k *checker) checkSame(leaves []*pattern.Field) {
	types := k.leaves[leaves[0]]
	if types == nil || !types.known {
		return
	}
	fields, carriers := k.carried(leaves[0].Path, types.selected)
	if len(fields) == 0 {
		return
	}
	joined := *leaves[0]
	joined.Conditions = nil
	for _, leaf := range leaves {
		joined.Conditions = append(joined.Conditions, leaf.Conditions...)
	}
	k.checkCovered(fieldView{leaf: &joined, fields: fields, carriers: carriers, merged: mergedField(fields), selected: types.selected})
}

// meetsAll is the condition on a field of detail that matches every text, if
// the field is a text in every event. An empty prefix on any other field leaves
// out null, and is no mistake.
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

// coveredBy reports whether each value that the negation excludes meets one of
// the other conditions.
func coveredBy(negation pattern.Condition, others []pattern.Condition) bool {
	return !slices.ContainsFunc(negation.Excluded(), func(excluded pattern.Condition) bool {
		return !slices.ContainsFunc(others, func(other pattern.Condition) bool { return other.Covers(excluded) })
	})
}

// oneList says how to exclude several values, when the conditions are
// negations of the same kind.
func oneList(conditions []pattern.Condition) string {
	joined := pattern.Condition{Operator: conditions[0].Operator, List: true}
	for _, c := range conditions {
		if c.Operator != joined.Operator || !c.Operator.IsNegation() {
			return ""
		}
		joined.Values = append(joined.Values, c.Values...)
	}
	return fmt.Sprintf(" To exclude all of them write one condition: %s.", prose.Code(joined.JSON()))
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
			Code: MatchesAll, Severity: Notice, Summary: "Pattern that matches every event",
			Detail: "The pattern matches every event of the event bus. Select events by `detail-type` or by fields of `detail` if the rule is not meant to take all of them.",
		})
		return
	}
}

// holdsForAll tells whether every event of the bus meets the leaf.
func (k *checker) holdsForAll(leaf *pattern.Field) bool {
	if slices.ContainsFunc(leaf.Conditions, isUniversal) && len(leaf.Path) == 1 && lookUp(k.catalog.envelope, leaf.Path) != nil {
		return leaf.Path[0] != "detail" && leaf.Path[0] != "resources" && leaf.Path[0] != "replay-name"
	}
	// The account and the region of a bus are those of its events.
	switch joinPath(leaf.Path) {
	case "version":
		return slices.ContainsFunc(leaf.Conditions, func(c pattern.Condition) bool { return textHolds(c, "0") })
	case "account", "region":
		return !slices.ContainsFunc(leaf.Conditions, func(c pattern.Condition) bool { return c.Operator != pattern.OperatorEquals })
	case "source":
		return k.scope.isPartnerBus() && slices.ContainsFunc(leaf.Conditions, func(c pattern.Condition) bool { return textHolds(c, k.scope.EventBusName) })
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

// alwaysMeets tells whether every event of the detail-type meets a condition.
func (f *Field) alwaysMeets(conditions []pattern.Condition) bool {
	if f.Presence != Always || !f.isLeaf() || f.Kind == TextList {
		return false
	}
	return slices.ContainsFunc(conditions, func(c pattern.Condition) bool {
		switch {
		case c.Operator == pattern.OperatorExists:
			return !isMissing(c)
		case f.Nullable:
			return false
		case f.Const != "":
			return literalHolds(c, f.Const)
		case len(f.Enum) == 1: // the name of a detail-type
			return textHolds(c, f.Enum[0])
		default:
			return f.Kind != Number && f.Kind != Bool && isUniversal(c)
		}
	})
}

// isUniversal tells whether every text meets the condition.
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
