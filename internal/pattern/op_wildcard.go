package pattern

import (
	"bytes"
	"strings"
)

// {"wildcard": "deploy-*"} passes strings in which each `*` stands for any run of characters, none included. `\*` is an asterisk, `\\` a
// backslash.
type wildcardMatcher struct {
	// parts are the texts between the asterisks: the first is a prefix, the last a suffix.
	parts []string
	least int
}

func newWildcardMatcher(text string) *wildcardMatcher {
	m := &wildcardMatcher{parts: splitWildcard(text)}
	for _, part := range m.parts {
		m.least += len(part)
	}

	return m
}

// splitWildcard are the unescaped texts between the asterisks of a wildcard, whose escapes are known to be right.
func splitWildcard(text string) []string {
	var (
		parts []string
		part  strings.Builder
	)

	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '*':
			parts = append(parts, part.String())
			part.Reset()
		case '\\':
			i++
			part.WriteByte(text[i])
		default:
			part.WriteByte(c)
		}
	}

	return append(parts, part.String())
}

func (m *wildcardMatcher) match(v *value) bool {
	return v.kind == KindText && m.matchText(v.text)
}

func (m *wildcardMatcher) matchText(text []byte) bool {
	first, last := m.parts[0], m.parts[len(m.parts)-1]

	if len(m.parts) == 1 {
		return string(text) == first
	}

	if len(text) < m.least || string(text[:len(first)]) != first || string(text[len(text)-len(last):]) != last {
		return false
	}

	// What is in between goes to the first place where it fits: a later one would leave less for the rest.
	text = text[len(first) : len(text)-len(last)]

	for _, part := range m.parts[1 : len(m.parts)-1] {
		i := bytes.Index(text, []byte(part))
		if i < 0 {
			return false
		}

		text = text[i+len(part):]
	}

	return true
}

// parseWildcard reads the operand of a wildcard.
func (p *parser) parseWildcard(n *node, at place) (Condition, bool) {
	condition, ok := p.parseText(n, at, wordWildcard, OperatorWildcard)

	return condition, ok && p.checkWildcard(n, at)
}

// checkWildcard reports what is wrong in the text of a wildcard.
func (p *parser) checkWildcard(n *node, at place) bool {
	text, good := n.text, true

	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '*' && i+1 < len(text) && text[i+1] == '*':
			good = false

			end := i
			for end < len(text) && text[end] == '*' {
				end++
			}

			p.report(n, at, Problem{
				Summary:    "Consecutive wildcard characters",
				Detail:     "The wildcard has several `*` in a row, at character " + characterAt(text, i) + ". One `*` already stands for any run of characters; write one.",
				Suggestion: string(appendQuoted(nil, text[:i]+"*"+text[end:])),
			})

			i = end - 1
		case text[i] == '\\' && (i+1 == len(text) || text[i+1] != '*' && text[i+1] != '\\'):
			good = false

			p.report(n, at, Problem{
				Summary: "Invalid escape in a wildcard",
				Detail: "The wildcard has a backslash at character " + characterAt(text, i) +
					` that stands before neither * nor another backslash. Write \\* in the JSON for a plain asterisk and \\\\ for a plain backslash.`,
				Suggestion: string(appendQuoted(nil, text[:i]+`\\`+text[i+1:])),
			})
		case text[i] == '\\':
			i++
		}
	}

	return good
}
