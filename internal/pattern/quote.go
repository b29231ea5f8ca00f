package pattern

import (
	"slices"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// appendQuoted appends the text as a JSON string. It escapes only what JSON asks for, so "<" stays one character: the size of
// a pattern is limited, and the text in a plan should be the text that was meant.
func appendQuoted(to []byte, text string) []byte {
	to = append(to, '"')
	start := 0

	for i := 0; i < len(text); {
		c := text[i]

		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && size == 1 {
				to = append(to, text[start:i]...)
				to, size = appendBroken(to, text[i:])
				start = i + size
			}

			i += size

			continue
		}

		if c >= ' ' && c != '"' && c != '\\' {
			i++

			continue
		}

		to = append(to, text[start:i]...)
		to = appendEscape(to, c)
		i++
		start = i
	}

	to = append(to, text[start:]...)

	return append(to, '"')
}

func appendEscape(to []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(to, '\\', c)
	case '\n':
		return append(to, '\\', 'n')
	case '\r':
		return append(to, '\\', 'r')
	case '\t':
		return append(to, '\\', 't')
	case '\b':
		return append(to, '\\', 'b')
	case '\f':
		return append(to, '\\', 'f')
	default:
		return append(to, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
	}
}

// appendBroken appends what is not UTF-8: half of a surrogate pair, which JSON can escape and which this package keeps in three
// bytes, as it was escaped; any other byte as the replacement character.
func appendBroken(to []byte, text string) ([]byte, int) {
	if unit, ok := surrogate(text); ok {
		return append(to, '\\', 'u', hexDigits[unit>>12], hexDigits[unit>>8&0xf], hexDigits[unit>>4&0xf], hexDigits[unit&0xf]), 3
	}

	return append(to, "\uFFFD"...), 1
}

// surrogate reads half of a surrogate pair from the three bytes that [appendUnit] wrote.
func surrogate(text string) (uint16, bool) {
	if len(text) < 3 || text[0] != 0xED || text[1] < 0xA0 || text[1] > 0xBF || text[2] < 0x80 || text[2] > 0xBF {
		return 0, false
	}

	return 0xD000 | uint16(text[1]&0x3F)<<6 | uint16(text[2]&0x3F), true
}

// appendUnit appends half of a surrogate pair in three bytes.
func appendUnit(to []byte, unit uint16) []byte {
	return append(to, 0xE0|byte(unit>>12), 0x80|byte(unit>>6&0x3F), 0x80|byte(unit&0x3F))
}

// questionMarks is the text with a question mark for each half of a surrogate pair that stands alone. That is how the engine
// writes one where it works on bytes, which is everywhere but in exact values.
func questionMarks(text []byte) []byte {
	replaced := make([]byte, 0, len(text))

	for i := 0; i < len(text); i++ {
		if isHalf(text[i:]) {
			replaced = append(replaced, '?')
			i += 2
		} else {
			replaced = append(replaced, text[i])
		}
	}

	return replaced
}

// hasHalf reports whether half of a surrogate pair stands alone in the text.
func hasHalf(text []byte) bool {
	for i := range text {
		if isHalf(text[i:]) {
			return true
		}
	}

	return false
}

func isHalf(text []byte) bool { return len(text) >= 3 && text[0] == 0xED && text[1] >= 0xA0 }

func (c *Condition) withQuestionMarks() *Condition {
	copied := *c
	copied.Values = slices.Clone(c.Values)

	for i := range copied.Values {
		if text := []byte(copied.Values[i].Text); hasHalf(text) {
			copied.Values[i].Text = string(questionMarks(text))
		}
	}

	return &copied
}
