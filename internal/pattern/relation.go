package pattern

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Covers reports whether every value that meets the other condition meets this one. It is false if that cannot be told.
func (c Condition) Covers(other Condition) bool {
	if c.Operator == OperatorExists && c.Values[0].Kind == KindTrue {
		return other.Operator != OperatorExists || other.Values[0].Kind == KindTrue
	}

	if other.isExact() {
		return NewEvaluator(c).Holds(other.Values[0])
	}

	if c.Operator.IsNegation() {
		return !slices.ContainsFunc(c.Excluded(), other.Overlaps)
	}

	glob := other.glob()
	if glob == nil {
		return c.JSON() == other.JSON()
	}

	// A character that the condition does not name can only stand where any other one could.
	fresh := '\uE000'
	for json := c.JSON(); strings.ContainsRune(json, fresh); {
		fresh++
	}

	var lower, upper strings.Builder

	for _, g := range glob {
		if g.any {
			g.lower, g.upper = string(fresh), string(fresh)
		}

		lower.WriteString(g.lower)
		upper.WriteString(g.upper)
	}

	evaluator := NewEvaluator(c)

	return evaluator.Holds(Value{Kind: KindText, Text: lower.String()}) && evaluator.Holds(Value{Kind: KindText, Text: upper.String()})
}

// Overlaps reports whether one value can meet both conditions. It is true if that cannot be told.
func (c Condition) Overlaps(other Condition) bool {
	switch {
	case other.isExact():
		return NewEvaluator(c).Holds(other.Values[0])
	case c.isExact():
		return NewEvaluator(other).Holds(c.Values[0])
	}

	a, b := c.glob(), other.glob()

	return a == nil || b == nil || overlap(a, b)
}

// Excluded are the conditions of which a negation lets no value through: {"anything-but": {"prefix": "a"}} excludes {"prefix": "a"}.
// Of any other condition there are none.
func (c Condition) Excluded() []Condition {
	operator, ok := excludedOperators[c.Operator]
	if !ok {
		return nil
	}

	excluded := make([]Condition, 0, len(c.Values))
	for _, value := range c.Values {
		excluded = append(excluded, Condition{Operator: operator, Values: []Value{value}})
	}

	return excluded
}

var excludedOperators = map[Operator]Operator{
	OperatorAnythingBut:           OperatorEquals,
	OperatorAnythingButPrefix:     OperatorPrefix,
	OperatorAnythingButSuffix:     OperatorSuffix,
	OperatorAnythingButIgnoreCase: OperatorEqualsIgnoreCase,
	OperatorAnythingButWildcard:   OperatorWildcard,
}

func (c Condition) isExact() bool {
	return c.Operator == OperatorEquals || c.Operator == OperatorExactly
}

// glyph is one step of a text condition: a character in its one or two cases, or any run of characters.
type glyph struct {
	lower, upper string
	any          bool
}

// glob is a positive condition on texts as a sequence of steps; nil for any other condition.
func (c Condition) glob() []glyph {
	anything := []glyph{{any: true}}

	switch c.Operator {
	case OperatorPrefix:
		return append(exactGlyphs(c.Values[0].Text), anything...)
	case OperatorPrefixIgnoreCase:
		return append(foldedGlyphs(c.Values[0].Text), anything...)
	case OperatorSuffix:
		return append(anything, exactGlyphs(c.Values[0].Text)...)
	case OperatorSuffixIgnoreCase:
		return append(anything, foldedGlyphs(c.Values[0].Text)...)
	case OperatorEqualsIgnoreCase:
		return append([]glyph{}, foldedGlyphs(c.Values[0].Text)...)
	case OperatorWildcard:
		glob := []glyph{}

		for i, part := range splitWildcard(c.Values[0].Text) {
			if i > 0 {
				glob = append(glob, anything...)
			}

			glob = append(glob, exactGlyphs(part)...)
		}

		return glob
	default:
		return nil
	}
}

func exactGlyphs(text string) []glyph {
	glob := make([]glyph, 0, len(text)+1)

	for _, r := range text {
		glob = append(glob, glyph{lower: string(r), upper: string(r)})
	}

	return glob
}

func foldedGlyphs(text string) []glyph {
	glob := make([]glyph, 0, len(text)+1)

	for _, a := range newFolded(text) {
		glob = append(glob, glyph{lower: string(a.lower), upper: string(a.upper)})
	}

	return glob
}

// mostOverlap bounds the work of [overlap].
const mostOverlap = 1 << 20

// overlap reports whether one text fits both sequences.
func overlap(a, b []glyph) bool {
	if len(a)*len(b) > mostOverlap {
		return true
	}

	// reachable[j] reports whether the sequences can be at a[i] and b[j] at the same time.
	reachable := make([]bool, len(b)+1)
	reachable[0] = true

	for i := 0; i <= len(a); i++ {
		next := make([]bool, len(b)+1)

		for j := 0; j <= len(b); j++ {
			if !reachable[j] {
				continue
			}

			runA, runB := i < len(a) && a[i].any, j < len(b) && b[j].any

			if runA || runB && i < len(a) {
				next[j] = true
			}

			if j < len(b) && (runA || runB) {
				reachable[j+1] = true
			}

			if i < len(a) && j < len(b) && !runA && !runB && a[i].shares(b[j]) {
				next[j+1] = true
			}
		}

		if i == len(a) {
			break
		}

		reachable = next
	}

	return reachable[len(b)]
}

// shares reports whether one text can begin with both. Two characters for one, as in the upper case of "ß", may be two
// steps of the other sequence; that they share is a safe guess.
func (g glyph) shares(other glyph) bool {
	for _, own := range []string{g.lower, g.upper} {
		for _, theirs := range []string{other.lower, other.upper} {
			if own == theirs || utf8.RuneCountInString(own) > 1 || utf8.RuneCountInString(theirs) > 1 {
				return true
			}
		}
	}

	return false
}
