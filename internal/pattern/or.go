package pattern

import (
	"fmt"
	"slices"
	"strings"
)

// reserved are the words that must not be the name of a field within a "$or". The engine keeps some for operators to come.
var reserved = []string{
	wordExactly, wordIgnoreCase, wordPrefix, wordSuffix, wordAnythingBut, wordExists, wordWildcard, wordNumeric, wordCIDR,
	"=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case",
	"date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range",
	"ip-address-in-range", "ip-address-not-in-range",
}

func isReserved(name string) bool { return slices.Contains(reserved, name) }

func isOperator(name string) bool { return name == wordExactly || slices.Contains(operatorWords, name) }

// parseOr reads a "$or": a list of at least two objects, one of which must match. It may stand in any object, next to fields, and within
// another "$or".
func (p *parser) parseOr(member *pair, s scope, at place) *Field {
	n := member.value

	if n.kind != nodeArray {
		p.report(n, at, Problem{
			Summary: "Invalid value for $or",
			Detail:  fmt.Sprintf("The value of `$or` is %s, but must be a list of at least two objects, one of which must match.", n.describe()),
		})

		return nil
	}

	if len(n.elements) < 2 {
		detail := "The list of `$or` has one object, but must have at least two. Write the fields of that object next to the others, without `$or`."

		switch {
		case len(n.elements) == 0:
			detail = "The list of `$or` is empty, but must have at least two objects, one of which must match."
		case n.elements[0].kind != nodeObject:
			detail = "The list of `$or` has one element, but must have at least two objects, one of which must match."
		}

		p.report(n, at, Problem{Summary: "Too few $or branches", Detail: detail})
	}

	field := &Field{
		Name: wordOr, JSONPath: string(at), Position: p.position(member.key.start),
		Path: slices.Clone(s.parents), Or: make([]*Object, 0, len(n.elements)),
	}

	for i, element := range n.elements {
		at := at.index(i)

		if element.kind != nodeObject {
			problem := Problem{
				Summary: "Invalid $or branch",
				Detail:  fmt.Sprintf("The branch of `$or` is %s, but must be an object with fields. To match one of several values, list them under the field.", element.describe()),
			}

			p.report(element, at, problem)

			continue
		}

		field.Or = append(field.Or, p.parseObject(element, scope{at: at, parents: s.parents, or: true}))
	}

	return field
}

// reportReserved reports a word of the language where a field must stand.
func (p *parser) reportReserved(member *pair, at place) {
	detail := fmt.Sprintf("`%s` cannot be the name of a field within `$or`.", member.name)
	if isOperator(member.name) {
		detail += fmt.Sprintf(` A branch holds fields; the operator goes into the list of one, as in {"state": [{"%s": ...}]}.`, member.name)
	} else {
		detail += " EventBridge reserves it for operators."
	}

	p.report(member.key, at, Problem{Summary: "Reserved name in $or", Detail: detail})
}

// reportMisspelledOr reports a field whose name is nearly `$or` and whose list holds the branches of one.
func (p *parser) reportMisspelledOr(member *pair, at place) bool {
	name := strings.ToLower(strings.TrimPrefix(member.name, "$"))
	if name != "or" && name != "any_of" && name != "anyof" || member.value.kind != nodeArray {
		return false
	}

	for _, element := range member.value.elements {
		if element.kind != nodeObject || len(element.members) == 0 {
			return false
		}

		for _, field := range element.members {
			if isOperator(field.name) {
				return false
			}
		}
	}

	if len(member.value.elements) == 0 {
		return false
	}

	p.report(member.key, at, Problem{
		Summary: "Misspelled $or",
		Detail: fmt.Sprintf("`%s` is a plain field name, and the objects in its list are not operators. For branches of which one must match, the name is exactly `$or`.",
			member.name),
		Suggestion: wordOr,
	})

	return true
}
