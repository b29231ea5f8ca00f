package matcher

import (
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// Write is the matcher that makes these conditions. It is false if there is
// none that [Read] accepts.
func Write(kind catalog.Kind, conditions []pattern.Condition) (map[string][]string, bool) {
	out := map[string][]string{}
	for _, c := range conditions {
		operator, values, ok := operands(kind, c)
		if !ok || isNegation(operator) && out[operator] != nil {
			return nil, false
		}
		out[operator] = append(out[operator], values...)
	}
	return out, len(out) > 0 && !Read(Field{Kind: kind}, out).HasErrors()
}

// operands are the operator and the values that make a condition.
func operands(kind catalog.Kind, c pattern.Condition) (string, []string, bool) {
	switch c.Operator {
	case pattern.OperatorEquals:
		return plainOperand(kind, c.Values[0])
	case pattern.OperatorNumeric:
		return Numeric, []string{boundsText(c.Bounds)}, true
	case pattern.OperatorExists:
		if c.Values[0].Kind == pattern.KindTrue {
			return Is, []string{Present}, true
		}
		return Is, []string{Missing}, true
	}
	wanted := pattern.KindText
	if kind == catalog.Number {
		wanted = pattern.KindNumber
	}
	values := make([]string, 0, len(c.Values))
	for _, value := range c.Values {
		if value.Kind != wanted {
			return "", nil, false
		}
		values = append(values, value.Text)
	}
	operator, ok := operatorNames[c.Operator]
	return operator, values, ok
}

func plainOperand(kind catalog.Kind, value pattern.Value) (string, []string, bool) {
	fits := false
	switch value.Kind {
	case pattern.KindNull:
		return Is, []string{Null}, true
	case pattern.KindNumber:
		fits = kind == catalog.Number
	case pattern.KindTrue, pattern.KindFalse:
		fits = kind == catalog.Bool
	default:
		fits = kind != catalog.Number && kind != catalog.Bool
	}
	return Equals, []string{value.Text}, fits
}

func boundsText(bounds []pattern.Bound) string {
	parts := make([]string, 0, len(bounds))
	for _, b := range bounds {
		parts = append(parts, b.Operator+" "+b.Number)
	}
	return strings.Join(parts, ", ")
}

var operatorNames = map[pattern.Operator]string{
	pattern.OperatorPrefix:                Prefix,
	pattern.OperatorPrefixIgnoreCase:      PrefixIgnoreCase,
	pattern.OperatorSuffix:                Suffix,
	pattern.OperatorSuffixIgnoreCase:      SuffixIgnoreCase,
	pattern.OperatorEqualsIgnoreCase:      EqualsIgnoreCase,
	pattern.OperatorWildcard:              Wildcard,
	pattern.OperatorCIDR:                  CIDR,
	pattern.OperatorAnythingBut:           NotEquals,
	pattern.OperatorAnythingButPrefix:     NotPrefix,
	pattern.OperatorAnythingButSuffix:     NotSuffix,
	pattern.OperatorAnythingButIgnoreCase: NotEqualsIgnoreCase,
	pattern.OperatorAnythingButWildcard:   NotWildcard,
}
