package asl

import (
	"regexp"
	"strings"
)

// Marks around an expression in a text of a definition.
const (
	openMark  = "{%"
	closeMark = "%}"
)

// isExpression reports whether a text is an expression: nothing stands outside the marks.
func isExpression(text string) bool {
	return len(text) >= len(openMark)+len(closeMark) && strings.HasPrefix(text, openMark) && strings.HasSuffix(text, closeMark)
}

// expressionOf is what stands between the marks.
func expressionOf(text string) string {
	return strings.TrimSpace(text[len(openMark) : len(text)-len(closeMark)])
}

// constantFields are read as they are; expressions in them are mistakes.
var constantFields = map[string]bool{
	fieldType: true, fieldNext: true, fieldEnd: true, "Comment": true, fieldLanguage: true, fieldResource: true, fieldDefault: true,
}

// Parts of an expression that are not code, and names that may not be everywhere.
var (
	quotedParts   = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|/\*[\s\S]*?\*/`)
	rootReference = regexp.MustCompile(`\$\$`)
	errorOutput   = regexp.MustCompile(`\$states\.errorOutput\b`)
	resultOutput  = regexp.MustCompile(`\$states\.result\b`)
)

// expressions checks the JSONata in a state.
func (p *parser) expressions(s *state, place string) {
	visitTexts(s.fields, place, func(text, location string) {
		path := strings.Split(strings.TrimPrefix(location, place+"/"), "/")
		field, _, _ := strings.Cut(path[0], "[")
		rule := len(path) == 2 && (field == fieldChoices || field == fieldCatch || field == fieldRetry)
		if constantFields[path[len(path)-1]] && (len(path) == 1 || rule) {
			if isExpression(text) {
				p.findings.schema(location, "The value for the field '%s' must be a constant", path[len(path)-1])
			}
			return
		}
		p.expression(s, text, location, field)
	})
}

func (p *parser) expression(s *state, text, location, field string) {
	if !isExpression(text) {
		if strings.HasPrefix(text, openMark) != strings.HasSuffix(text, closeMark) {
			p.findings.schema(location, "The JSONata expression is not closed properly: %s", text)
		}
		return
	}
	code := quotedParts.ReplaceAllString(expressionOf(text), "''")
	switch {
	case code == "":
		p.findings.schema(location, "The JSONata expression is empty")
	case rootReference.MatchString(code):
		p.findings.schema(location, "The JSONata expression must not use $$: there is no top-level input")
	case errorOutput.MatchString(code) && field != fieldCatch:
		p.findings.schema(location, "$states.errorOutput can be used in Catch only")
	case resultOutput.MatchString(code) && (s.kind != typeTask && s.kind != "Map" && s.kind != "Parallel" || field != fieldOutput && field != fieldAssign):
		p.findings.schema(location, "$states.result can be used in Output and Assign of Task, Map and Parallel only")
	case p.options.Compile != nil:
		if err := p.options.Compile(expressionOf(text)); err != nil {
			p.findings.schema(location, "The JSONata expression is not valid: %v", err)
		}
	}
}
