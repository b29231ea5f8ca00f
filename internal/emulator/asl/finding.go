package asl

import (
	"fmt"
	"strings"
)

// SeverityError is the severity of a finding.
const SeverityError = "ERROR"

// Codes of findings, as ValidateStateMachineDefinition gives them.
const (
	CodeJSON   = "INVALID_JSON_DESCRIPTION"
	CodeSchema = "SCHEMA_VALIDATION_FAILED"
	CodeTarget = "MISSING_TRANSITION_TARGET"
	CodeEnd    = "MISSING_END_STATE"
)

// Finding is something that is wrong with a definition.
type Finding struct {
	Severity string
	Code     string
	Message  string
	Location string // such as "/States/Publish/Next"; "" for the whole text
}

// Join words findings as the error of CreateStateMachine does.
func Join(findings []Finding) string {
	parts := make([]string, len(findings))
	for i, f := range findings {
		parts[i] = fmt.Sprintf("%s: %s", f.Code, f.Message)
		if f.Location != "" {
			parts[i] += " at " + f.Location
		}
	}
	return "Invalid State Machine Definition: '" + strings.Join(parts, ", ") + "'"
}

// findings collects what is wrong.
type findings []Finding

func (f *findings) add(code, location, format string, args ...any) {
	*f = append(*f, Finding{Severity: SeverityError, Code: code, Message: fmt.Sprintf(format, args...), Location: location})
}

func (f *findings) schema(location, format string, args ...any) {
	f.add(CodeSchema, location, format, args...)
}
