package logfilter

import (
	"regexp"
	"strings"
)

// term is a word, a quoted phrase or a regular expression that a message must
// have, may not have ("-"), or may have as one of several ("?").
type term struct {
	sign    byte // '+', '-' or '?'
	text    string
	pattern *regexp.Regexp
}

func parseTerms(text string) (terms []term, regexps int, err error) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		t := term{sign: '+'}
		if text[0] == '-' || text[0] == '?' {
			t.sign, text = text[0], text[1:]
		}
		switch {
		case strings.HasPrefix(text, `"`):
			phrase, rest, closed := quoted(text)
			if !closed {
				return nil, 0, failf("A quoted text in the filter pattern is not closed")
			}
			t.text, text = phrase, rest
		case strings.HasPrefix(text, "%"):
			inside, rest, closed := strings.Cut(text[1:], "%")
			if !closed {
				return nil, 0, failf("A regular expression in the filter pattern is not closed")
			}
			if t.pattern, err = compileRegexp(inside); err != nil {
				return nil, 0, err
			}
			regexps++
			text = rest
		default:
			end := strings.IndexAny(text, " \t\r\n")
			if end < 0 {
				end = len(text)
			}
			t.text, text = text[:end], text[end:]
			if bad := invalidIn(t.text); bad != "" {
				return nil, 0, failf("Invalid character(s) in term '%s'", bad)
			}
		}
		terms = append(terms, t)
	}
	return terms, regexps, nil
}

// invalidIn gives the characters of a term that need quotes.
func invalidIn(text string) string {
	if text == "" {
		return "-"
	}
	return strings.Map(func(r rune) rune {
		if isAlphanumeric(r) || r == '_' {
			return -1
		}
		return r
	}, text)
}

// matchTerms finds a message. Terms with "?" count only when there are no others.
func matchTerms(terms []term, message string) bool {
	options, met, others := 0, false, 0
	for _, t := range terms {
		found := strings.Contains(message, t.text)
		if t.pattern != nil {
			found = t.pattern.MatchString(message)
		}
		if t.sign == '?' {
			options++
			met = met || found
			continue
		}
		others++
		if found == (t.sign == '-') {
			return false
		}
	}
	return options == 0 || others > 0 || met
}
