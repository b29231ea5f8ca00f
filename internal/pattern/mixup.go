package pattern

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// checkMixups warns of lists in which EventBridge's engine mixes a condition up with a wildcard before it. The engine keeps both in one
// automaton. Where the text before an asterisk begins the later condition too, it goes on from within the asterisk, so that {"wildcard": "*-prod"}
// followed by {"equals-ignore-case": "main"} also matches "x-main". The other way round it does not.
func (p *parser) checkMixups(root *Object) {
	for _, leaf := range root.Leaves() {
		var starts []string

		for i := range leaf.Conditions {
			c := &leaf.Conditions[i]

			for _, v := range c.Values {
				if c.Operator == OperatorWildcard || c.Operator == OperatorAnythingButWildcard {
					if parts := splitWildcard(v.Text); len(parts) > 1 {
						starts = append(starts, parts[0])
					}
				}
			}

			if c.isMixedUp(starts) {
				p.add(Problem{
					Path: c.JSONPath, Severity: Warning, Summary: "Wildcard before another condition", Found: shorten(c.JSON()),
					Detail: fmt.Sprintf("In this order EventBridge's engine mixes up %s with a wildcard before it, and may match values that neither of them means. "+
						"Write wildcards last in the list.", shorten(c.JSON())),
				}, c.Position.Offset)
			}
		}
	}
}

// isMixedUp reports whether one of the texts that earlier wildcards begin with leads into the condition.
func (c *Condition) isMixedUp(starts []string) bool {
	for _, v := range c.Values {
		for _, start := range starts {
			switch c.Operator {
			case OperatorEqualsIgnoreCase, OperatorPrefixIgnoreCase, OperatorAnythingButIgnoreCase:
				if strings.HasPrefix(v.Text, start) && strings.ToLower(start) == strings.ToUpper(start) {
					return true
				}
			case OperatorSuffixIgnoreCase:
				if start == "" {
					return true
				}
			case OperatorSuffix, OperatorAnythingButSuffix:
				if last, _ := utf8.DecodeLastRuneInString(v.Text); start == "" && last >= utf8.RuneSelf {
					return true
				}
			default:
			}
		}
	}

	return false
}
