package pattern

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// checkAlways warns of conditions of which every event meets one. They are ORed, so that "not a" beside "not b" excludes nothing,
// in one list as in the branches of a "$or".
func (p *parser) checkAlways(root *Object) {
	root.walk(func(field *Field) bool {
		conditions := field.Conditions
		if field.Or != nil {
			conditions = sameField(field.Or)
		}

		if why := alwaysHold(conditions); why != "" {
			p.add(Problem{
				Path: field.JSONPath, Severity: Warning, Summary: "Conditions always match", Found: shorten(conditionsJSON(conditions)),
				Detail: "The conditions on one field are ORed" + why,
			}, field.Position.Offset)
		}

		return true
	})
}

// sameField are the conditions of those branches that are one leaf, the same in each.
func sameField(branches []*Object) []Condition {
	var conditions []Condition

	key := ""

	for _, branch := range branches {
		leaves := branch.Leaves()
		if len(leaves) != 1 || key != "" && leaves[0].Key() != key {
			continue
		}

		key = leaves[0].Key()
		conditions = append(conditions, leaves[0].Conditions...)
	}

	return conditions
}

// mostCovered is the number of conditions up to which each is compared with all others.
const mostCovered = 64

// alwaysHold says why every event meets one of the conditions, or nothing.
func alwaysHold(conditions []Condition) string {
	if len(conditions) < 2 || len(conditions) > mostCovered {
		return ""
	}

	exists := func(kind ValueKind) bool {
		return slices.ContainsFunc(conditions, func(c Condition) bool { return c.Operator == OperatorExists && c.Values[0].Kind == kind })
	}
	if exists(KindTrue) && exists(KindFalse) {
		return ", and every event either has the field or does not have it. Leave the field out instead."
	}

	if coverNumbers(conditions) {
		return ", and every number meets one of them. To accept any value, leave the field out."
	}

	for i, negation := range conditions {
		excluded := negation.Excluded()
		if len(excluded) == 0 || len(excluded) > mostCovered {
			continue
		}

		others := slices.Delete(slices.Clone(conditions), i, i+1)
		covered := func(e Condition) bool {
			return slices.ContainsFunc(others, func(other Condition) bool { return other.Covers(e) })
		}

		if !slices.ContainsFunc(excluded, func(e Condition) bool { return !covered(e) }) {
			return fmt.Sprintf(", and every value meets one of them: what `%s` excludes meets another one.%s", shorten(negation.JSON()), oneNegation(conditions))
		}
	}

	return ""
}

// coverNumbers reports whether every number meets one of the conditions: those below a bound, and those above another that is not higher.
func coverNumbers(conditions []Condition) bool {
	below := numericMatcher{high: math.Inf(-1), openHigh: true}
	above := numericMatcher{low: math.Inf(1), openLow: true}

	for _, c := range conditions {
		if c.Operator != OperatorNumeric {
			continue
		}

		m := newNumericMatcher(c.Bounds)
		if math.IsInf(m.low, -1) && (m.high > below.high || m.high == below.high && !m.openHigh) {
			below = *m
		}

		if math.IsInf(m.high, 1) && (m.low < above.low || m.low == above.low && !m.openLow) {
			above = *m
		}
	}

	return above.low < below.high || above.low == below.high && (!above.openLow || !below.openHigh)
}

// oneNegation says how to exclude several values when the conditions are negations of one kind.
func oneNegation(conditions []Condition) string {
	joined := Condition{Operator: conditions[0].Operator, List: true}

	for _, c := range conditions {
		if c.Operator != joined.Operator || !c.Operator.IsNegation() {
			return ""
		}

		joined.Values = append(joined.Values, c.Values...)
	}

	return fmt.Sprintf(" To exclude all of them write one condition: `%s`.", shorten(joined.JSON()))
}

func conditionsJSON(conditions []Condition) string {
	texts := make([]string, 0, len(conditions))
	for _, condition := range conditions {
		texts = append(texts, condition.JSON())
	}

	return "[" + strings.Join(texts, ",") + "]"
}
