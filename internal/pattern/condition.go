package pattern

import (
	"strconv"
)

// ValueKind is the JSON type of a [Value].
type ValueKind int

// The kinds of values that a condition can have as an operand.
const (
	KindText ValueKind = iota + 1
	KindNumber
	KindTrue
	KindFalse
	KindNull
)

// Value is one operand of a condition.
type Value struct {
	Kind ValueKind
	// Text is the unescaped text, the number as spelled in the pattern, or "true", "false" or "null".
	Text string
	// Position is that of the first character in the pattern; zero in a condition made in Go.
	Position Position
}

// JSON is the value as compact JSON.
func (v Value) JSON() string {
	if v.Kind == KindText {
		return string(appendQuoted(nil, v.Text))
	}

	return v.Text
}

// TextValue is a string as an operand, or as the value of a field.
func TextValue(text string) Value { return Value{Kind: KindText, Text: text} }

// Bound is one limit of a numeric condition.
type Bound struct {
	// Operator is "=", "<", "<=", ">" or ">=".
	Operator string
	// Number is a JSON number; its spelling is kept.
	Number string
}

// Condition is one element of a field's list: a value, or an operator with its operands. The functions below make
// conditions for a [Builder]; [Parse] makes them from text.
type Condition struct {
	Operator Operator
	// Values are the operands of every operator but numeric: one, or, for forms of anything-but, at least one.
	Values []Value
	// Bounds are the limits of a numeric condition: one or two.
	Bounds []Bound
	// List reports that the operands of an anything-but were written as a list.
	List bool
	// JSONPath and Position are the place in the pattern; zero in a condition made in Go.
	JSONPath string
	Position Position
}

// Text matches a string that is equal, character by character.
func Text(text string) Condition { return withText(OperatorEquals, text) }

// NumberLexeme matches a number that is equal. The number is written into the pattern as spelled here.
func NumberLexeme(number string) Condition {
	return Condition{Operator: OperatorEquals, Values: []Value{{Kind: KindNumber, Text: number}}}
}

// Bool matches true or false.
func Bool(value bool) Condition {
	return Condition{Operator: OperatorEquals, Values: []Value{boolValue(value)}}
}

// Null matches null.
func Null() Condition {
	return Condition{Operator: OperatorEquals, Values: []Value{{Kind: KindNull, Text: "null"}}}
}

// Prefix matches a string that begins with the text.
func Prefix(text string) Condition { return withText(OperatorPrefix, text) }

// PrefixIgnoreCase matches a string that begins with the text in any case.
func PrefixIgnoreCase(text string) Condition { return withText(OperatorPrefixIgnoreCase, text) }

// Suffix matches a string that ends with the text.
func Suffix(text string) Condition { return withText(OperatorSuffix, text) }

// SuffixIgnoreCase matches a string that ends with the text in any case.
func SuffixIgnoreCase(text string) Condition { return withText(OperatorSuffixIgnoreCase, text) }

// EqualsIgnoreCase matches a string that is equal to the text in any case.
func EqualsIgnoreCase(text string) Condition { return withText(OperatorEqualsIgnoreCase, text) }

// Wildcard matches a string in which each `*` of the text stands for any run of characters. `\*` is a plain asterisk and `\\` a
// plain backslash.
func Wildcard(text string) Condition { return withText(OperatorWildcard, text) }

// CIDR matches a string that is an IP address of the block, such as "10.0.0.0/24" or "2001:db8::/32".
func CIDR(block string) Condition { return withText(OperatorCIDR, block) }

// Numeric matches a number within the bounds: one of =, <, <=, > and >=, or a lower one followed by an upper one.
func Numeric(bounds ...Bound) Condition {
	return Condition{Operator: OperatorNumeric, Bounds: bounds}
}

// Exists matches when the field is there (true) or not there (false). Only a field with a value of its own is there: neither an
// object nor an empty array counts.
func Exists(exists bool) Condition {
	return Condition{Operator: OperatorExists, Values: []Value{boolValue(exists)}}
}

// AnythingButText matches every value that is none of the texts; null and other types too, but not a missing field.
func AnythingButText(texts ...string) Condition { return withTexts(OperatorAnythingBut, texts) }

// AnythingButNumber matches every value that is none of the numbers, whose spelling is kept.
func AnythingButNumber(numbers ...string) Condition {
	condition := Condition{Operator: OperatorAnythingBut, List: len(numbers) != 1}

	for _, number := range numbers {
		condition.Values = append(condition.Values, Value{Kind: KindNumber, Text: number})
	}

	return condition
}

// AnythingButPrefix matches every value that does not begin with any of the texts.
func AnythingButPrefix(texts ...string) Condition { return withTexts(OperatorAnythingButPrefix, texts) }

// AnythingButSuffix matches every value that does not end with any of the texts.
func AnythingButSuffix(texts ...string) Condition { return withTexts(OperatorAnythingButSuffix, texts) }

// AnythingButIgnoreCase matches every value that is none of the texts in any case.
func AnythingButIgnoreCase(texts ...string) Condition {
	return withTexts(OperatorAnythingButIgnoreCase, texts)
}

// AnythingButWildcard matches every value that none of the wildcards matches.
func AnythingButWildcard(texts ...string) Condition {
	return withTexts(OperatorAnythingButWildcard, texts)
}

func withText(operator Operator, text string) Condition {
	return Condition{Operator: operator, Values: []Value{{Kind: KindText, Text: text}}}
}

func withTexts(operator Operator, texts []string) Condition {
	condition := Condition{Operator: operator, List: len(texts) != 1}

	for _, text := range texts {
		condition.Values = append(condition.Values, Value{Kind: KindText, Text: text})
	}

	return condition
}

func boolValue(value bool) Value {
	if value {
		return Value{Kind: KindTrue, Text: strconv.FormatBool(value)}
	}

	return Value{Kind: KindFalse, Text: strconv.FormatBool(value)}
}

// Problems are those that [Parse] finds in a condition. One that was made in Go may have a value that EventBridge refuses.
func (c Condition) Problems() Problems {
	p := newParser(c.JSON())

	tree, _, err := readTree(p.src)
	if err != nil {
		p.reportSyntax(err)
	} else {
		p.parseCondition(tree, "$")
	}

	return p.problems
}

// JSON is the condition as compact JSON, as an element of a field's list.
func (c Condition) JSON() string { return string(c.appendJSON(nil)) }

func (c Condition) appendJSON(to []byte) []byte {
	word := words[c.Operator]

	if word[0] != "" {
		to = appendQuoted(append(to, '{'), word[0])
		to = append(to, ':')
	}

	if word[1] != "" {
		to = appendQuoted(append(to, '{'), word[1])
		to = append(to, ':')
	}

	to = c.appendOperands(to)

	if word[1] != "" {
		to = append(to, '}')
	}

	if word[0] != "" {
		to = append(to, '}')
	}

	return to
}

func (c Condition) appendOperands(to []byte) []byte {
	list := c.List || c.Operator == OperatorNumeric

	if list {
		to = append(to, '[')
	}

	for i, bound := range c.Bounds {
		if i > 0 {
			to = append(to, ',')
		}

		to = append(appendQuoted(to, bound.Operator), ',')
		to = append(to, bound.Number...)
	}

	for i, value := range c.Values {
		if i > 0 {
			to = append(to, ',')
		}

		if value.Kind == KindText {
			to = appendQuoted(to, value.Text)
		} else {
			to = append(to, value.Text...)
		}
	}

	if list {
		to = append(to, ']')
	}

	return to
}
