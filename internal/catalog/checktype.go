package catalog

import (
	"fmt"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// formatReason says why a text or number of the right type never fits.
func (v fieldView) formatReason(c pattern.Condition) string {
	f := v.merged
	switch {
	case f.Kind == Number && c.Operator == pattern.OperatorNumeric:
		return "No integer is in this range."
	case f.Kind == Number:
		return fmt.Sprintf("It is an integer, and %s is not.", prose.Code(c.Values[0].Text))
	case f.Format == Timestamp:
		return fmt.Sprintf("It is a time of the form %s: a space instead of T, and UTC at the end.", prose.Code(timestampExample))
	case f.Format == DateTime:
		return fmt.Sprintf("It is a time of the form %s.", prose.Code(dateTimeExample))
	case f.Format == IPAddress:
		return "It is an IP address. " + map[bool]string{
			true:  "An exact condition needs a whole address, a range is matched by `cidr`.",
			false: "No address is written like that.",
		}[c.Operator == pattern.OperatorEquals]
	case f.Format == AccountID:
		return "It is an AWS account ID, a string of 12 digits."
	case f.Format == NumberText:
		return "It is a number written as a string, such as `\"18534\"`."
	case f.Format == CIDRList && c.Operator == pattern.OperatorCIDR:
		return "It is a string of IP ranges, and `cidr` matches a single IP address only."
	case f.Format == CIDRList:
		return "It is a string of IP ranges, such as `\"202.144.160.0/24 10.0.0.0/8\"`."
	default:
		return "Its values never look like that."
	}
}

// typeMismatch names the JSON type that a condition needs when the field never
// has it, or nothing.
func (v fieldView) typeMismatch(c pattern.Condition) string {
	f := v.merged
	needs := operandType(c)
	switch {
	case f.Kind == Anything || needs == "":
		return ""
	case c.Operator == pattern.OperatorCIDR && (f.Kind == Time || f.Kind == Enum || f.Format == NumberText):
		return "an IP address"
	case f.Kind == Number && needs != "a number":
		return needs
	case f.Kind == Bool && needs != "a boolean":
		return needs
	case f.Kind != Number && f.Kind != Bool && needs != "a string":
		return needs
	}
	return ""
}

// operandType names the JSON type of the values that a condition compares with.
func operandType(c pattern.Condition) string {
	switch {
	case c.Operator == pattern.OperatorNumeric:
		return "a number"
	case c.Operator == pattern.OperatorExists || isNull(c):
		return ""
	}
	switch c.Values[0].Kind {
	case pattern.KindNumber:
		return "a number"
	case pattern.KindTrue, pattern.KindFalse:
		return "a boolean"
	default:
		return "a string"
	}
}

func (v fieldView) wrongType(c pattern.Condition) Finding {
	f := v.merged
	finding := Finding{Code: WrongType, Severity: Mistake, Summary: "Invalid value type"}
	effect := "so the condition never matches"
	if c.Operator.IsNegation() {
		effect = "so the condition matches every value"
	}
	finding.Detail = fmt.Sprintf("%s is %s, but this condition compares it with %s, %s.%s",
		v.name(), f.a(), v.typeMismatch(c), effect, typeHint(f, c))
	return finding
}

// typeHint says how to write the condition with the field's type.
func typeHint(f *Field, c pattern.Condition) string {
	text := ""
	if len(c.Values) > 0 {
		text = c.Values[0].Text
	}
	plain := c.Operator == pattern.OperatorEquals || c.Operator == pattern.OperatorAnythingBut
	switch {
	case f.Const != "":
		return fmt.Sprintf(" It is always %s.", prose.Code(f.Const))
	case f.Kind == Number && plain && isNumber(text):
		return fmt.Sprintf(" Write %s without quotes.", prose.Code(text))
	case f.Kind == Number && plain && strings.EqualFold(text, "null"):
		return " Write `null` without quotes."
	case f.Kind == Number:
		return " Compare it with a number, or with `numeric`."
	case f.Kind == Bool && plain && (text == "true" || text == "false"):
		return fmt.Sprintf(" Write %s without quotes.", prose.Code(text))
	case f.Kind == Bool:
		return " Compare it with `true` or `false`."
	case c.Operator == pattern.OperatorNumeric:
		return " `numeric` compares JSON numbers only, and can't be used here."
	case plain && c.Values[0].Kind == pattern.KindNumber && f.checkText(text) == "" && pattern.Text(text).MayHold(stringsOf[f.Format]):
		return fmt.Sprintf(" Write it in quotes: %s.", prose.Code(quote(text)))
	default:
		return ""
	}
}
