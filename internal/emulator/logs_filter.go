package emulator

import "strings"

// logFilter is a filter pattern, ready to be used.
type logFilter struct {
	terms []string
}

func parseFilter(text string) (*logFilter, error) {
	return &logFilter{terms: strings.Fields(text)}, nil
}

func (f *logFilter) matches(message string) bool {
	for _, term := range f.terms {
		if !strings.Contains(message, strings.Trim(term, `"`)) {
			return false
		}
	}
	return true
}
