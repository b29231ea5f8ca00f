package emulator

import (
	"encoding/json"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// isEmptyPattern reports whether a pattern says nothing: no text, or an object
// without fields, which EventBridge takes for none.
func isEmptyPattern(text string) bool {
	if strings.TrimSpace(text) == "" {
		return true
	}
	var fields map[string]json.RawMessage
	return json.Unmarshal([]byte(text), &fields) == nil && fields != nil && len(fields) == 0
}

// compilePattern compiles a pattern, or says why it is not one.
func compilePattern(text string) (*pattern.Pattern, error) {
	compiled, problems := pattern.Parse(text)
	for _, problem := range problems {
		if problem.Severity == pattern.Error {
			return nil, failf("InvalidEventPatternException", "Event pattern is not valid. Reason: %s: %s\n at [Source: (String); line: %d, column: %d]",
				problem.Summary, problem.Detail, problem.Line, problem.Column)
		}
	}
	return compiled, nil
}

// usesWildcard reports whether a pattern counts towards the quota of rules with
// wildcards.
func usesWildcard(compiled *pattern.Pattern) bool {
	if compiled == nil {
		return false
	}
	for _, leaf := range compiled.Root().Leaves() {
		for _, condition := range leaf.Conditions {
			if condition.Operator == pattern.OperatorWildcard || condition.Operator == pattern.OperatorAnythingButWildcard {
				return true
			}
		}
	}
	return false
}
