package pattern

import (
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// meant are words that people use for an operator, in lower case without dashes.
var meant = map[string]string{
	"startswith": wordPrefix, "beginswith": wordPrefix, "endswith": wordSuffix, "contains": wordWildcard, "like": wordWildcard,
	"glob": wordWildcard, "matches": wordWildcard, "not": wordAnythingBut, "notequals": wordAnythingBut, "ne": wordAnythingBut, "neq": wordAnythingBut,
	"except": wordAnythingBut, "notin": wordAnythingBut, "ignorecase": wordIgnoreCase, "iequals": wordIgnoreCase,
	"equalsinsensitive": wordIgnoreCase, "number": wordNumeric, "ip": wordCIDR, "ipaddress": wordCIDR,
	"present": wordExists, "exist": wordExists, "anythingbutprefix": wordAnythingBut, "anythingbutsuffix": wordAnythingBut,
}

var operatorWords = []string{
	wordPrefix, wordSuffix, wordIgnoreCase, wordWildcard, wordNumeric, wordCIDR, wordExists, wordAnythingBut,
}

// nearestOperator is the operator that a misspelled word most likely means.
func nearestOperator(word string) string {
	if operator, ok := meant[prose.Fold(word)]; ok {
		return operator
	}

	operator, _ := prose.Nearest(word, append([]string{wordExactly}, operatorWords...))

	return operator
}

// suggestBounds makes the list of a numeric out of a text such as "> 5" or ">= 1, < 10".
func suggestBounds(text string) string {
	var elements []string

	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		operator := part[:len(part)-len(strings.TrimLeft(part, "<>="))]
		number := strings.TrimSpace(part[len(operator):])

		if operator == "" {
			operator = "="
		}

		if !isNumber(number) || len(operator) > 2 {
			return ""
		}

		elements = append(elements, `"`+operator+`", `+number)
	}

	if len(elements) > 2 {
		return ""
	}

	return "[" + strings.Join(elements, ", ") + "]"
}
