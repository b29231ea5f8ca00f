package logfilter

import (
	"encoding/json"
	"math/big"
	"regexp"
	"slices"
	"strings"
)

// node is a condition, or conditions that are joined.
type node interface{ holds(document any) bool }

type both []node

func (a both) holds(document any) bool {
	return !slices.ContainsFunc(a, func(n node) bool { return !n.holds(document) })
}

type either []node

func (o either) holds(document any) bool {
	return slices.ContainsFunc(o, func(n node) bool { return n.holds(document) })
}

// comparison compares what a selector names. With [*] one element is enough.
type comparison struct {
	selector *Selector
	operator string
	operand  operand
}

// operand is the right side of a comparison.
type operand struct {
	text    string
	number  *big.Float     // nil when the text is no number, or is quoted
	pattern *regexp.Regexp // of a regular expression, or of a text with wildcards
}

func (c comparison) holds(document any) bool {
	found := c.selector.find(document)
	if c.operator == "NOT EXISTS" {
		return len(found) == 0
	}
	return slices.ContainsFunc(found, c.compare)
}

func (c comparison) compare(value any) bool {
	switch c.operator {
	case "IS NULL":
		return value == nil
	case "IS TRUE":
		return value == true
	case "IS FALSE":
		return value == false
	case "=":
		equal, simple := c.operand.equals(value)
		return simple && equal
	case "!=":
		equal, simple := c.operand.equals(value)
		return simple && !equal
	}
	literal, ok := value.(json.Number)
	if !ok {
		return false
	}
	number, ok := parseNumber(literal.String())
	if !ok {
		return false
	}
	order := number.Cmp(c.operand.number)
	switch c.operator {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

// equals reports whether a value is the operand; simple is false for what is
// neither text nor number.
func (o operand) equals(value any) (equal, simple bool) {
	switch v := value.(type) {
	case string:
		if o.pattern != nil {
			return o.pattern.MatchString(v), true
		}
		return v == o.text, true
	case json.Number:
		if o.pattern != nil {
			return o.pattern.MatchString(v.String()), true
		}
		number, ok := parseNumber(v.String())
		return ok && o.number != nil && number.Cmp(o.number) == 0, true
	}
	return false, false
}

// numberForm is a number, with a fraction and an exponent that is not absurd.
var numberForm = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?$`)

func parseNumber(text string) (*big.Float, bool) {
	if !numberForm.MatchString(text) {
		return nil, false
	}
	number, _, err := big.ParseFloat(text, 10, 256, big.ToNearestEven)
	return number, err == nil
}

// wildcards turns a text with "*" into an expression; nil when there is none.
func wildcards(text string) *regexp.Regexp {
	if !strings.Contains(text, "*") {
		return nil
	}
	return regexp.MustCompile(`(?s)\A` + strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, `.*`) + `\z`)
}
