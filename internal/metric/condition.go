package metric

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/stepfunctions"
)

// expression is the JSONata for "a value of the field meets one of the
// conditions", which decides as a rule does: as there, a field with an empty list is
// not there, and an object is not a value by itself.
func expression(operand string, conditions []pattern.Condition) string {
	var tests, either []string
	for _, c := range conditions {
		switch {
		case c.Operator != pattern.OperatorExists:
			tests = append(tests, elementTest(c))
		case c.Values[0].Kind == pattern.KindTrue:
			tests = append(tests, isValue)
		default:
			either = append(either, "$not("+anyElement(operand, isValue)+")")
		}
	}
	if len(tests) > 0 {
		either = append(either, anyElement(operand, anyOf(tests)))
	}
	return "(" + anyOf(either) + ")"
}

func anyOf(tests []string) string { return joined(tests, " or ") }

// mostJoined is how many tests stand beside each other.
const mostJoined = 8

// joined joins tests with an operator. AWS evaluates JSONata to a depth of about
// 100, and each operator in a row is one step deeper, so that many tests become a
// tree: a thousand are some twenty steps deep.
func joined(tests []string, operator string) string {
	if len(tests) <= mostJoined {
		return strings.Join(tests, operator)
	}
	half := len(tests) / 2
	return "(" + joined(tests[:half], operator) + ")" + operator + "(" + joined(tests[half:], operator) + ")"
}

// anyElement is the JSONata for "a value of the field passes the test".
func anyElement(operand, test string) string {
	return fmt.Sprintf("$count($filter([%s], function($v){ %s })) > 0", operand, test)
}

// isValue is the JSONata for "$v is a value of its own".
const isValue = "$type($v) != 'object'"

// elementTest is the JSONata for "$v meets the condition". A value that a
// negation lets through may be of any type: null is not "blocked".
func elementTest(c pattern.Condition) string {
	if c.Operator == pattern.OperatorNumeric {
		tests := make([]string, len(c.Bounds))
		for i, b := range c.Bounds {
			tests[i] = "$v " + b.Operator + " " + b.Number
		}
		return "($type($v) = 'number' ? (" + strings.Join(tests, " and ") + ") : false)"
	}
	tests := make([]string, len(c.Values))
	for i, value := range c.Values {
		tests[i] = valueTest(c.Operator, value)
	}
	if c.Operator.IsNegation() {
		return "(" + isValue + " and $not(" + anyOf(tests) + "))"
	}
	return tests[0]
}

// valueTest is the JSONata for "$v is what the operand asks for", or what a
// negation leaves out.
func valueTest(operator pattern.Operator, value pattern.Value) string {
	text := stepfunctions.Literal(value.Text)
	length := strconv.Itoa(len([]rune(value.Text)))
	ofString := func(test string) string { return "($type($v) = 'string' ? (" + test + ") : false)" }
	switch operator {
	case pattern.OperatorEqualsIgnoreCase, pattern.OperatorAnythingButIgnoreCase:
		return ofString("$lowercase($v) = $lowercase(" + text + ")")
	case pattern.OperatorPrefix, pattern.OperatorAnythingButPrefix:
		return ofString("$substring($v, 0, " + length + ") = " + text)
	case pattern.OperatorPrefixIgnoreCase:
		return ofString("$lowercase($substring($v, 0, " + length + ")) = $lowercase(" + text + ")")
	case pattern.OperatorSuffix, pattern.OperatorAnythingButSuffix:
		return ofString("$substring($v, $length($v) - " + length + ") = " + text)
	case pattern.OperatorSuffixIgnoreCase:
		return ofString("$lowercase($substring($v, $length($v) - " + length + ")) = $lowercase(" + text + ")")
	case pattern.OperatorWildcard, pattern.OperatorAnythingButWildcard:
		return ofString("$contains($v, " + wildcardExpression(value.Text) + ")")
	}
	if value.Kind != pattern.KindText {
		text = value.Text
	}
	return "$v = " + text
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
