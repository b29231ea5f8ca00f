package catalog

import (
	"net/netip"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// textHolds tells whether a condition holds for a text.
func textHolds(c pattern.Condition, text string) bool {
	switch c.Operator {
	case pattern.OperatorExists:
		return c.Values[0].Kind == pattern.KindTrue
	case pattern.OperatorNumeric:
		return false
	case pattern.OperatorAnythingBut, pattern.OperatorAnythingButPrefix, pattern.OperatorAnythingButSuffix,
		pattern.OperatorAnythingButIgnoreCase, pattern.OperatorAnythingButWildcard:
		for _, v := range c.Values {
			if v.Kind == pattern.KindText && operandHolds(positive(c.Operator), v.Text, text) {
				return false
			}
		}
		return true
	default:
		return c.Values[0].Kind == pattern.KindText && operandHolds(c.Operator, c.Values[0].Text, text)
	}
}

// positive is the operator that a form of anything-but negates.
func positive(o pattern.Operator) pattern.Operator {
	switch o {
	case pattern.OperatorAnythingBut:
		return pattern.OperatorEquals
	case pattern.OperatorAnythingButPrefix:
		return pattern.OperatorPrefix
	case pattern.OperatorAnythingButSuffix:
		return pattern.OperatorSuffix
	case pattern.OperatorAnythingButIgnoreCase:
		return pattern.OperatorEqualsIgnoreCase
	case pattern.OperatorAnythingButWildcard:
		return pattern.OperatorWildcard
	default:
		return o
	}
}

// operandHolds tells whether one operand of a text operator matches a text.
func operandHolds(o pattern.Operator, operand, text string) bool {
	switch o {
	case pattern.OperatorEquals, pattern.OperatorExactly:
		return operand == text
	case pattern.OperatorEqualsIgnoreCase:
		return strings.EqualFold(operand, text)
	case pattern.OperatorPrefix:
		return strings.HasPrefix(text, operand)
	case pattern.OperatorPrefixIgnoreCase:
		return strings.HasPrefix(strings.ToLower(text), strings.ToLower(operand))
	case pattern.OperatorSuffix:
		return strings.HasSuffix(text, operand)
	case pattern.OperatorSuffixIgnoreCase:
		return strings.HasSuffix(strings.ToLower(text), strings.ToLower(operand))
	case pattern.OperatorWildcard:
		return parseGlob(operand).fits(shapeOf(text))
	case pattern.OperatorCIDR:
		block, err := netip.ParsePrefix(operand)
		address, addressErr := netip.ParseAddr(text)
		return err == nil && addressErr == nil && block.Contains(address)
	default:
		return false
	}
}

// glob is a text in which a star stands for any run of characters. Every text
// operator can be written as one.
type glob []globPart

type globPart struct {
	star    bool
	literal rune
}

// parseGlob reads a wildcard, in which `\*` and `\\` stand for themselves.
func parseGlob(s string) glob {
	var g glob
	escaped := false
	for _, r := range s {
		switch {
		case r == '\\' && !escaped:
			escaped = true
			continue
		case r == '*' && !escaped:
			g = append(g, globPart{star: true})
		default:
			g = append(g, globPart{literal: r})
		}
		escaped = false
	}
	return g
}

// globOf writes an operand of a text operator as a glob, ignoring case where
// the operator does. It is nil for operators that are no comparison of text.
func globOf(o pattern.Operator, operand string) glob {
	var g glob
	switch o {
	case pattern.OperatorWildcard:
		return parseGlob(operand)
	case pattern.OperatorSuffix, pattern.OperatorSuffixIgnoreCase:
		g = append(g, globPart{star: true})
	case pattern.OperatorEquals, pattern.OperatorExactly, pattern.OperatorEqualsIgnoreCase,
		pattern.OperatorPrefix, pattern.OperatorPrefixIgnoreCase:
	default:
		return nil
	}
	for _, r := range operand {
		g = append(g, globPart{literal: r})
	}
	if o == pattern.OperatorPrefix || o == pattern.OperatorPrefixIgnoreCase {
		g = append(g, globPart{star: true})
	}
	return g
}

// shape is the set of texts of one length that have, at each place, a
// character of a class.
type shape []charClass

type charClass func(rune) bool

func only(want rune) charClass { return func(r rune) bool { return r == want } }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// shapeOf is the shape that a single text has.
func shapeOf(text string) shape {
	s := make(shape, 0, len(text))
	for _, r := range text {
		s = append(s, only(r))
	}
	return s
}

// shapeOfForm is the shape of a form in which d stands for a digit. Letters fit
// in either case, for the operators that ignore it.
func shapeOfForm(form string) shape {
	s := make(shape, 0, len(form))
	for _, r := range form {
		if r == 'd' {
			s = append(s, isDigit)
		} else {
			s = append(s, func(c rune) bool { return c == r || c == r+'a'-'A' && r >= 'A' && r <= 'Z' })
		}
	}
	return s
}

// fits tells whether the glob matches at least one text of the shape.
func (g glob) fits(s shape) bool {
	// reached[j]: the parts so far match the first j places.
	reached := make([]bool, len(s)+1)
	reached[0] = true
	for _, part := range g {
		if part.star {
			for j := 1; j <= len(s); j++ {
				reached[j] = reached[j] || reached[j-1]
			}
			continue
		}
		for j := len(s); j >= 1; j-- {
			reached[j] = reached[j-1] && s[j-1](part.literal)
		}
		reached[0] = false
	}
	return reached[len(s)]
}

var (
	accountShapes   = []shape{shapeOfForm("dddddddddddd")}
	timestampShapes = []shape{shapeOfForm("dddd-dd-dd dd:dd:dd UTC")}
	dateTimeShapes  = []shape{
		shapeOfForm("dddd-dd-ddTdd:dd:ddZ"), shapeOfForm("dddd-dd-ddTdd:dd:dd.dddZ"), shapeOfForm("dddd-dd-ddTdd:dd:dd.ddddddZ"),
	}
)

func isIPCharacter(r rune) bool {
	return isDigit(r) || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F' || r == ':' || r == '.'
}

func isCIDRListCharacter(r rune) bool { return isIPCharacter(r) || r == '/' || r == ' ' || r == ',' }

// formatAllows tells whether a text of the format can match the operand.
func formatAllows(f *Field, o pattern.Operator, operand string) bool {
	g := globOf(o, operand)
	exact := o == pattern.OperatorEquals || o == pattern.OperatorExactly
	consistsOf := func(class charClass) bool {
		for _, part := range g {
			if !part.star && !class(part.literal) {
				return false
			}
		}
		return true
	}
	fitsAny := func(shapes []shape) bool {
		for _, s := range shapes {
			if g.fits(s) {
				return true
			}
		}
		return false
	}
	switch f.Format {
	case Timestamp:
		return fitsAny(timestampShapes) && (!exact || isTimestamp(operand))
	case DateTime:
		return fitsAny(dateTimeShapes) && (!exact || isDateTime(operand))
	case IPAddress:
		return consistsOf(isIPCharacter) && (!exact || isIP(operand))
	case AccountID:
		return fitsAny(accountShapes)
	case NumberText:
		return consistsOf(isDigit) && (!exact || operand != "")
	case CIDRList:
		return consistsOf(isCIDRListCharacter)
	default:
		return true
	}
}
