package pattern

import (
	"math"
	"slices"
	"unicode/utf8"
)

// Strings is a set of strings that is known by its form only.
type Strings struct {
	// Forms are the classes of characters at each place; every string has one of the forms.
	Forms [][]Class
	// Characters is the class of all characters when there are no forms.
	Characters Class
}

// Class is a set of characters.
type Class func(rune) bool

// MayHold reports whether the condition holds for at least one string of the set. It errs on the side of true.
func (c Condition) MayHold(in Strings) bool {
	switch {
	case c.Operator.IsNegation():
		return true
	case c.Operator == OperatorExists:
		return c.Values[0].Kind == KindTrue
	case c.Operator == OperatorNumeric, c.Values[0].Kind != KindText:
		return false
	case c.Operator == OperatorCIDR:
		return true
	}

	glob := c.glob()
	if c.isExact() {
		glob = exactGlyphs(c.Values[0].Text)
	}

	if in.Forms == nil {
		return in.Characters == nil || consistOf(glob, in.Characters)
	}

	return slices.ContainsFunc(in.Forms, func(form []Class) bool { return fits(glob, form) })
}

// MayHoldNumber reports whether the condition holds for at least one number, or integer, other than the exception, which may be
// empty.
func (c Condition) MayHoldNumber(integer bool, except string) bool {
	switch {
	case c.Operator.IsNegation():
		return true
	case c.Operator == OperatorExists:
		return c.Values[0].Kind == KindTrue
	case c.Operator == OperatorNumeric:
		m := newNumericMatcher(c.Bounds)

		return !integer && (m.low < m.high || m.holdsNumber(m.low, except)) || m.holdsNumber(math.Ceil(m.low), except) || m.holdsNumber(math.Ceil(m.low)+1, except) || m.holdsNumber(math.Ceil(m.low)+2, except)
	case c.Operator == OperatorEquals && c.Values[0].Kind == KindNumber:
		number, fits := parseNumber([]byte(c.Values[0].Text))

		return !fits || (!integer || number == math.Trunc(number)) && numberID(number) != except
	default:
		return false
	}
}

// holdsNumber reports whether a number is within the bounds and not the exception. There is always one if a bound is infinite.
func (m *numericMatcher) holdsNumber(number float64, except string) bool {
	return math.IsInf(m.low, -1) || math.IsInf(m.high, 1) ||
		m.match(&value{kind: KindNumber, comparable: true, number: number}) && numberID(number) != except
}

// in reports whether the class has one of the characters. What has several characters in another case may be anything.
func (g glyph) in(class Class) bool {
	for _, spelling := range []string{g.lower, g.upper} {
		if r, size := utf8.DecodeRuneInString(spelling); size != len(spelling) || class(r) {
			return true
		}
	}

	return false
}

func consistOf(glob []glyph, class Class) bool {
	for _, g := range glob {
		if !g.any && !g.in(class) {
			return false
		}
	}

	return true
}

// fits reports whether the sequence matches at least one string of the form.
func fits(glob []glyph, form []Class) bool {
	// reached[j]: the steps so far match the first j places.
	reached := make([]bool, len(form)+1)
	reached[0] = true

	for _, g := range glob {
		if g.any {
			for j := 1; j <= len(form); j++ {
				reached[j] = reached[j] || reached[j-1]
			}

			continue
		}

		for j := len(form); j >= 1; j-- {
			reached[j] = reached[j-1] && g.in(form[j-1])
		}

		reached[0] = false
	}

	return reached[len(form)]
}
