package pattern

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// checkMeant warns of operands that are valid but hardly meant: what another operator, a template or another language would read.
func (p *parser) checkMeant(c Condition, n *node, at place) {
	for i, v := range c.Values {
		if v.Kind != KindText {
			continue
		}

		problem, found := meantOtherwise(c.Operator, v.Text)
		if !found {
			continue
		}

		if c.List {
			problem.Suggestion = ""
		}

		problem.Severity, problem.Found = Warning, shorten(v.JSON())
		p.report(n, operandPlace(c, at, i), problem)
	}
}

// operandPlace is the place of an operand in the condition's JSON.
func operandPlace(c Condition, at place, i int) place {
	for _, word := range words[c.Operator] {
		if word != "" {
			at = at.key(word)
		}
	}

	if c.List {
		at = at.index(i)
	}

	return at
}

const (
	bound = `(>=|<=|==|>|<|=)\s*-?\d+(\.\d+)?\s*`
	named = `\s*"?(prefix|suffix|wildcard|numeric|cidr|exists|anything-but|equals-ignore-case)"?\s*`
)

var (
	comparison = regexp.MustCompile(`^\s*(numeric\s*)?` + bound + `((,|and|&&)\s*` + bound + `)?$`)
	negated    = regexp.MustCompile(`^!=?\s*[\w"'-]`)
	equated    = regexp.MustCompile(`^==\s*[\w"']`)
	spelled    = regexp.MustCompile(`^(\s*\{)?` + named + `[:=]`)
	path       = regexp.MustCompile(`^<?\$\.[A-Za-z_]|^<aws\.events\.`)
	expression = regexp.MustCompile(`\.[*+]|^\^.|\\[dws]|\[[a-z0-9]-[a-z0-9]\]`)
	anchored   = regexp.MustCompile(`^\^.|.\$$`)
	choices    = regexp.MustCompile(`^\(?[\w./-]+(\|[\w./-]+)+\)?$`)
)

// space is what surrounds a value that was copied with it.
const space = " \t\r\n"

// meantOtherwise is what is odd about a string that is compared as it stands.
func meantOtherwise(operator Operator, text string) (Problem, bool) {
	if len(text) > maxSizeAPI {
		return Problem{}, false // too long for any pattern
	}

	exact := operator == OperatorEquals || operator == OperatorAnythingBut || operator == OperatorEqualsIgnoreCase || operator == OperatorAnythingButIgnoreCase
	begins := operator == OperatorPrefix || operator == OperatorPrefixIgnoreCase || operator == OperatorAnythingButPrefix
	ends := operator == OperatorSuffix || operator == OperatorSuffixIgnoreCase || operator == OperatorAnythingButSuffix
	globs := operator == OperatorWildcard || operator == OperatorAnythingButWildcard

	switch {
	case globs && !anchored.MatchString(text):
	case isOperatorText(text):
		return Problem{
			Summary: "Operator in a string", Suggestion: shorten(strings.TrimSpace(text)),
			Detail: "The value is a string that holds an operator as JSON, and only that exact string would match. The operator must not be in quotes.",
		}, true
	case exact && comparison.MatchString(text):
		problem := Problem{
			Summary: "Operator in a string",
			Detail:  "The value is a string, and only that exact string would match. Numbers are compared with `numeric`.",
		}
		if !operator.IsNegation() {
			problem.Suggestion = numericOf(text)
		}

		return problem, true
	case exact && spelled.MatchString(text):
		return Problem{
			Summary: "Operator in a string",
			Detail:  "The value is a string, and only that exact string would match. The operator must not be part of the string.",
		}, true
	case exact && negated.MatchString(text):
		return Problem{
			Summary: "Operator in a string",
			Detail:  "The value is a string, and only that exact string would match: `!` does not negate it. Use `anything-but`, or `not_equals` in a typed rule.",
		}, true
	case exact && equated.MatchString(text):
		return Problem{
			Summary: "Operator in a string",
			Detail:  "The value is a string, and only that exact string would match, `==` included. Write the value alone.",
		}, true
	case exact && isListText(text):
		return Problem{
			Summary: "List in a string", Suggestion: shorten(strings.Trim(strings.TrimSpace(text), "[]")),
			Detail: "The value is a string that holds a list as JSON, and only that exact string would match. Write its elements without quotes around the list.",
		}, true
	case exact && choices.MatchString(text):
		return Problem{
			Summary: "Regular expression as a value",
			Detail:  "The value is compared literally, `|` included. Write each alternative as a separate value.",
		}, true
	case path.MatchString(text):
		return Problem{
			Summary: "Path as a value",
			Detail:  "The value is compared literally: event patterns do not resolve paths, and cannot compare two fields.",
		}, true
	case strings.Contains(text, "${") || strings.Contains(text, "%{"):
		return Problem{
			Summary: "Template as a value",
			Detail:  "The value is compared literally: the template in it was not rendered. To render a template file, use `templatefile` instead of `file`.",
		}, true
	case expression.MatchString(text), (globs || ends) && anchored.MatchString(text):
		return Problem{
			Summary: "Regular expression as a value",
			Detail:  "The value is compared literally: event patterns do not support regular expressions. Use `prefix`, `suffix` or `wildcard`.",
		}, true
	case strings.Contains(text, "*") && !globs:
		return Problem{
			Summary: "Asterisk is not a wildcard", Suggestion: wildcardOf(operator, text),
			Detail: "`*` is a literal asterisk here. To match any characters, use `wildcard`.",
		}, true
	case strings.TrimSpace(text) == "":
	case (exact || begins) && strings.TrimLeft(text, space) != text, (exact || ends) && strings.TrimRight(text, space) != text:
		return Problem{
			Summary: "White space around a value",
			Detail:  "The value begins or ends with white space, and only a value with the same white space matches.",
		}, true
	}

	return Problem{}, false
}

// isOperatorText reports whether a string is an operator as JSON.
func isOperatorText(text string) bool {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return false
	}

	tree, _, err := readTree([]byte(text))

	return err == nil && len(tree.members) == 1 && isOperator(tree.members[0].name)
}

// isListText reports whether a string is a list of strings as JSON.
func isListText(text string) bool {
	if !strings.HasPrefix(strings.TrimSpace(text), "[") {
		return false
	}

	tree, _, err := readTree([]byte(text))

	return err == nil && len(tree.elements) > 0 && !slices.ContainsFunc(tree.elements, func(n *node) bool { return n.kind != nodeString })
}

// numericOf is the numeric for a comparison such as "> 5", or nothing.
func numericOf(text string) string {
	bounds := suggestBounds(strings.NewReplacer("numeric", "", "==", "=", "and", ",", "&&", ",").Replace(text))
	if bounds == "" {
		return ""
	}

	return `{"numeric": ` + bounds + `}`
}

// wildcardOf writes a text in which an asterisk stands for any run of characters, or nothing when there is no operator for it.
func wildcardOf(operator Operator, text string) string {
	escaped := strings.ReplaceAll(text, `\`, `\\`)
	for strings.Contains(escaped, "**") {
		escaped = strings.ReplaceAll(escaped, "**", "*")
	}

	switch operator {
	case OperatorEquals:
		return shorten(Wildcard(escaped).JSON())
	case OperatorAnythingBut:
		return shorten(AnythingButWildcard(escaped).JSON())
	case OperatorPrefix:
		return shorten(Wildcard(strings.TrimSuffix(escaped, "*") + "*").JSON())
	case OperatorSuffix:
		return shorten(Wildcard("*" + strings.TrimPrefix(escaped, "*")).JSON())
	case OperatorAnythingButPrefix:
		return shorten(AnythingButWildcard(strings.TrimSuffix(escaped, "*") + "*").JSON())
	case OperatorAnythingButSuffix:
		return shorten(AnythingButWildcard("*" + strings.TrimPrefix(escaped, "*")).JSON())
	default:
		return ""
	}
}

// envelopeField is what every event has at its top.
type envelopeField struct {
	name string
	// object, list and optional tell the field from a string that every event has.
	object, list, optional bool
	// strings are the values of a string.
	strings Strings
	form    string
}

var (
	digit  Class = func(r rune) bool { return r >= '0' && r <= '9' }
	fields       = []envelopeField{
		{name: "version", strings: Strings{Forms: [][]Class{{digit}}}, form: "`0`"},
		{name: "id"},
		{name: "detail-type"},
		{name: "source"},
		{name: "account", strings: Strings{Forms: [][]Class{slices.Repeat([]Class{digit}, 12)}}, form: "an AWS account ID, 12 digits"},
		{name: "time", strings: Strings{Characters: func(r rune) bool { return digit(r) || strings.ContainsRune("-:.TZ+", r) }}, form: "a time such as `2026-03-12T18:10:00Z`"},
		{name: "region", strings: Strings{Characters: func(r rune) bool { return digit(r) || r >= 'a' && r <= 'z' || r == '-' }}, form: "a region such as `us-east-1`"},
		{name: "resources", list: true},
		{name: "detail", object: true},
		{name: "replay-name", optional: true},
	}
)

// checkEnvelope warns of conditions on the fields around an event's detail that no event meets, whatever its source.
func (p *parser) checkEnvelope(root *Object) {
	for _, leaf := range root.Leaves() {
		i := slices.IndexFunc(fields, func(f envelopeField) bool { return f.name == leaf.Path[0] })
		if i < 0 {
			continue // reported where it stands
		}

		for _, c := range leaf.Conditions {
			why := ""

			switch field := fields[i]; {
			case len(leaf.Path) > 1 && !field.object:
				why = fmt.Sprintf("`%s` is not an object in any event, so it has no fields.", field.name)
			case len(leaf.Path) == 1:
				why = field.neverMeets(c)
			}

			if why != "" {
				p.add(Problem{
					Path: c.JSONPath, Severity: Warning, Summary: "Condition never matches", Found: shorten(c.JSON()),
					Detail: fmt.Sprintf("No event meets this condition on `%s`. %s", shorten(leaf.Key()), why),
				}, c.Position.Offset)
			}
		}
	}
}

// neverMeets says why no event meets the condition on the field, or nothing.
func (f envelopeField) neverMeets(c Condition) string {
	exists := c.Operator == OperatorExists

	switch {
	case exists && c.Values[0].Kind == KindFalse:
		if f.object || f.list || f.optional {
			return "" // an object and an empty list have no value of their own
		}

		return "Every event has the field."
	case f.object:
		return fmt.Sprintf("`%s` is an object. Put the condition on one of its fields.", f.name)
	case exists, c.Operator.IsNegation():
		return ""
	case c.Operator == OperatorNumeric || c.Operator == OperatorCIDR || c.Values[0].Kind != KindText:
		if f.list {
			return "Its elements are strings."
		}

		return "It is a string."
	case f.form != "" && !c.MayHold(f.strings):
		return fmt.Sprintf("It is %s.", f.form)
	case f.name == "source":
		return neverSource(c)
	}

	return ""
}

var (
	partnerSource = regexp.MustCompile(`^aws\.partner(/[\.\-_A-Za-z0-9]+){2,}$`)
	partnerPrefix = regexp.MustCompile(`^aws\.partner(/[\.\-_A-Za-z0-9]+)*/?$`)
)

// neverSource says why no source has the name that a condition asks for, or nothing.
func neverSource(c Condition) string {
	const begin = "aws.partner"

	text, form := c.Values[0].Text, partnerSource

	switch c.Operator {
	case OperatorEquals, OperatorExactly:
	case OperatorEqualsIgnoreCase:
		text = strings.ToLower(text)
	case OperatorPrefix:
		form = partnerPrefix
	default:
		return ""
	}

	if text != begin && !strings.HasPrefix(text, begin+"/") || form.MatchString(text) {
		return ""
	}

	return "The name of a partner event source has the form `aws.partner/<partner>/<name>`, with letters, digits, `.`, `-` and `_` between the slashes."
}
