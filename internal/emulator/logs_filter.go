package emulator

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// logFilter is a filter pattern of CloudWatch Logs, ready to be used: terms, or
// a condition on JSON. Patterns in square brackets are not known here.
type logFilter struct {
	terms     []filterTerm
	condition *filterCondition
}

// filterTerm is a word or a quoted phrase that a message must have, may not have
// ("-"), or may have as one of several ("?").
type filterTerm struct {
	sign byte
	text string
}

func parseFilter(text string) (*logFilter, error) {
	text = strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(text, "{"):
		inner, closed := strings.CutSuffix(text[1:], "}")
		if !closed {
			return nil, errors.New("if a filter pattern starts with '{' it must end with '}'")
		}
		condition, err := parseFilterCondition(inner)
		return &logFilter{condition: condition}, err
	case strings.HasPrefix(text, "["):
		if !strings.HasSuffix(text, "]") {
			return nil, errors.New("if a filter pattern starts with '[' it must end with ']'")
		}
		return nil, errors.New("the emulator does not know patterns in square brackets")
	}
	terms, err := parseFilterTerms(text)
	return &logFilter{terms: terms}, err
}

func parseFilterTerms(text string) ([]filterTerm, error) {
	var terms []filterTerm
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		term := filterTerm{sign: '+'}
		if text[0] == '-' || text[0] == '?' {
			term.sign, text = text[0], text[1:]
		}
		if strings.HasPrefix(text, `"`) {
			phrase, rest, closed := strings.Cut(text[1:], `"`)
			if !closed {
				return nil, errors.New("a quoted phrase does not end")
			}
			term.text, text = phrase, rest
		} else {
			end := strings.IndexAny(text, " \t\n")
			if end < 0 {
				end = len(text)
			}
			term.text, text = text[:end], text[end:]
			if strings.ContainsFunc(term.text, func(r rune) bool { return strings.ContainsRune("{}()=<>!&|,;:", r) }) {
				return nil, fmt.Errorf("invalid character(s) in term '%s'", term.text)
			}
		}
		terms = append(terms, term)
	}
	return terms, nil
}

func (f *logFilter) matches(message string) bool {
	if f.condition != nil {
		content, err := decodeJSON([]byte(message))
		return err == nil && f.condition.holds(content)
	}
	isOption := func(t filterTerm) bool { return t.sign == '?' }
	options, met := slices.ContainsFunc(f.terms, isOption), false
	for _, term := range f.terms {
		found := strings.Contains(message, term.text)
		switch {
		case term.sign == '?':
			met = met || found
		case found == (term.sign == '-'):
			return false
		}
	}
	return met || !options
}
