package pattern

import (
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// parseConditions reads the list of a field.
func (p *parser) parseConditions(n *node, at place) []Condition {
	if len(n.elements) == 0 {
		p.report(n, at, Problem{
			Summary: "Empty list",
			Detail: "The list is empty, so nothing could match. It must have at least one value or operator; for a missing field write " +
				`[{"exists": false}], for an empty string [""].`,
		})
	}

	conditions := make([]Condition, 0, len(n.elements))

	for i, element := range n.elements {
		if condition, ok := p.parseCondition(element, at.index(i)); ok {
			condition.JSONPath, condition.Position = string(at.index(i)), p.position(element.start)
			conditions = append(conditions, condition)
		}
	}

	return conditions
}

// parseCondition reads one element of a field's list.
func (p *parser) parseCondition(n *node, at place) (Condition, bool) {
	switch n.kind {
	case nodeObject:
		condition, ok := p.parseMatch(n, at)
		if ok {
			p.checkMeant(condition, n, at)
		}

		return condition, ok
	case nodeArray:
		problem := Problem{
			Summary: "Nested list",
			Detail:  "An element of a field's list is itself a list, but must be a string, a number, true, false, null or an object with one operator.",
		}

		if len(n.elements) > 0 {
			problem.Detail += " Values of an array in the event are matched one by one; write them without the inner brackets."
		}

		p.report(n, at, problem)

		return Condition{}, false
	default:
		v := n.value()
		v.Position = p.position(n.start)

		condition := Condition{Operator: OperatorEquals, Values: []Value{v}}
		p.checkMeant(condition, n, at)

		return condition, true
	}
}

// parseMatch reads an object with one operator.
func (p *parser) parseMatch(n *node, at place) (Condition, bool) {
	if len(n.members) == 0 {
		p.report(n, at, Problem{
			Summary: "Missing operator",
			Detail:  "The object in the list is empty. It must have " + oneOf(operatorWords) + ".",
		})

		return Condition{}, false
	}

	if len(n.members) > 1 {
		return Condition{}, p.reportSeveral(n, at)
	}

	member := n.members[0]

	return p.parseOperator(member, at)
}

func (p *parser) parseOperator(member *pair, at place) (Condition, bool) {
	operand := at.key(member.name)

	switch member.name {
	case wordExactly:
		return p.parseExactly(member.value, operand)
	case wordPrefix:
		return p.parsePrefix(member.value, operand)
	case wordSuffix:
		return p.parseSuffix(member.value, operand)
	case wordIgnoreCase:
		return p.parseIgnoreCase(member.value, operand)
	case wordWildcard:
		return p.parseWildcard(member.value, operand)
	case wordNumeric:
		return p.parseNumeric(member.value, operand)
	case wordCIDR:
		return p.parseCIDROperand(member.value, operand)
	case wordExists:
		return p.parseExists(member.value, operand)
	case wordAnythingBut:
		return p.parseAnythingBut(member.value, operand)
	}

	p.reportUnknown(member, operand)

	return Condition{}, false
}

// reportSeveral reports an object with more than one key, and what is wrong with each of them.
func (p *parser) reportSeveral(n *node, at place) bool {
	names := make([]string, 0, len(n.members))
	for _, member := range n.members {
		names = append(names, member.name)
	}

	p.report(n, at, Problem{
		Summary: "Several operators in one object",
		Detail: fmt.Sprintf("The object has %s (%s), but each object in a list must have exactly one. EventBridge cannot AND two operators on one field, "+
			"and two elements of a list are ORed, which matches more.", prose.Count(len(names), "key"), shorten(strings.Join(names, ", "))),
		Suggestion: prefixAndSuffix(n),
	})

	for _, member := range n.members {
		p.parseOperator(member, at)
	}

	return false
}

// prefixAndSuffix is the wildcard for strings that have both the prefix and the suffix of an object, or nothing. It matches no string in which
// the two overlap, so it never matches more than is meant.
func prefixAndSuffix(n *node) string {
	operands := map[string]string{}

	for _, member := range n.members {
		if member.value.kind == nodeString {
			operands[member.name] = escapeWildcard.Replace(member.value.text)
		}
	}

	prefix, hasPrefix := operands[wordPrefix]
	suffix, hasSuffix := operands[wordSuffix]

	if len(n.members) != 2 || !hasPrefix || !hasSuffix {
		return ""
	}

	if text := Wildcard(prefix + "*" + suffix).JSON(); text == shorten(text) {
		return text
	}

	return ""
}

var escapeWildcard = strings.NewReplacer(`\`, `\\`, "*", `\*`)

// reportUnknown reports a word that is not an operator.
func (p *parser) reportUnknown(member *pair, at place) {
	problem := Problem{
		Summary: "Unknown operator",
		Detail:  fmt.Sprintf("`%s` is not an operator of event patterns. The operators are %s.", shorten(member.name), prose.CodeAnd(operatorWords)),
	}

	plain := prose.Fold(member.name)
	operator := nearestOperator(member.name)

	switch {
	case member.name == "":
		problem.Detail = "An empty key" + strings.TrimPrefix(problem.Detail, "``")
	case member.value.kind != nodeObject && slices.Contains([]string{"equals", "eq", "is", "exact", "or", "anyof", "oneof", "in"}, plain):
		problem.Detail += " Write values to compare for equality directly in the field's list; one of them must match."
		problem.Suggestion = member.value.asElements()
		operator = ""
	case strings.HasPrefix(plain, "regex"):
		problem.Detail += " Event patterns have no regular expressions; use `wildcard`."
		operator = ""
	case operator == "" && member.value.kind == nodeArray || member.value.kind == nodeObject && !isOperator(operator):
		problem.Detail += " If it is a field, it is not allowed within a list: write the object without brackets around it."
	}

	if operator != "" {
		problem.Suggestion = operator
	}

	if plain == "contains" && member.value.kind == nodeString {
		problem.Suggestion = `{"wildcard": ` + string(appendQuoted(nil, "*"+member.value.text+"*")) + `}`
	}

	problem.Found = string(member.key.raw)
	p.report(member.key, at, problem)
}

// parseText reads the operand of an operator that takes one string.
func (p *parser) parseText(n *node, at place, word string, operator Operator) (Condition, bool) {
	if n.kind == nodeString {
		v := n.value()
		v.Position = p.position(n.start)

		return Condition{Operator: operator, Values: []Value{v}}, true
	}

	problem := Problem{
		Summary: "Invalid value for " + word,
		Detail:  fmt.Sprintf("The value of `%s` is %s, but must be a string.", word, n.describe()),
	}

	switch {
	case (word == wordPrefix || word == wordSuffix) && n.kind != nodeArray:
		problem.Detail = strings.TrimSuffix(problem.Detail, ".") + fmt.Sprintf(` or {"%s": "..."}.`, wordIgnoreCase)
	case n.kind == nodeArray && len(n.elements) > 0:
		problem.Detail += " For several strings, write several objects into the field's list."
		problem.Suggestion = severalObjects(word, n)
	}

	switch {
	case word == wordCIDR && n.kind != nodeArray:
		problem.Detail = strings.TrimSuffix(problem.Detail, ".") + `, such as "10.0.0.0/24" or "2001:db8::/32".`
	case n.kind == nodeNumber:
		problem.Suggestion = string(appendQuoted(nil, n.text))
	}

	p.report(n, at, problem)

	return Condition{}, false
}

// severalObjects writes one object for each string of a list, or nothing when that is too long to show.
func severalObjects(word string, n *node) string {
	objects := make([]string, 0, len(n.elements))

	for _, element := range n.elements {
		if element.kind != nodeString {
			return ""
		}

		objects = append(objects, `{"`+word+`": `+string(element.raw)+`}`)
	}

	if text := strings.Join(objects, ", "); text == shorten(text) {
		return text
	}

	return ""
}

// onlyMember is the one key of an operand that is an object.
func (p *parser) onlyMember(n *node, at place, word string, allowed []string) (*pair, bool) {
	if len(n.members) != 1 {
		p.report(n, at, Problem{
			Summary: "Invalid value for " + word,
			Detail: fmt.Sprintf("The object under `%s` has %s, but must have exactly one: %s.",
				word, prose.Count(len(n.members), "key"), oneOf(allowed)),
		})

		return nil, false
	}

	member := n.members[0]

	for _, name := range allowed {
		if member.name == name {
			return member, true
		}
	}

	problem := Problem{
		Summary: "Unsupported operator in " + word,
		Detail:  fmt.Sprintf("`%s` is not allowed within `%s`. Allowed there: %s.", shorten(member.name), word, prose.CodeAnd(allowed)),
		Found:   string(member.key.raw),
	}

	if suggestion := nearestOperator(member.name); slices.Contains(allowed, suggestion) {
		problem.Suggestion = suggestion
	}

	p.report(member.key, at.key(member.name), problem)

	return nil, false
}
