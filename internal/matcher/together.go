package matcher

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// ored opens every message about operators that do something else together
// than they seem to.
const ored = "The operators of one field are ORed"

// checkTogether reports operators that do something else together than they
// seem to. EventBridge ORs the conditions of a field, so that "begins with
// release/, and does not end with -rc" becomes "or", which is nearly everything.
//
// Where all of them together accept everything, it is an error: no condition is
// left. A condition that only widens another one, or adds nothing to it, is a
// warning; one that brings back some of what a negation leaves out is an
// exception, and right.
func (r *reader) checkTogether(given map[string][]string) {
	var negations []string
	for _, operator := range all {
		if isNegation(operator) && len(given[operator]) > 0 {
			negations = append(negations, operator)
		}
	}
	switch {
	case r.checkPresence(given):
	case len(negations) > 1:
		r.failNegations(negations, given)
	case len(negations) == 1:
		r.checkNegation(negations[0], given[negations[0]])
	}
}

// checkPresence reports what stands beside `is = ["present"]`, which accepts
// every value.
func (r *reader) checkPresence(given map[string][]string) bool {
	at := slices.Index(given[Is], Present)
	if at < 0 {
		return false
	}
	for i, place := range r.Places {
		switch {
		case place.Operator == Is && given[Is][place.Index] == Missing:
			r.fail(place, "Conditions always match", "%s, and an event either has `%s` or does not have it: every event matches. Remove `is`, or the field.", ored, r.field.Name)
			return true
		case place.Operator == Is:
		case isNegation(place.Operator):
			r.fail(Place{Is, at}, "Conditions always match", "%s, and \"present\" matches every value of `%s`, those that `%s` leaves out included. Keep one of them.", ored, r.field.Name, place.Operator)
			return true
		case i == 0 || r.Places[i-1].Operator != place.Operator:
			r.warn(place, "Condition has no effect", "%s, and `is = [\"present\"]` matches every value of `%s`, so `%s` adds nothing. Keep one of them.", ored, r.field.Name, place.Operator)
		}
	}
	return true
}

// failNegations reports several not_* operators.
func (r *reader) failNegations(negations []string, given map[string][]string) {
	var clauses, globs []string
	for _, operator := range negations {
		clauses = append(clauses, r.clause(strings.TrimPrefix(operator, "not_"), given[operator]))
		for _, text := range given[operator] {
			globs = append(globs, strconv.Quote(globOf(operator, text)))
		}
	}
	instead := "Keep one of the operators; it takes several values."
	if !slices.Contains(negations, NotEqualsIgnoreCase) {
		instead = fmt.Sprintf("To leave out every one of these values, write `not_wildcard = [%s]`.", strings.Join(globs, ", "))
	}
	r.fail(Place{negations[1], Whole}, "Conflicting operators", "`%s` has %s. %s, so only %s that %s is left out; every other one matches. %s",
		r.field.Name, prose.CodeAnd(negations), ored, r.one(), strings.Join(clauses, ", and "), instead)
}

// globOf is the wildcard that leaves out what a value of a not_* operator does.
func globOf(operator, text string) string {
	plain := strings.NewReplacer(`\`, `\\`, `*`, `\*`).Replace(text)
	switch operator {
	case NotPrefix:
		return plain + "*"
	case NotSuffix:
		return "*" + plain
	case NotWildcard:
		return text
	}
	return plain
}

// checkNegation compares the conditions beside a not_* operator with what it
// leaves out.
func (r *reader) checkNegation(negation string, values []string) {
	positive := strings.TrimPrefix(negation, "not_")
	excluded := negative(r.field.Kind, negation, values).Excluded()
	beside := map[string][]int{} // conditions that are neither the negation nor about null or missing fields, by operator
	for i, place := range r.Places {
		if place.Operator != negation && place.Operator != Is {
			beside[place.Operator] = append(beside[place.Operator], i)
		}
	}
	if r.checkBroughtBack(negation, values, excluded, beside) {
		return
	}
	for _, operator := range all {
		var idle, widening []int
		for _, i := range beside[operator] {
			c := r.Conditions[i]
			switch {
			case !slices.ContainsFunc(excluded, c.Overlaps):
				idle = append(idle, i)
			case !slices.ContainsFunc(excluded, func(e pattern.Condition) bool { return e.Covers(c) }):
				widening = append(widening, i)
			}
		}
		selected := r.every() + " that " + r.clause(negation, values)
		if len(idle) > 0 {
			r.warn(r.Places[idle[0]], "Condition has no effect",
				"%s, so `%s` does not narrow what `%s` matches. `%s` matches %s; %s that %s is among them already. Keep one of the two operators.",
				ored, operator, negation, r.field.Name, selected, r.one(), r.clauseOf(operator, idle))
		}
		if len(widening) > 0 {
			r.warn(r.Places[widening[0]], "Condition widens the matcher",
				"%s, so `%s` does not narrow what `%s` matches, it widens it. `%s` matches %s, and %s that %s even if it %s. "+
					"EventBridge cannot AND two operators on one field: keep one of the two.",
				ored, operator, negation, r.field.Name, selected, r.every(), r.clauseOf(operator, widening), r.clause(positive, values))
		}
	}
}

// checkBroughtBack reports values of a negation that other conditions accept
// all the same. It reports whether they accept all of them.
func (r *reader) checkBroughtBack(negation string, values []string, excluded []pattern.Condition, beside map[string][]int) bool {
	by := make([]string, len(values)) // the operator that brings a value back
	for i, e := range excluded {
		for _, operator := range all {
			if by[i] == "" && slices.ContainsFunc(beside[operator], func(c int) bool { return r.Conditions[c].Covers(e) }) {
				by[i] = operator
			}
		}
	}
	if !slices.Contains(by, "") {
		operators := slices.Compact(slices.Clone(by))
		r.fail(Place{by[0], Whole}, "Conditions always match", "%s, and what `%s` leaves out, %s accepts: `%s` matches every value. Keep one of the operators.",
			ored, negation, prose.CodeOr(operators), r.field.Name)
		return true
	}
	for i, operator := range by {
		if operator != "" {
			r.warn(Place{negation, i}, "Condition has no effect", "%s, so `%s` of `%s` does not leave out %q, which `%s` accepts. Remove it from one of the two.",
				ored, negation, r.field.Name, values[i], operator)
		}
	}
	return false
}

// one and every name the values of the field.
func (r *reader) one() string {
	if r.field.Kind == catalog.TextList {
		return "an element"
	}
	return "a value"
}

func (r *reader) every() string {
	if r.field.Kind == catalog.TextList {
		return "every list with an element"
	}
	return "every value"
}

func (r *reader) clauseOf(operator string, conditions []int) string {
	var values []string
	for _, i := range conditions {
		c := r.Conditions[i]
		if operator == Numeric {
			values = append(values, boundsText(c.Bounds))
			continue
		}
		values = append(values, c.Values[0].Text)
	}
	return r.clause(operator, values)
}

// clause is what an operator says of a value: `begins with "a" or "b"`.
func (r *reader) clause(operator string, values []string) string {
	quoted := make([]string, 0, len(values))
	for _, text := range values {
		if r.field.Kind != catalog.Number {
			text = strconv.Quote(text)
		}
		if !slices.Contains(quoted, text) {
			quoted = append(quoted, text)
		}
	}
	return fmt.Sprintf(clauses[operator], prose.Or(quoted))
}

var clauses = map[string]string{
	Equals: "is %s", EqualsIgnoreCase: "is %s in any case",
	Prefix: "begins with %s", PrefixIgnoreCase: "begins with %s in any case",
	Suffix: "ends with %s", SuffixIgnoreCase: "ends with %s in any case",
	Wildcard: "matches the wildcard %s", CIDR: "is an IP address in %s", Numeric: "is %s",
	NotEquals: "is not %s", NotEqualsIgnoreCase: "is not %s in any case",
	NotPrefix: "does not begin with %s", NotSuffix: "does not end with %s", NotWildcard: "does not match the wildcard %s",
}
