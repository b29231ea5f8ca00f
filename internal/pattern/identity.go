package pattern

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// id is a text that is the same for conditions that the engine takes to be the same.
func (c *Condition) id() string {
	first := Value{}
	if len(c.Values) > 0 {
		first = c.Values[0]
	}

	switch c.Operator {
	case OperatorEquals:
		if first.Kind != KindText {
			return "exact " + first.Text
		}

		if block, ok := parseAddress(first.Text); ok {
			return "addresses " + block.bottom + " " + block.top
		}

		return "exact " + strconv.Quote(first.Text)
	case OperatorExactly:
		return "exact " + strconv.Quote(first.Text)
	case OperatorCIDR:
		if block, err := parseCIDR(first.Text); err == nil {
			return "addresses " + block.bottom + " " + block.top
		}
	case OperatorNumeric:
		m := newNumericMatcher(c.Bounds)
		if m.low == m.high {
			return numberID(m.low)
		}

		return fmt.Sprintf("range %s %t %s %t", numberID(m.low), m.openLow, numberID(m.high), m.openHigh)
	case OperatorAnythingBut, OperatorAnythingButPrefix, OperatorAnythingButSuffix, OperatorAnythingButIgnoreCase,
		OperatorAnythingButWildcard:
		values := make([]string, 0, len(c.Values))

		for _, v := range c.Values {
			if v.Kind == KindNumber {
				number, _ := parseNumber([]byte(v.Text))
				values = append(values, numberID(number))
			} else {
				values = append(values, strconv.Quote(v.Text))
			}
		}

		slices.Sort(values)

		return c.Operator.String() + " " + strings.Join(slices.Compact(values), " ")
	default:
	}

	return c.Operator.String() + " " + strconv.Quote(first.Text)
}

func numberID(number float64) string {
	if number == 0 {
		number = 0 // Minus zero is zero.
	}

	return strconv.FormatFloat(number, 'g', -1, 64)
}
