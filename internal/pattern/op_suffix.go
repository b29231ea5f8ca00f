package pattern

// {"suffix": ".png"} passes strings that end with the text, byte by byte; the empty text passes every string.
//
// The engine keeps a string with its quotes, so a text that begins with a quote also passes what stands after it.
type suffixMatcher string

func (m suffixMatcher) match(v *value) bool {
	if v.kind != KindText {
		return false
	}

	if len(m) == len(v.text)+1 && m[0] == '"' {
		m = m[1:]
	}

	return len(v.text) >= len(m) && string(v.text[len(v.text)-len(m):]) == string(m)
}

// {"suffix": {"equals-ignore-case": ".png"}} does so in any case; see [folded].
type foldSuffixMatcher struct{ text folded }

func (m foldSuffixMatcher) match(v *value) bool {
	if v.kind != KindText {
		return false
	}

	_, ok := m.text.suffixOf(v.text)
	if !ok && len(m.text) > 0 && m.text[0].isQuote() {
		var rest []byte
		rest, ok = m.text[1:].suffixOf(v.text)
		ok = ok && len(rest) == 0
	}

	return ok
}

// parseSuffix reads the operand of a suffix.
func (p *parser) parseSuffix(n *node, at place) (Condition, bool) {
	return p.parseAffix(n, at, wordSuffix, OperatorSuffix, OperatorSuffixIgnoreCase)
}
