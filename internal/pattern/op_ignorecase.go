package pattern

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// {"equals-ignore-case": "main"} passes strings that are equal in any case; see [folded].
type foldMatcher struct{ text folded }

func (m foldMatcher) match(v *value) bool {
	if v.kind != KindText {
		return false
	}

	n, ok := m.text.prefixOf(v.text)

	return ok && n == len(v.text)
}

// folded is a text whose case does not count, as the engine reads it: each character of the pattern stands for its lower case
// and its upper case, and for nothing else. The event is not folded. So "ß" passes "ß" and "SS" but not "ss", and the Kelvin
// sign passes itself and "k" but not "K". The engine works on UTF-16 code units, so a character outside the Basic Multilingual Plane,
// an emoji say, becomes two question marks and never passes itself.
type folded []alternative

type alternative struct{ lower, upper []byte }

func newFolded(text string) folded {
	var f folded

	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])

		switch {
		case r == utf8.RuneError && size == 1:
			// Half of a surrogate pair in three bytes.
			if _, ok := surrogate(text[i:]); ok {
				size = 3
			}

			f = append(f, alternative{lower: []byte("?"), upper: []byte("?")})
		case r > 0xFFFF:
			f = append(f, alternative{lower: []byte("??"), upper: []byte("??")})
		default:
			f = append(f, alternative{lower: lowerCase(r), upper: upperCase(r)})
		}

		i += size
	}

	return f
}

func lowerCase(r rune) []byte {
	if r == 'İ' {
		return []byte("i\u0307")
	}

	return utf8.AppendRune(nil, unicode.ToLower(r))
}

func upperCase(r rune) []byte {
	if special, ok := specialUpper[r]; ok {
		return []byte(special)
	}

	return utf8.AppendRune(nil, unicode.ToUpper(r))
}

// prefixOf reports whether the text begins with this one in any case, and how many bytes of it that takes.
func (f folded) prefixOf(text []byte) (int, bool) {
	n := 0

	for i := range f {
		switch rest := text[n:]; {
		case bytes.HasPrefix(rest, f[i].lower):
			n += len(f[i].lower)
		case bytes.HasPrefix(rest, f[i].upper):
			n += len(f[i].upper)
		default:
			return 0, false
		}
	}

	return n, true
}

// suffixOf reports whether the text ends with this one in any case, and what stands before it.
func (f folded) suffixOf(text []byte) ([]byte, bool) {
	for i := len(f) - 1; i >= 0; i-- {
		switch {
		case bytes.HasSuffix(text, f[i].lower):
			text = text[:len(text)-len(f[i].lower)]
		case bytes.HasSuffix(text, f[i].upper):
			text = text[:len(text)-len(f[i].upper)]
		default:
			return text, false
		}
	}

	return text, true
}

func (a alternative) isQuote() bool { return len(a.lower) == 1 && a.lower[0] == '"' }

// parseIgnoreCase reads the operand of an equals-ignore-case.
func (p *parser) parseIgnoreCase(n *node, at place) (Condition, bool) {
	return p.parseText(n, at, wordIgnoreCase, OperatorEqualsIgnoreCase)
}
