package pattern

import (
	"math"
	"strconv"
	"strings"
)

// parseNumber reads a JSON number as EventBridge compares numbers: by its value as a 64-bit floating point number. A number
// that this would change, for one with more than 17 digits, cannot be compared: such a number equals only the same spelling.
func parseNumber(text []byte) (value float64, fits bool) {
	// A whole number of up to 15 digits, the usual case.
	if n := len(text); n <= 15 {
		i := 0
		if text[0] == '-' {
			i = 1
		}

		var whole int64
		for ; i < n && isDigit(text[i]); i++ {
			whole = whole*10 + int64(text[i]-'0')
		}

		if i == n {
			if text[0] == '-' {
				whole = -whole
			}

			return float64(whole), true
		}
	}

	return parseDecimal(string(text))
}

func parseDecimal(text string) (float64, bool) {
	wanted, ok := newDecimal(text)
	if !ok {
		return 0, false
	}

	value, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(value, 0) {
		return 0, false
	}

	if value == 0 {
		return 0, wanted.digits == ""
	}

	got, ok := newDecimal(writeFloat(value))

	return value, ok && got == wanted
}

// writeFloat is the shortest text for the value that has at least two digits, as Java writes it. Only of the tiniest numbers does it
// say less than one digit would: there 4.9e-324 is a number, and 5e-324 is not quite the same.
func writeFloat(value float64) string {
	text := strconv.FormatFloat(value, 'e', -1, 64)
	if !strings.Contains(text, ".") {
		text = strconv.FormatFloat(value, 'e', 1, 64)
	}

	return text
}

// decimal is a number in one form for all its spellings: sign, digits without zeros at either end, and the power of ten that the first
// digit stands for.
type decimal struct {
	negative bool
	digits   string
	exponent int64
}

// newDecimal reads a number that is known to be one. It is false for an exponent that no number type has.
func newDecimal(text string) (decimal, bool) {
	var d decimal

	i := 0
	if text[0] == '-' {
		d.negative = true
		i++
	}

	digits := make([]byte, 0, len(text))
	point := -1

loop:
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case isDigit(c):
			digits = append(digits, c)
		case c == '.':
			point = len(digits)
		default:
			break loop
		}
	}

	if point < 0 {
		point = len(digits)
	}

	if i < len(text) {
		exponent, err := strconv.ParseInt(text[i+1:], 10, 32)
		if err != nil {
			return decimal{}, false
		}

		d.exponent = exponent
	}

	first, last := 0, len(digits)
	for first < last && digits[first] == '0' {
		first++
	}

	for last > first && digits[last-1] == '0' {
		last--
	}

	if first == last {
		return decimal{}, true
	}

	d.digits = string(digits[first:last])
	d.exponent += int64(point - first)

	return d, true
}
