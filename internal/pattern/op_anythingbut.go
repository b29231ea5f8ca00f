package pattern

import (
	"fmt"
	"slices"
)

// {"anything-but": ...} passes every value that what follows would not pass, null and other types included, but not a
// missing field. In an array one such element is enough.
type anythingBut struct {
	texts   []string
	numbers []float64
	inner   []matcher
	// none reports that the list is empty, which the engine takes but cannot use: nothing passes.
	none bool
}

func newAnythingBut(c *Condition) *anythingBut {
	m := &anythingBut{none: len(c.Values) == 0}

	for _, v := range c.Values {
		switch {
		case c.Operator == OperatorAnythingButPrefix:
			m.inner = append(m.inner, prefixMatcher(v.Text))
		case c.Operator == OperatorAnythingButSuffix:
			m.inner = append(m.inner, suffixMatcher(v.Text))
		case c.Operator == OperatorAnythingButIgnoreCase:
			m.inner = append(m.inner, foldMatcher{newFolded(v.Text)})
		case c.Operator == OperatorAnythingButWildcard:
			m.inner = append(m.inner, newWildcardMatcher(v.Text))
		case v.Kind == KindNumber:
			number, _ := parseNumber([]byte(v.Text))
			m.numbers = append(m.numbers, number)
		default:
			m.texts = append(m.texts, v.Text)
		}
	}

	return m
}

func (m *anythingBut) match(v *value) bool {
	if m.none {
		return false
	}

	switch v.kind {
	case KindText:
		for _, text := range m.texts {
			if len(text) == len(v.text) && text == string(v.text) {
				return false
			}
		}

		for _, inner := range m.inner {
			if inner.match(v) {
				return false
			}
		}
	case KindNumber:
		return !v.comparable || !slices.Contains(m.numbers, v.number)
	default:
	}

	return true
}

// parseAnythingBut reads the operand of an anything-but.
func (p *parser) parseAnythingBut(n *node, at place) (Condition, bool) {
	if n.kind == nodeObject {
		return p.parseAnythingButInner(n, at)
	}

	elements, list := []*node{n}, n.kind == nodeArray
	if list {
		elements = n.elements
	}

	condition := Condition{Operator: OperatorAnythingBut, List: list}

	if len(elements) == 0 {
		p.report(n, at, Problem{
			Summary: "Empty list in anything-but",
			Detail:  "The list of `anything-but` is empty. It must have at least one string, or at least one number.",
		})

		return condition, false
	}

	good := true

	for i, element := range elements {
		place := at
		if list {
			place = at.index(i)
		}

		good = p.checkAnythingButValue(element, elements[0], list, place) && good
		condition.Values = append(condition.Values, element.value())
	}

	return condition, good
}

func (p *parser) checkAnythingButValue(n, first *node, list bool, at place) bool {
	switch {
	case n.kind == nodeString && first.kind == nodeNumber, n.kind == nodeNumber && first.kind == nodeString:
		p.report(n, at, Problem{
			Summary: "Mixed types in anything-but",
			Detail: fmt.Sprintf("The list of `anything-but` begins with %s, but %s follows. All values must be strings, or all must be numbers.",
				first.describe(), n.describe()),
		})

		return false
	case n.kind == nodeString:
		return true
	case n.kind == nodeNumber:
		return p.checkComparable(n, at)
	}

	problem := Problem{
		Summary: "Invalid value for anything-but",
		Detail: fmt.Sprintf("The value of `anything-but` is %s, but must be a string, a number, a list of strings, a list of numbers, or "+
			"an object with %s.", n.describe(), oneOf(anythingButWords)),
	}

	if list {
		problem.Detail = fmt.Sprintf("The list of `anything-but` has %s in it, but all its elements must be strings, or all must be numbers.", n.describe())
	}

	switch n.kind {
	case nodeTrue, nodeFalse:
		problem.Detail += " To match the other boolean, write it without an operator."
		problem.Suggestion = map[nodeKind]string{nodeTrue: "false", nodeFalse: "true"}[n.kind]
	case nodeNull:
		problem.Detail += ` To exclude null, list what is allowed instead, such as {"prefix": ""} for every string.`
	case nodeObject:
		problem.Detail += " An operator goes around the list, not into it."
	default:
	}

	p.report(n, at, problem)

	return false
}

var anythingButWords = []string{wordPrefix, wordSuffix, wordIgnoreCase, wordWildcard}

var anythingButInner = map[string]Operator{
	wordPrefix:     OperatorAnythingButPrefix,
	wordSuffix:     OperatorAnythingButSuffix,
	wordIgnoreCase: OperatorAnythingButIgnoreCase,
	wordWildcard:   OperatorAnythingButWildcard,
}

func (p *parser) parseAnythingButInner(n *node, at place) (Condition, bool) {
	inner, ok := p.onlyMember(n, at, wordAnythingBut, anythingButWords)
	if !ok {
		return Condition{}, false
	}

	at = at.key(inner.name)
	elements, list := []*node{inner.value}, inner.value.kind == nodeArray

	if list {
		elements = inner.value.elements
	}

	condition := Condition{Operator: anythingButInner[inner.name], List: list}
	good := true

	if len(elements) == 0 {
		p.report(inner.value, at, Problem{
			Severity: Warning,
			Summary:  "Empty list in anything-but",
			Detail:   fmt.Sprintf("The list of `%s` is empty, so nothing can match. EventBridge's engine accepts such a pattern but fails to use it.", inner.name),
		})
	}

	for i, element := range elements {
		place := at
		if list {
			place = at.index(i)
		}

		good = p.checkAnythingButText(inner.name, element, place) && good
		condition.Values = append(condition.Values, element.value())
	}

	return condition, good
}

func (p *parser) checkAnythingButText(word string, n *node, at place) bool {
	if n.kind != nodeString {
		problem := Problem{
			Summary: "Invalid value for " + word,
			Detail:  fmt.Sprintf("The value of `%s` within `anything-but` is %s, but must be a string or a list of strings.", word, n.describe()),
		}

		if n.kind == nodeObject {
			problem.Detail += " EventBridge allows no operator inside it."
		}

		p.report(n, at, problem)

		return false
	}

	if n.text == "" && (word == wordPrefix || word == wordSuffix) {
		p.report(n, at, Problem{
			Summary: "Empty " + word + " in anything-but",
			Detail:  fmt.Sprintf("The %s within `anything-but` is empty. Every string has the empty %s, so it must have at least one character.", word, word),
		})

		return false
	}

	return word != wordWildcard || p.checkWildcard(n, at)
}
