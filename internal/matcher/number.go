package matcher

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

var (
	number      = `-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?`
	numberForm  = regexp.MustCompile(`^` + number + `$`)
	numericForm = regexp.MustCompile(`^\s*(=|<=?|>=?)\s*(` + number + `)\s*(?:,\s*(=|<=?|>=?)\s*(` + number + `)\s*)?$`)
)

const numericUsage = "Write one bound, such as \"> 1000\", or a lower and an upper bound, such as \">= 1, < 5\". Bounds begin with =, >, >=, < or <=."

// largestNumber is the largest number that EventBridge compares, by its user
// guide, and mostDigits how many digits it tells apart.
const (
	largestNumber = 5e9
	mostDigits    = 15
)

// checkNumber reports a value that EventBridge cannot compare as a number.
func (r *reader) checkNumber(at Place, text string) bool {
	if !numberForm.MatchString(text) {
		hint := nullHint(text)
		if hint == "" {
			hint = " Write a JSON number, such as \"5\" or \"-1.5\"."
			if numericForm.MatchString(text) && !isNegation(at.Operator) {
				hint = fmt.Sprintf(" To compare it, write `numeric = [%q]`.", text)
			}
		}
		r.fail(at, "Invalid value type", "`%s` is a number, and %q in `%s` is not one.%s", r.field.Name, text, at.Operator, hint)
		return false
	}
	value, err := strconv.ParseFloat(text, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	digits := strings.TrimLeft(strings.NewReplacer("-", "", ".", "").Replace(mantissa), "0")
	if err != nil || math.Abs(value) > largestNumber || len(digits) > mostDigits {
		r.fail(at, "Number out of range", "`%s` of `%s` has the number %s. EventBridge compares numbers from -5.0e9 to 5.0e9 with at most %d digits.", at.Operator, r.field.Name, text, mostDigits)
		return false
	}
	return true
}

// numeric reads a value of the operator numeric: one bound, or two with a comma.
func (r *reader) numeric(at Place, text string) {
	parts := numericForm.FindStringSubmatch(text)
	if parts == nil {
		hint := ""
		switch unequal, isUnequal := strings.CutPrefix(strings.TrimSpace(text), "!="); {
		case isUnequal:
			hint = fmt.Sprintf(" For every other number, write `not_equals = [%q]`.", strings.TrimSpace(unequal))
		case numberForm.MatchString(strings.TrimSpace(text)):
			hint = fmt.Sprintf(" For exactly that number, write \"= %s\", or use `equals`.", strings.TrimSpace(text))
		}
		r.fail(at, "Invalid value for numeric", "%q, given for `%s`, is not a numeric condition. %s%s", text, r.field.Name, numericUsage, hint)
		return
	}
	bounds := []pattern.Bound{{Operator: parts[1], Number: parts[2]}}
	if parts[3] != "" {
		bounds = append(bounds, pattern.Bound{Operator: parts[3], Number: parts[4]})
		if bounds[0].Operator[0] == '<' && bounds[1].Operator[0] == '>' {
			slices.Reverse(bounds)
		}
		if bounds[0].Operator[0] != '>' || bounds[1].Operator[0] != '<' {
			r.fail(at, "Invalid value for numeric", "%q, given for `%s`, has two bounds that are not a lower and an upper one. %s "+
				"For alternatives, give several values: one of them has to match.", text, r.field.Name, numericUsage)
			return
		}
	}
	for _, bound := range bounds {
		if !r.checkNumber(at, bound.Number) {
			return
		}
	}
	if len(bounds) == 2 && !isLess(bounds[0].Number, bounds[1].Number) {
		r.fail(at, "Empty numeric range", "%q, given for `%s`, matches no number, because the lower bound %s is not less than the upper bound %s. For one number, write \"= %[3]s\".",
			text, r.field.Name, bounds[0].Number, bounds[1].Number)
		return
	}
	r.add(at, pattern.Numeric(bounds...))
}

// isLess compares two numbers that checkNumber has passed.
func isLess(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x < y
}
