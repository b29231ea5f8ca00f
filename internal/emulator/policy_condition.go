package emulator

import (
	"slices"
	"strings"
)

// conditionTests are the condition operators that can meet what a service
// principal brings: texts, ARNs and booleans.
var conditionTests = map[string]struct {
	negated bool
	test    func(pattern, value string) bool
}{
	"StringEquals":              {false, func(p, v string) bool { return p == v }},
	"StringNotEquals":           {true, func(p, v string) bool { return p == v }},
	"StringEqualsIgnoreCase":    {false, strings.EqualFold},
	"StringNotEqualsIgnoreCase": {true, strings.EqualFold},
	"StringLike":                {false, glob},
	"StringNotLike":             {true, glob},
	"ArnEquals":                 {false, arnLike},
	"ArnNotEquals":              {true, arnLike},
	"ArnLike":                   {false, arnLike},
	"ArnNotLike":                {true, arnLike},
	"Bool":                      {false, strings.EqualFold},
}

// conditionName takes the set prefix and "IfExists" off an operator.
func conditionName(operator string) (name string, ifExists bool) {
	for _, prefix := range []string{"ForAnyValue:", "ForAllValues:"} {
		operator = strings.TrimPrefix(operator, prefix)
	}
	return strings.CutSuffix(operator, "IfExists")
}

func knownOperator(operator string) bool {
	name, _ := conditionName(operator)
	_, ok := conditionTests[name]
	return ok || name == "Null"
}

// met reports whether the context fulfils the condition.
func (c policyCondition) met(context map[string]string) bool {
	value, present := context[c.key]
	name, ifExists := conditionName(c.operator)
	if name == "Null" {
		return slices.Contains(c.values, "true") != present
	}
	test := conditionTests[name]
	if !present {
		return ifExists || test.negated
	}
	matches := slices.ContainsFunc(c.values, func(p string) bool { return test.test(p, value) })
	return matches != test.negated
}

// arnLike compares ARNs part by part: a wildcard does not reach over a colon,
// except in the last part.
func arnLike(pattern, arn string) bool {
	want, have := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(want) != len(have) {
		return pattern == "*"
	}
	for i := range want {
		if !glob(want[i], have[i]) {
			return false
		}
	}
	return true
}

// glob reports whether a text matches a pattern in which "*" stands for any text
// and "?" for one character.
func glob(pattern, text string) bool {
	star, resume := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			resume++
			p, t = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
