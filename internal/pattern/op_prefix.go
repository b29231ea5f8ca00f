package pattern

// {"prefix": "release/"} passes strings that begin with the text, byte by byte; the empty text passes every string.
//
// The engine keeps a string with its quotes, so a text that ends with a quote also passes what stands before it.
type prefixMatcher string

func (m prefixMatcher) match(v *value) bool {
	if v.kind != KindText {
		return false
	}

	n := len(m)
	if n == len(v.text)+1 && m[n-1] == '"' {
		n--
	}

	return len(v.text) >= n && string(v.text[:n]) == string(m[:n])
}

// {"prefix": {"equals-ignore-case": "release/"}} does so in any case; see [folded].
type foldPrefixMatcher struct{ text folded }

func (m foldPrefixMatcher) match(v *value) bool {
	if v.kind != KindText {
		return false
	}

	_, ok := m.text.prefixOf(v.text)
	if last := len(m.text) - 1; !ok && last >= 0 && m.text[last].isQuote() {
		var n int
		n, ok = m.text[:last].prefixOf(v.text)
		ok = ok && n == len(v.text)
	}

	return ok
}

// parsePrefix reads the operand of a prefix.
func (p *parser) parsePrefix(n *node, at place) (Condition, bool) {
	return p.parseAffix(n, at, wordPrefix, OperatorPrefix, OperatorPrefixIgnoreCase)
}

// parseAffix reads what prefix and suffix have in common: a string, or an object with equals-ignore-case.
func (p *parser) parseAffix(n *node, at place, word string, plain, ignoreCase Operator) (Condition, bool) {
	if n.kind == nodeObject {
		inner, ok := p.onlyMember(n, at, word, []string{wordIgnoreCase})
		if !ok {
			return Condition{}, false
		}

		return p.parseText(inner.value, at.key(wordIgnoreCase), wordIgnoreCase, ignoreCase)
	}

	return p.parseText(n, at, word, plain)
}
