package pattern

import (
	"fmt"
	"slices"
	"strings"
)

// Explanation says why an event matches a pattern or does not.
type Explanation struct {
	Matches bool
	// Path is the field that decided: the first one, in the order of the pattern, that does not match. It is the path in an event joined
	// with dots, "detail.build.state". Where several fields decided together, it is the first of them.
	Path string
	// Pattern is what the pattern asks of the field, as JSON: the whole list when it does not match, the element that matches
	// otherwise.
	Pattern string
	// Value is what the event has there, as JSON; several values of an array are joined with commas. It is empty when the field
	// is missing.
	Value string
	// Fields are, for an event that matches, all fields with the element and the value that match.
	Fields []fieldMatch
	// Text is the explanation in a sentence.
	Text string
}

// fieldMatch is one field of a pattern and how it matches.
type fieldMatch struct {
	// Path is the path in an event joined with dots.
	Path string
	// JSONPath is the place of the element in the pattern.
	JSONPath string
	// Element is the element of the field's list that matches, as JSON.
	Element string
	// Value is the value of the event, as JSON; empty when the field is missing and that is what matches.
	Value string
}

// Explain reports whether the event matches, and why. The error is that of [Pattern.Match].
func (p *Pattern) Explain(event []byte) (Explanation, error) {
	r := &reading{}

	if err := r.read(event, p.trie, len(p.keys), p.emptyNames); err != nil {
		return Explanation{}, err
	}

	for i := range p.subrules {
		if r.matches(&p.subrules[i]) {
			return r.explainMatch(&p.subrules[i], p.drafts[i]), nil
		}
	}

	return p.explainMismatch(r), nil
}

func (r *reading) explainMatch(rule *subrule, d draft) Explanation {
	explanation := Explanation{Matches: true}

	for _, t := range inTextOrder(rule.tests, d) {
		field := d.fields[t.predicate.key]
		match := fieldMatch{Path: field.Key(), JSONPath: field.JSONPath}

	values:
		for i := range r.fields[t.field].values {
			v := &r.fields[t.field].values[i]

			for j := range field.Conditions {
				if newPredicate(t.predicate.key, field.Conditions[j:j+1]).match(v) {
					match.Element, match.Value = field.Conditions[j].JSON(), r.json(v)
					match.JSONPath = field.Conditions[j].JSONPath

					break values
				}
			}
		}

		if match.Element == "" {
			for j := range field.Conditions {
				if c := &field.Conditions[j]; c.Operator == OperatorExists && c.Values[0].Kind == KindFalse {
					match.Element, match.JSONPath = c.JSON(), c.JSONPath
				}
			}
		}

		explanation.Fields = append(explanation.Fields, match)
	}

	first := explanation.Fields[0]
	explanation.Path, explanation.Pattern, explanation.Value = first.Path, first.Element, first.Value

	parts := make([]string, 0, len(explanation.Fields))

	for _, field := range explanation.Fields {
		value := field.Value
		if value == "" {
			value = "missing"
		}

		parts = append(parts, fmt.Sprintf("%s is %s and matches %s", field.Path, shorten(value), shorten(field.Element)))
	}

	explanation.Text = "The event matches: " + strings.Join(parts, "; ") + "."

	return explanation
}

// inTextOrder are the tests in the order in which the fields stand in the pattern.
func inTextOrder(tests []test, d draft) []test {
	return slices.SortedStableFunc(slices.Values(tests), func(a, b test) int {
		return d.fields[a.predicate.key].Position.Offset - d.fields[b.predicate.key].Position.Offset
	})
}

// explainMismatch explains with the combination of "$or" that came furthest.
func (p *Pattern) explainMismatch(r *reading) Explanation {
	best, furthest := Explanation{}, -1

	for i := range p.subrules {
		explanation, passed := r.explainFailure(&p.subrules[i], p.drafts[i])
		if passed > furthest {
			best, furthest = explanation, passed
		}
	}

	if n := len(p.subrules); n > 1 {
		best.Text += fmt.Sprintf(" None of the other combinations of `$or` (%d in all) matches either.", n)
	}

	return best
}

// explainFailure also tells how many tests pass before the one that fails.
func (r *reading) explainFailure(rule *subrule, d draft) (Explanation, int) {
	tests := inTextOrder(rule.tests, d)

	for i, t := range tests {
		values := r.fields[t.field].values
		if t.passes(values) {
			continue
		}

		field := d.fields[t.predicate.key]
		explanation := Explanation{Path: field.Key(), Pattern: conditionsJSON(field.Conditions), Value: r.valuesJSON(values)}

		switch {
		case len(values) == 0:
			explanation.Text = fmt.Sprintf("The event does not match: it has no value at %s, where the pattern asks for %s.", field.Key(), shorten(explanation.Pattern))
		case t.predicate.absent && len(field.Conditions) == 1:
			explanation.Text = fmt.Sprintf("The event does not match: %s is %s, but the pattern asks that the field is missing.", field.Key(), shorten(explanation.Value))
		default:
			explanation.Text = fmt.Sprintf("The event does not match: %s is %s, but the pattern asks for %s.%s",
				field.Key(), shorten(explanation.Value), shorten(explanation.Pattern), hint(field.Conditions, values))
		}

		return explanation, i
	}

	// Each test passes by itself, but not all in the same elements of arrays.
	var together []string

	explanation := Explanation{}

	for _, t := range tests {
		if !r.fields[t.field].inArrays {
			continue
		}

		field := d.fields[t.predicate.key]
		together = append(together, field.Key())

		if explanation.Path == "" {
			explanation.Path, explanation.Pattern = field.Key(), conditionsJSON(field.Conditions)
			explanation.Value = r.valuesJSON(r.fields[t.field].values)
		}
	}

	explanation.Text = fmt.Sprintf("The event does not match: no single element of the array has all that the pattern asks for at %s.", strings.Join(together, " and "))

	return explanation, len(tests)
}

// hint says why a value that looks right is not.
func hint(conditions []Condition, values []value) string {
	for i := range conditions {
		for _, wanted := range conditions[i].Values {
			for j := range values {
				v := &values[j]

				switch {
				case wanted.Kind != v.kind && wanted.Text == string(v.text) && (wanted.Kind == KindText || v.kind == KindText):
					return " One is a string, the other is not."
				case conditions[i].Operator == OperatorEquals && wanted.Kind == KindText && v.kind == KindText && strings.EqualFold(wanted.Text, string(v.text)):
					return " Matching is case-sensitive; `equals-ignore-case` ignores case."
				}
			}
		}

		if conditions[i].Operator == OperatorNumeric {
			for j := range values {
				if values[j].kind == KindText && isNumber(string(values[j].text)) {
					return " `numeric` compares numbers, but this one is in quotes and is a string."
				}
			}
		}
	}

	return ""
}

func (r *reading) json(v *value) string { return string(r.src[v.start:v.end]) }

func (r *reading) valuesJSON(values []value) string {
	texts := make([]string, 0, len(values))
	for i := range values {
		texts = append(texts, r.json(&values[i]))
	}

	return strings.Join(texts, ", ")
}
