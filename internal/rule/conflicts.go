package rule

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// conflicts reports operators that cannot do together what they seem to say.
// EventBridge ORs the conditions of a field, so that "begins with release/, and
// does not end with -rc" becomes "or", which is nearly everything.
//
// Two negations are an error. A positive condition beside a negation has an
// effect only where it brings back something the negation leaves out: an
// exception. Of any other there is a warning, as the rule still does what it says.
func conflicts(at path.Path, l *leaf, given map[string][]string) diag.Diagnostics {
	var diags diag.Diagnostics
	var negations []string
	for _, operator := range operators {
		if isNegation(operator) && len(given[operator]) > 0 {
			negations = append(negations, operator)
		}
	}
	switch len(negations) {
	case 0:
		return diags
	case 1:
	default:
		diags.AddAttributeError(at.AtMapKey(negations[1]), "Several negations in one field",
			fmt.Sprintf("The matcher of `%s` has %s. EventBridge ORs the conditions of a field, so a value would have to be excluded by every one of them, and nearly everything would match. "+
				"Keep one `not_*` operator for a field; it takes several values.", l.name, prose.CodeAnd(negations)))
		return diags
	}
	negation := negations[0]
	for _, operator := range operators {
		if isNegation(operator) {
			continue
		}
		for _, value := range given[operator] {
			if operator == catalog.OpIs && value != isPresent {
				continue
			}
			if isException(l.kind, operator, value, negation, given[negation]) {
				continue
			}
			diags.AddAttributeWarning(at.AtMapKey(operator), "Condition without effect",
				fmt.Sprintf("The matcher of `%s` has `%s` beside `%s`. EventBridge ORs the conditions of a field: everything that `%s` lets through matches anyway, whether or not `%s` matches %q. "+
					"A field cannot ask for both. Keep one of them; for a condition that `%s` shall add to the other, use `extra_detail_pattern`.",
					l.name, operator, negation, negation, operator, value, operator))
			break
		}
	}
	return diags
}

// isException tells whether a negation leaves out all that a positive condition
// matches, and more than that.
func isException(kind catalog.Kind, operator, value, negation string, excluded []string) bool {
	if operator == catalog.OpEquals {
		return negation != catalog.OpNotEquals && !holds(negative(kind, negation, excluded...), value)
	}
	return slices.ContainsFunc(excluded, func(e string) bool {
		switch negation {
		case catalog.OpNotPrefix:
			return (operator == catalog.OpPrefix || operator == catalog.OpWildcard) && value != e && strings.HasPrefix(value, e)
		case catalog.OpNotSuffix:
			return (operator == catalog.OpSuffix || operator == catalog.OpWildcard) && value != e && strings.HasSuffix(value, e)
		}
		return false
	})
}

// holds tells whether a condition matches a text.
func holds(condition pattern.Condition, text string) bool {
	parsed, _ := pattern.Parse(`{"value":[` + condition.JSON() + `]}`)
	if parsed == nil {
		return true
	}
	event, err := json.Marshal(map[string]string{"value": text})
	if err != nil {
		return true
	}
	matches, err := parsed.Match(event)
	return err != nil || matches
}
