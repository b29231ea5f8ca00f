package pattern

// {"suffix": ".png"} passes strings that end with the text, byte by byte; the empty text passes every string.
type suffixMatcher string

func (m suffixMatcher) match(v *value) bool {
	return v.kind == KindText && len(v.text) >= len(m) && string(v.text[len(v.text)-len(m):]) == string(m)
}

// {"suffix": {"equals-ignore-case": ".png"}} does so in any case; see [folded].
type foldSuffixMatcher struct{ text folded }

func (m foldSuffixMatcher) match(v *value) bool {
	return v.kind == KindText && m.text.suffixOf(v.text)
}

// parseSuffix reads the operand of a suffix.
func (p *parser) parseSuffix(n *node, at place) (Condition, bool) {
	return p.parseAffix(n, at, wordSuffix, OperatorSuffix, OperatorSuffixIgnoreCase)
}
