package pattern

import (
	"fmt"
	"math"
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// {"numeric": [">=", 1, "<", 5]} passes numbers within the bounds. A number in quotes is a string and never passes.
type numericMatcher struct {
	low, high         float64
	openLow, openHigh bool
}

func newNumericMatcher(bounds []Bound) *numericMatcher {
	m := &numericMatcher{low: math.Inf(-1), high: math.Inf(1)}

	for _, bound := range bounds {
		number, _ := parseNumber([]byte(bound.Number))

		switch bound.Operator {
		case "=":
			m.low, m.high = number, number
		case ">", ">=":
			m.low, m.openLow = number, bound.Operator == ">"
		default:
			m.high, m.openHigh = number, bound.Operator == "<"
		}
	}

	return m
}

func (m *numericMatcher) match(v *value) bool {
	switch {
	case v.kind != KindNumber || !v.comparable || v.number < m.low || v.number > m.high:
		return false
	case m.openLow && v.number == m.low, m.openHigh && v.number == m.high:
		return false
	default:
		return true
	}
}

const numericForms = "Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`."

// parseNumeric reads the operand of a numeric.
func (p *parser) parseNumeric(n *node, at place) (Condition, bool) {
	if n.kind != nodeArray {
		problem := Problem{
			Summary: "Invalid value for numeric",
			Detail:  fmt.Sprintf("The value of `numeric` is %s, but must be a list of operators and numbers. %s", n.describe(), numericForms),
		}

		switch n.kind {
		case nodeNumber:
			problem.Suggestion = `["=", ` + n.text + `]`
		case nodeString:
			problem.Suggestion = suggestBounds(n.text)
		default:
		}

		p.report(n, at, problem)

		return Condition{}, false
	}

	condition := Condition{Operator: OperatorNumeric}
	good := true

	if len(n.elements) == 0 || len(n.elements) == 1 || len(n.elements) == 3 || len(n.elements) > 4 {
		good = false

		p.report(n, at, Problem{
			Summary: "Invalid number of terms in numeric",
			Detail:  fmt.Sprintf("The list of `numeric` has %s, but must have two or four. %s", prose.Count(len(n.elements), "element"), numericForms),
		})
	}

	turned := p.reportTurnedRange(n, at)

	for i, element := range n.elements {
		switch {
		case i >= 4:
		case i%2 == 0 && turned:
			good = false
		case i%2 == 0:
			good = p.checkBoundOperator(n, i, at.index(i)) && good
		default:
			good = p.checkBoundNumber(n.elements[i-1], element, at.index(i)) && good
		}
	}

	if !good {
		return Condition{}, false
	}

	for i := 0; i < len(n.elements); i += 2 {
		condition.Bounds = append(condition.Bounds, Bound{Operator: n.elements[i].text, Number: n.elements[i+1].text})
	}

	if len(condition.Bounds) == 2 {
		low, _ := parseNumber([]byte(condition.Bounds[0].Number))
		high, _ := parseNumber([]byte(condition.Bounds[1].Number))

		if low >= high {
			p.report(n, at, Problem{
				Summary: "Empty numeric range",
				Detail: fmt.Sprintf("The lower bound %s is not less than the upper bound %s, so no number could match. For one number write `[\"=\", n]`.",
					condition.Bounds[0].Number, condition.Bounds[1].Number),
			})

			return Condition{}, false
		}
	}

	return condition, true
}

// reportTurnedRange reports a range that has its upper bound first.
func (p *parser) reportTurnedRange(n *node, at place) bool {
	if len(n.elements) != 4 || !n.elements[0].isText("<", "<=") || !n.elements[2].isText(">", ">=") {
		return false
	}

	high, low := n.elements[:2], n.elements[2:]

	p.report(n, at, Problem{
		Summary:    "Bounds in the wrong order",
		Detail:     "The range has its upper bound first, but must have the lower bound first.",
		Suggestion: "[" + listText(append(slices.Clone(low), high...)) + "]",
	})

	return true
}

func (p *parser) checkBoundOperator(list *node, i int, at place) bool {
	n := list.elements[i]

	what, allowed := "a comparison", []string{"=", "<", "<=", ">", ">="}
	if i == 2 {
		what, allowed = "the comparison of an upper bound", []string{"<", "<="}
	} else if len(list.elements) > 2 {
		what, allowed = "the comparison of a lower bound", []string{">", ">="}
	}

	if n.isText(allowed...) {
		return true
	}

	problem := Problem{
		Summary: "Invalid numeric operator",
		Detail:  fmt.Sprintf("Found %s where %s is expected. Allowed here: %s. %s", n.describe(), what, prose.CodeAnd(allowed), numericForms),
	}

	if n.kind == nodeString {
		problem.Suggestion = map[string]string{
			"==": "=", "=>": ">=", "=<": "<=", "≥": ">=", "≤": "<=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "eq": "=",
		}[n.text]
	}

	if n.isText("!=", "<>") {
		problem.Detail = `There is no ` + n.text + ` in numeric. To match every other number, write {"anything-but": n}.`
	}

	p.report(n, at, problem)

	return false
}

func (p *parser) checkBoundNumber(operator, n *node, at place) bool {
	if n.kind != nodeNumber {
		problem := Problem{
			Summary: "Invalid numeric bound",
			Detail:  fmt.Sprintf("The bound after `%s` is %s, but must be a number.", operator.text, n.describe()),
		}

		if n.kind == nodeString && isNumber(n.text) {
			problem.Suggestion = n.text
			problem.Detail += " Write a number without quotes."
		}

		p.report(n, at, problem)

		return false
	}

	return p.checkComparable(n, at)
}

// checkComparable reports a number that cannot be compared.
func (p *parser) checkComparable(n *node, at place) bool {
	if _, fits := parseNumber([]byte(n.text)); fits {
		return true
	}

	p.report(n, at, Problem{
		Summary: "Number out of range",
		Detail: fmt.Sprintf("The number %s cannot be compared: EventBridge compares numbers as 64-bit floating point, with up to 17 digits.",
			shorten(n.text)),
	})

	return false
}
