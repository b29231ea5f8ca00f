package pattern

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"unicode/utf8"
)

// Limits of the JSON reader that EventBridge's engine uses.
const (
	maxNumberLength = 1000
	maxNameLength   = 50000
)

// syntaxError is a fault in JSON text.
type syntaxError struct {
	offset int
	reason string
}

func (e *syntaxError) Error() string { return e.reason }

// scanner reads JSON as strictly as EventBridge's engine does: no comments, no trailing commas, no control characters in
// strings, no leading zeros; at most [maxDepth] levels; and nothing after the value is looked at.
type scanner struct {
	src []byte
	pos int
}

func (s *scanner) fail(offset int, format string, args ...any) error {
	return &syntaxError{offset: offset, reason: fmt.Sprintf(format, args...)}
}

func (s *scanner) space() {
	for s.pos < len(s.src) {
		switch s.src[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// at is the byte at the reading position after any space; zero at the end of the text.
func (s *scanner) at() byte {
	if s.pos < len(s.src) && s.src[s.pos] > ' ' {
		return s.src[s.pos]
	}

	s.space()

	if s.pos < len(s.src) {
		return s.src[s.pos]
	}

	return 0
}

const (
	everyByte = 0x0101010101010101
	highBits  = 0x8080808080808080
)

// str reads a string from its opening quote and gives what is between the quotes, as written. Escaped reports whether that needs
// unescaping.
func (s *scanner) str() (raw []byte, escaped bool, err error) {
	src, start := s.src, s.pos+1
	i := start

	for {
		// Eight bytes at a time: a byte is special when it is a quote, a backslash or a control character.
		for i+8 <= len(src) {
			word := binary.LittleEndian.Uint64(src[i:])
			quote := word ^ everyByte*'"'
			slash := word ^ everyByte*'\\'
			special := ((word - everyByte*' ') &^ word) | ((quote - everyByte) &^ quote) | ((slash - everyByte) &^ slash)

			if special &= highBits; special != 0 {
				i += bits.TrailingZeros64(special) / 8

				break
			}

			i += 8
		}

		if i >= len(src) {
			s.pos = len(src)

			return nil, false, s.fail(start-1, "the string that begins here has no closing quote")
		}

		switch c := src[i]; {
		case c == '"':
			s.pos = i + 1

			return src[start:i], escaped, nil
		case c == '\\':
			n, err := s.escape(i)
			if err != nil {
				return nil, false, err
			}

			escaped = true
			i += n
		case c < ' ':
			s.pos = i

			return nil, false, s.fail(i, "a string contains the control character %q unescaped; write \\u%04x", c, c)
		default:
			i++
		}
	}
}

// escape checks the escape sequence at i and gives its length.
func (s *scanner) escape(i int) (int, error) {
	if i+1 >= len(s.src) {
		return 0, s.fail(i, "the text ends within a string")
	}

	switch s.src[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, nil
	case 'u':
		if _, ok := hex4(s.src[min(i+2, len(s.src)):]); !ok {
			return 0, s.fail(i, "\\u must be followed by four hexadecimal digits")
		}

		return 6, nil
	default:
		r, _ := utf8.DecodeRune(s.src[i+1:])

		return 0, s.fail(i, `\%c is not a JSON escape sequence; a plain backslash is written \\`, r)
	}
}

func hex4(text []byte) (uint16, bool) {
	if len(text) < 4 {
		return 0, false
	}

	var unit uint16

	for _, c := range text[:4] {
		digit, ok := hexDigit(c)
		if !ok {
			return 0, false
		}

		unit = unit<<4 | uint16(digit)
	}

	return unit, true
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	default:
		return 0, false
	}
}

// appendUnescaped appends what the text between two quotes stands for. The escapes in it are known to be right. Half of
// a surrogate pair is kept as three bytes, so that it stays different from every other text.
func appendUnescaped(to, raw []byte) []byte {
	for i := 0; i < len(raw); {
		if raw[i] != '\\' {
			to = append(to, raw[i])
			i++

			continue
		}

		switch c := raw[i+1]; c {
		case 'b':
			to = append(to, '\b')
		case 'f':
			to = append(to, '\f')
		case 'n':
			to = append(to, '\n')
		case 'r':
			to = append(to, '\r')
		case 't':
			to = append(to, '\t')
		case 'u':
			unit, _ := hex4(raw[i+2:])
			i += 4

			if unit >= 0xD800 && unit < 0xDC00 && i+4 <= len(raw) && raw[i+2] == '\\' && raw[i+3] == 'u' {
				if low, _ := hex4(raw[i+4:]); low >= 0xDC00 && low < 0xE000 {
					to = utf8.AppendRune(to, 0x10000+(rune(unit)-0xD800)<<10+rune(low)-0xDC00)
					i += 8

					continue
				}
			}

			if unit >= 0xD800 && unit < 0xE000 {
				to = appendUnit(to, unit)
			} else {
				to = utf8.AppendRune(to, rune(unit))
			}
		default:
			to = append(to, c)
		}

		i += 2
	}

	return to
}

// number reads a number and gives it as spelt.
func (s *scanner) number() ([]byte, error) {
	src, start := s.src, s.pos
	i := start

	if src[i] == '-' {
		i++
	}

	digits := i
	for i < len(src) && isDigit(src[i]) {
		i++
	}

	switch {
	case i == digits:
		return nil, s.fail(start, "a minus sign must be followed by a digit")
	case src[digits] == '0' && i > digits+1:
		return nil, s.fail(start, "a number must not begin with a zero; an id with leading zeros is a string and belongs in quotes")
	}

	if i < len(src) && src[i] == '.' {
		i++
		fraction := i

		for i < len(src) && isDigit(src[i]) {
			i++
		}

		if i == fraction {
			return nil, s.fail(start, "the decimal point of a number must be followed by a digit")
		}
	}

	if i < len(src) && (src[i] == 'e' || src[i] == 'E') {
		i++

		if i < len(src) && (src[i] == '+' || src[i] == '-') {
			i++
		}

		exponent := i
		for i < len(src) && isDigit(src[i]) {
			i++
		}

		if i == exponent {
			return nil, s.fail(start, "the exponent of a number must have a digit")
		}
	}

	if i-start > maxNumberLength {
		return nil, s.fail(start, "the number has %d characters; at most %d are read", i-start, maxNumberLength)
	}

	s.pos = i

	return src[start:i], nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// literal reads true, false or null.
func (s *scanner) literal() (ValueKind, error) {
	rest := s.src[s.pos:]

	kind, length := ValueKind(0), 0

	switch {
	case len(rest) >= 4 && string(rest[:4]) == "true":
		kind, length = KindTrue, 4
	case len(rest) >= 5 && string(rest[:5]) == "false":
		kind, length = KindFalse, 5
	case len(rest) >= 4 && string(rest[:4]) == "null":
		kind, length = KindNull, 4
	}

	if length == 0 || length < len(rest) && isWordByte(rest[length]) {
		return 0, s.unexpected("a JSON value")
	}

	s.pos += length

	return kind, nil
}

func isWordByte(c byte) bool {
	return isDigit(c) || c == '_' || c == '$' || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
}

// unexpected is the error for the text at the reading position where something else must stand.
func (s *scanner) unexpected(wanted string) error {
	if s.pos >= len(s.src) {
		return s.fail(len(s.src), "the text ends where %s is expected", wanted)
	}

	return s.fail(s.pos, "found %s where %s is expected", quoteFound(s.src[s.pos:]), wanted)
}

// quoteFound is the beginning of the text as a message shows it: a word, or one character.
func quoteFound(text []byte) string {
	n := 0
	for n < len(text) && n < 40 && isWordByte(text[n]) {
		n++
	}

	for n < len(text) && n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}

	if n == 0 {
		r, size := utf8.DecodeRune(text)
		if r < ' ' || r == 0x7F || r == utf8.RuneError && size == 1 {
			return fmt.Sprintf("the character U+%04X", r)
		}

		n = size
	}

	return "`" + string(text[:n]) + "`"
}
