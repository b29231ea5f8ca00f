package insights

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError is a query that can't be read.
type SyntaxError struct {
	// Offset is where in the query, in bytes.
	Offset int
	Reason string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at position %d", e.Reason, e.Offset)
}

type tokenKind int

const (
	end     tokenKind = iota
	word              // a field, a command, a function
	text              // in quotes
	number            // 12, -1.5, 5m
	regular           // between slashes
	sign              // an operator or a bracket
)

type token struct {
	kind   tokenKind
	text   string // without quotes
	quoted bool   // a word in backticks, which is never a keyword
	from   int
	to     int
}

// lexer reads the tokens of a query. A slash always begins a regular expression,
// because division is not supported.
type lexer struct {
	source string
	at     int
}

func (l *lexer) fail(at int, format string, args ...any) error {
	return &SyntaxError{Offset: at, Reason: fmt.Sprintf(format, args...)}
}

func (l *lexer) skip() {
	for l.at < len(l.source) {
		switch l.source[l.at] {
		case ' ', '\t', '\n', '\r':
			l.at++
		case '#':
			line := strings.IndexByte(l.source[l.at:], '\n')
			if line < 0 {
				l.at = len(l.source)
				return
			}
			l.at += line
		default:
			return
		}
	}
}

func isWord(c byte) bool {
	return c == '_' || c == '@' || c == '.' || isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (l *lexer) next() (token, error) {
	l.skip()
	from := l.at
	if from == len(l.source) {
		return token{from: from, to: from}, nil
	}
	c := l.source[from]
	switch {
	case c == '"' || c == '\'' || c == '/':
		return l.enclosed(c)
	case isDigit(c) || c == '-' && from+1 < len(l.source) && isDigit(l.source[from+1]):
		for l.at++; l.at < len(l.source) && isWord(l.source[l.at]); l.at++ {
		}
		return token{kind: number, text: l.source[from:l.at], from: from, to: l.at}, nil
	case isWord(c) || c == '`':
		return l.word()
	}
	size := 1
	for _, two := range []string{"!=", "<=", ">=", "=~"} {
		if strings.HasPrefix(l.source[from:], two) {
			size = 2
		}
	}
	if size == 1 && !strings.ContainsRune("|()[],=<>*", rune(c)) {
		r, _ := utf8.DecodeRuneInString(l.source[from:])
		return token{}, l.fail(from, "unexpected %q", r)
	}
	l.at += size
	return token{kind: sign, text: l.source[from:l.at], from: from, to: l.at}, nil
}

// enclosed reads a text in quotes or a regular expression. A backslash escapes;
// in a regular expression it stays, except before a slash.
func (l *lexer) enclosed(by byte) (token, error) {
	from := l.at
	var b strings.Builder
	for l.at++; l.at < len(l.source); l.at++ {
		switch c := l.source[l.at]; {
		case c == by:
			l.at++
			kind := text
			if by == '/' {
				kind = regular
			}
			return token{kind: kind, text: b.String(), from: from, to: l.at}, nil
		case c == '\\' && l.at+1 < len(l.source):
			l.at++
			if by == '/' && l.source[l.at] != '/' {
				b.WriteByte(c)
			}
			b.WriteByte(l.source[l.at])
		default:
			b.WriteByte(c)
		}
	}
	return token{}, l.fail(from, "no closing %c", by)
}

// word reads a name, parts of which may be in backticks.
func (l *lexer) word() (token, error) {
	out := token{kind: word, from: l.at}
	for l.at < len(l.source) {
		c := l.source[l.at]
		if isWord(c) {
			out.text += string(c)
			l.at++
			continue
		}
		if c != '`' {
			break
		}
		closing := strings.IndexByte(l.source[l.at+1:], '`')
		if closing < 0 {
			return token{}, l.fail(l.at, "no closing `")
		}
		out.text += l.source[l.at+1 : l.at+1+closing]
		out.quoted = true
		l.at += closing + 2
	}
	out.to = l.at
	return out, nil
}
