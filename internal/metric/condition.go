package metric

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// Operators are those that a condition can have, in the order in which they
// stand in what is made of them. They are the operators of a typed rule's
// matcher, but for the comparison of IP ranges, which neither JSONata nor
// CloudWatch Logs has.
var Operators = []string{
	catalog.OpEquals, catalog.OpEqualsIgnoreCase, catalog.OpPrefix, catalog.OpPrefixIgnoreCase, catalog.OpSuffix, catalog.OpSuffixIgnoreCase,
	catalog.OpWildcard, catalog.OpNumeric, catalog.OpNotEquals, catalog.OpNotEqualsIgnoreCase, catalog.OpNotPrefix, catalog.OpNotSuffix,
	catalog.OpNotWildcard, catalog.OpIs,
}

// The values of the operator is.
const (
	isNull    = "null"
	isMissing = "missing"
	isPresent = "present"
)

func isNegation(operator string) bool { return strings.HasPrefix(operator, "not_") }

const numberExpression = `-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?`

var (
	numberForm  = regexp.MustCompile(`^` + numberExpression + `$`)
	numericForm = regexp.MustCompile(`^\s*(=|<=?|>=?)\s*(` + numberExpression + `)\s*(?:,\s*(=|<=?|>=?)\s*(` + numberExpression + `)\s*)?$`)
)

// bound is one comparison of the operator numeric.
type bound struct{ operator, number string }

// bounds reads a value of the operator numeric: ">= 1" or ">= 1, < 5".
func bounds(text string) ([]bound, bool) {
	parts := numericForm.FindStringSubmatch(text)
	if parts == nil {
		return nil, false
	}
	out := []bound{{parts[1], parts[2]}}
	if parts[3] != "" {
		out = append(out, bound{parts[3], parts[4]})
	}
	return out, true
}

// checkCondition says what is wrong with a value of an operator, or "".
func checkCondition(kind catalog.Kind, operator, value string) string {
	switch operator {
	case catalog.OpIs:
		if !slices.Contains([]string{isNull, isMissing, isPresent}, value) {
			return fmt.Sprintf("`is` takes \"null\", \"missing\" and \"present\", and %q was found.", value)
		}
	case catalog.OpNumeric:
		all, ok := bounds(value)
		switch {
		case !ok:
			return fmt.Sprintf("%q is not a numeric condition. Write one bound, such as \"> 1000\", or two, such as \">= 1, < 5\".", value)
		case len(all) == 2 && isEmptyRange(all[0], all[1]):
			return fmt.Sprintf("No number is in %q. Two bounds are a lower and an upper one, such as \">= 1, < 5\". Of several values of the list one has to match.", value)
		}
	case catalog.OpEquals, catalog.OpNotEquals:
		switch {
		case kind == catalog.Number && !numberForm.MatchString(value):
			return fmt.Sprintf("%q was found where events have a number. Write a number as text, such as \"5\".", value)
		case kind == catalog.Bool && value != "true" && value != "false":
			return fmt.Sprintf("%q was found where events have true or false. Write \"true\" or \"false\".", value)
		}
	case catalog.OpWildcard, catalog.OpNotWildcard:
		if problems := pattern.Wildcard(value).Problems(); problems.HasErrors() {
			return problems.Errors()[0].Detail
		}
	default:
		if value == "" {
			return fmt.Sprintf("`%s` takes a text of at least one character.", operator)
		}
	}
	return ""
}

// isEmptyRange tells of two bounds that are not a lower and an upper one with
// numbers between them.
func isEmptyRange(a, b bound) bool {
	if a.operator[0] == '<' {
		a, b = b, a
	}
	low, errLow := strconv.ParseFloat(a.number, 64)
	high, errHigh := strconv.ParseFloat(b.number, 64)
	return errLow != nil || errHigh != nil || a.operator[0] != '>' || b.operator[0] != '<' || low >= high
}

// expression is the JSONata for "the event meets the conditions of this field".
func (w Where) expression(path string, kindOf func(path string) catalog.Kind) string {
	operand := fieldExpression(strings.Split(path, "."), kindOf)
	kind := kindOf(path)
	var either []string
	for _, operator := range Operators {
		values := w[path][operator]
		switch {
		case len(values) == 0:
		case operator == catalog.OpIs:
			for _, value := range values {
				either = append(either, isExpression(operand, kind, value))
			}
		default:
			either = append(either, anyElement(operand, elementTest(kind, operator, values)))
		}
	}
	if len(either) == 1 {
		return "(" + either[0] + ")"
	}
	return "(" + strings.Join(either, " or ") + ")"
}

// anyElement is the JSONata for "a value of the field passes the test".
func anyElement(operand, test string) string {
	return fmt.Sprintf("$count($filter([%s], function($v){ %s })) > 0", operand, test)
}

// isExpression is the JSONata of the operator is. As in a rule, a field with an
// empty list is not there.
func isExpression(operand string, kind catalog.Kind, value string) string {
	present := anyElement(operand, noObject)
	if kind == catalog.Object || kind == catalog.Map {
		present = "$exists(" + operand + ")"
	}
	switch value {
	case isNull:
		return anyElement(operand, "$v = null")
	case isMissing:
		return "$not(" + present + ")"
	}
	return present
}

// noObject is the JSONata for "$v is a value of its own". An object is none.
const noObject = "$type($v) != 'object'"

// elementTest is the JSONata for "$v meets one of the values". A value that is
// left out by not_* may be of any type: null is not "blocked".
func elementTest(kind catalog.Kind, operator string, values []string) string {
	positive := strings.TrimPrefix(operator, "not_")
	tests := make([]string, 0, len(values))
	for _, value := range values {
		tests = append(tests, valueTest(kind, positive, value))
	}
	test := strings.Join(tests, " or ")
	if isNegation(operator) {
		return noObject + " and $not(" + test + ")"
	}
	return test
}

func valueTest(kind catalog.Kind, operator, value string) string {
	ofText := func(test string) string { return "($type($v) = 'string' ? (" + test + ") : false)" }
	length := strconv.Itoa(len([]rune(value)))
	switch operator {
	case catalog.OpEqualsIgnoreCase:
		return ofText("$lowercase($v) = $lowercase(" + literal(value) + ")")
	case catalog.OpPrefix:
		return ofText("$substring($v, 0, " + length + ") = " + literal(value))
	case catalog.OpPrefixIgnoreCase:
		return ofText("$lowercase($substring($v, 0, " + length + ")) = $lowercase(" + literal(value) + ")")
	case catalog.OpSuffix:
		return ofText("$substring($v, $length($v) - " + length + ") = " + literal(value))
	case catalog.OpSuffixIgnoreCase:
		return ofText("$lowercase($substring($v, $length($v) - " + length + ")) = $lowercase(" + literal(value) + ")")
	case catalog.OpWildcard:
		return ofText("$contains($v, " + wildcardExpression(value) + ")")
	case catalog.OpNumeric:
		all, _ := bounds(value)
		tests := make([]string, len(all))
		for i, b := range all {
			tests[i] = "$v " + b.operator + " " + b.number
		}
		return "($type($v) = 'number' ? (" + strings.Join(tests, " and ") + ") : false)"
	}
	if kind == catalog.Number || kind == catalog.Bool {
		return "$v = " + value
	}
	return "$v = " + literal(value)
}

// wildcardExpression is a wildcard as a regular expression of JSONata. An
// asterisk stands for any text; after a backslash it is one.
func wildcardExpression(text string) string {
	var b strings.Builder
	b.WriteString("/^")
	escaped := false
	for _, unit := range utf16Units(text) {
		switch {
		case unit == '\\' && !escaped:
			escaped = true
			continue
		case unit == '*' && !escaped:
			b.WriteString(`[\s\S]*`)
		default:
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
		escaped = false
	}
	b.WriteString("$/")
	return b.String()
}
