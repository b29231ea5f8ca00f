package pattern

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// report adds a problem with a node.
func (p *parser) report(n *node, at place, problem Problem) {
	problem.Path = string(at)
	if problem.Found == "" {
		problem.Found = n.found()
	}

	p.add(problem, n.start)
}

func (p *parser) add(problem Problem, offset int) {
	if problem.Severity == 0 {
		problem.Severity = Error
	}

	if problem.Suggestion != "" {
		problem.Detail += prose.DidYouMean(problem.Suggestion)
	}

	at := p.position(offset)
	problem.Line, problem.Column, problem.Offset = at.Line, at.Column, at.Offset
	p.problems = append(p.problems, problem)
}

// reportTop reports a pattern that is not an object.
func (p *parser) reportTop(n *node) {
	problem := Problem{
		Summary: "Invalid event pattern",
		Detail:  fmt.Sprintf("An event pattern is a JSON object, but this is %s.", n.describe()),
	}

	if n.kind == nodeString && looksLikeJSON(n.text) {
		problem.Summary = "Double-encoded JSON"
		problem.Detail = "The pattern is a JSON string that itself holds JSON: it was encoded twice. Encode it once, with a single `jsonencode`."
	}

	p.report(n, "$", problem)
}

func looksLikeJSON(text string) bool {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return false
	}

	_, _, err := readTree([]byte(text))

	return err == nil
}

// reportBareOperator reports an operator that stands under a field without a list around it.
func (p *parser) reportBareOperator(n *node, at place) bool {
	inner := n

	// An anything-but may have a further operator in it.
	for depth := 0; depth < 2 && inner.kind == nodeObject; depth++ {
		if len(inner.members) != 1 || !isOperator(inner.members[0].name) {
			return false
		}

		inner = inner.members[0].value
	}

	if inner.kind == nodeObject || inner.kind == nodeArray {
		return false
	}

	p.report(n, at, Problem{
		Summary:    "Operator outside a list",
		Detail:     fmt.Sprintf("The operator `%s` is written directly under a field. Write conditions in a list.", n.members[0].name),
		Suggestion: "[" + shorten(string(n.raw)) + "]",
	})

	return true
}

// reportBareValue reports a scalar under a field.
func (p *parser) reportBareValue(member *pair, at place) {
	n := member.value

	problem := Problem{
		Summary: "Value outside a list",
		Detail: fmt.Sprintf("The field `%s` is %s, but must be a list of values to match, or an object with fields below it.",
			member.name, n.describe()),
		Suggestion: "[" + n.found() + "]",
	}

	if n.kind == nodeString && looksLikeJSON(n.text) {
		problem.Summary = "Double-encoded JSON"
		problem.Detail = fmt.Sprintf("The field `%s` is a string that itself holds JSON: it was encoded twice. Write the JSON as it is.", member.name)
		problem.Suggestion = shorten(n.text)
	}

	p.report(n, at, problem)
}

// reportSyntax reports that the text is not JSON.
func (p *parser) reportSyntax(err error) {
	var fault *syntaxError
	if !errors.As(err, &fault) {
		fault = &syntaxError{reason: err.Error()}
	}

	problem := Problem{Path: "$", Summary: "Invalid JSON", Detail: "The event pattern is not JSON: " + fault.reason + "."}
	rest := p.src[min(fault.offset, len(p.src)):]

	switch {
	case len(bytes.TrimSpace(p.src)) == 0:
		problem.Detail = "The event pattern is empty. It must be a JSON object."
	case bytes.HasPrefix(rest, []byte("//")) || bytes.HasPrefix(rest, []byte("/*")) || bytes.HasPrefix(rest, []byte("#")):
		problem.Detail += " JSON has no comments."
	case bytes.HasPrefix(rest, []byte("'")):
		problem.Detail += " Write strings and keys in double quotes."
	case hasAnyPrefix(rest, "“", "”", "„", "‘", "’"):
		problem.Detail += " These are typographic quotes; JSON accepts only the plain double quote."
	case hasAnyPrefix(rest, "True", "False", "None", "TRUE", "FALSE", "NULL"):
		problem.Detail += " JSON writes true, false and null in lower case."
	case hasAnyPrefix(rest, "="):
		problem.Detail += " JSON has a colon between a key and its value; the text may be HCL that was not passed through `jsonencode`."
	case hasAnyPrefix(rest, "\uFEFF"):
		problem.Detail += " It is a byte order mark, which an editor may have put at the beginning of the file."
	case hasAnyPrefix(rest, "\u00A0"):
		problem.Detail += " It is a no-break space; JSON accepts only plain spaces."
	case len(rest) > 0 && isWordByte(rest[0]) && !isDigit(rest[0]) && utf8.FullRune(rest) && bytes.IndexRune(rest, utf8.RuneError) != 0:
		problem.Detail += " Write strings and keys in double quotes."
	}

	if len(rest) > 0 {
		problem.Found = strings.Trim(quoteFound(rest), "`")
	}

	p.add(problem, fault.offset)
}

func hasAnyPrefix(text []byte, prefixes ...string) bool {
	for _, prefix := range prefixes {
		if bytes.HasPrefix(text, []byte(prefix)) {
			return true
		}
	}

	return false
}
