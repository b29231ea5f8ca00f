package logfilter

import (
	"fmt"
	"strings"
)

// Limits of a pattern.
const (
	// maxRegexps is how many regular expressions a pattern can have.
	maxRegexps = 2
)

// Error says what is wrong with a pattern, in the words of CloudWatch Logs where
// they are known.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func failf(format string, args ...any) error { return &Error{Message: fmt.Sprintf(format, args...)} }

// Filter is a filter pattern, ready to be used. It is immutable and safe for
// concurrent use.
type Filter struct {
	condition node   // of a pattern on JSON, or nil
	terms     []term // of a pattern on text
	selectors []*Selector
	regexps   int
}

// Parse reads a pattern. The empty pattern finds everything. The error is an [*Error].
func Parse(text string) (*Filter, error) {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "{"); ok {
		inner, closed := strings.CutSuffix(inner, "}")
		if !closed {
			return nil, failf("If a filter pattern starts with '{' it must end with '}'")
		}
		return parseJSON(inner)
	}
	if strings.HasPrefix(text, "[") {
		if !strings.HasSuffix(text, "]") {
			return nil, failf("If a filter pattern starts with '[' it must end with ']'")
		}
		return nil, failf("The emulator does not know patterns in square brackets")
	}
	terms, regexps, err := parseTerms(text)
	if err != nil {
		return nil, err
	}
	return checked(&Filter{terms: terms, regexps: regexps})
}

func checked(f *Filter) (*Filter, error) {
	if f.regexps > maxRegexps {
		return nil, failf("A filter pattern can have at most %d regular expressions", maxRegexps)
	}
	return f, nil
}

// Regexps is how many regular expressions the pattern has.
func (f *Filter) Regexps() int { return f.regexps }

// Selects reports whether the pattern has a condition on what a selector names.
func (f *Filter) Selects(s *Selector) bool {
	for _, own := range f.selectors {
		if own.Equal(s) {
			return true
		}
	}
	return false
}

// Match reports whether the pattern finds a message.
func (f *Filter) Match(message string) bool {
	if f.condition == nil {
		return matchTerms(f.terms, message)
	}
	document, ok := decode(message)
	return ok && f.condition.holds(document)
}
