package metric

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// SpecOf reads detail-types, conditions, dimensions and value back from a
// filter. The second answer is false where the filter is not one that this
// package makes.
func (f Filter) SpecOf(c *catalog.Catalog) (Spec, bool) {
	spec := Spec{Where: Where{}, Dimensions: map[string]string{}}
	for name, selector := range f.Dimensions {
		spec.Dimensions[name] = pathOf(selector)
	}
	if f.Value == "1" {
		spec.Count = true
	} else {
		spec.Field = pathOf(f.Value)
	}
	inner, ok := strings.CutPrefix(f.Pattern, "{ ")
	if !ok || !strings.HasSuffix(inner, " }") {
		return Spec{}, false
	}
	for _, term := range split(strings.TrimSuffix(inner, " }"), " && ") {
		if f.isImplied(term) {
			continue
		}
		for _, alternative := range alternatives(term) {
			if !spec.read(alternative) {
				return Spec{}, false
			}
		}
	}
	spec.leaveOutNull()
	slices.Sort(spec.DetailTypes)
	again, findings := spec.Filter(c)
	return spec, len(findings) == 0 && slices.Equal(canonical(again.Pattern), canonical(f.Pattern)) && again.Value == f.Value && maps.Equal(again.Dimensions, f.Dimensions)
}

// isImplied reports whether a term is there for a dimension or for the value,
// and was not asked for.
func (f Filter) isImplied(term string) bool {
	for _, selector := range append(slices.Collect(maps.Values(f.Dimensions)), f.Value) {
		for _, kind := range []catalog.Kind{catalog.Number, catalog.Bool, catalog.Text} {
			if term == anyValue(selector, kind) {
				return true
			}
		}
	}
	return false
}

// canonical are the terms of a pattern in an order that does not depend on how
// its conditions were written: "*-rc" is a wildcard as well as a suffix.
func canonical(pattern string) []string {
	terms := split(strings.TrimSuffix(strings.TrimPrefix(pattern, "{ "), " }"), " && ")
	for i, term := range terms {
		terms[i] = either(slices.Sorted(slices.Values(alternatives(term))))
	}
	slices.Sort(terms)
	return terms
}

// alternatives are the conditions of which one has to be met. Those by which a
// field is there, such as (x = * || x IS NULL), are one condition.
func alternatives(term string) []string {
	inner, ok := strings.CutPrefix(term, "(")
	if !ok || !strings.HasSuffix(inner, ")") {
		return []string{term}
	}
	parts := split(strings.TrimSuffix(inner, ")"), " || ")
	if selector, _, _ := strings.Cut(parts[0], " "); len(parts) == 1 || isPresence(term, selector) {
		return []string{term}
	}
	return parts
}

// isPresence reports whether a term asks that a field is there.
func isPresence(term, selector string) bool {
	return slices.ContainsFunc([]catalog.Kind{catalog.Number, catalog.Bool, catalog.Text}, func(kind catalog.Kind) bool {
		return term == presenceTest(selector, kind)
	})
}

// split cuts a text at a separator that is neither quoted nor in parentheses.
func split(text, separator string) []string {
	var out []string
	depth, quote, start := 0, byte(0), 0
	for i := 0; i < len(text); i++ {
		switch {
		case quote != 0:
			if text[i] == quote {
				quote = 0
			}
		case text[i] == '"' || text[i] == '\'':
			quote = text[i]
		case text[i] == '(':
			depth++
		case text[i] == ')':
			depth--
		case depth == 0 && strings.HasPrefix(text[i:], separator):
			out = append(out, text[start:i])
			start = i + len(separator)
			i = start - 1
		}
	}
	return append(out, text[start:])
}

var conditionForm = regexp.MustCompile(`^(\$\S+) (=|!=|<=?|>=?|IS NULL|IS TRUE|IS FALSE|NOT EXISTS)(?: (.*))?$`)

// read adds one condition to the Spec.
func (s *Spec) read(text string) bool {
	if inner, ok := strings.CutPrefix(text, "("); ok {
		return s.readNested(strings.TrimSuffix(inner, ")"))
	}
	m := conditionForm.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	path, value, isText := pathOf(m[1]), m[3], strings.HasPrefix(m[3], `"`)
	value = strings.Trim(value, `"`)
	set := func(operator, value string) bool {
		if s.Where[path] == nil {
			s.Where[path] = map[string][]string{}
		}
		s.Where[path][operator] = append(s.Where[path][operator], value)
		return true
	}
	switch m[2] {
	case "IS NULL":
		return set(matcher.Is, matcher.Null)
	case "IS TRUE", "IS FALSE":
		return set(matcher.Equals, strings.ToLower(strings.TrimPrefix(m[2], "IS ")))
	case "NOT EXISTS":
		return set(matcher.Is, matcher.Missing)
	case "=", "!=":
	default:
		return set(matcher.Numeric, m[2]+" "+value)
	}
	not := map[string]string{"=": "", "!=": "not_"}[m[2]]
	first, last := strings.HasPrefix(value, "*"), strings.HasSuffix(value, "*")
	switch {
	case path == "detail-type" && isText && not == "":
		s.DetailTypes = append(s.DetailTypes, value)
		return true
	case value == "*" && !isText:
		return false
	case isText && first && last:
		return set(not+matcher.Wildcard, value)
	case isText && last:
		return set(not+matcher.Prefix, strings.TrimSuffix(value, "*"))
	case isText && first:
		return set(not+matcher.Suffix, strings.TrimPrefix(value, "*"))
	}
	return set(not+matcher.Equals, value)
}

// readNested reads the parentheses of two bounds, of several negations, and
// those of "is there".
func (s *Spec) readNested(text string) bool {
	if parts := split(text, " || "); len(parts) > 1 {
		m := conditionForm.FindStringSubmatch(parts[0])
		if m == nil {
			return false
		}
		path := pathOf(m[1])
		if s.Where[path] == nil {
			s.Where[path] = map[string][]string{}
		}
		s.Where[path][matcher.Is] = append(s.Where[path][matcher.Is], matcher.Present)
		return true
	}
	parts := split(text, " && ")
	if strings.Contains(parts[0], " != ") {
		return s.readNegation(parts)
	}
	if len(parts) != 2 {
		return false
	}
	first, second := conditionForm.FindStringSubmatch(parts[0]), conditionForm.FindStringSubmatch(parts[1])
	if first == nil || second == nil || first[1] != second[1] {
		return false
	}
	path := pathOf(first[1])
	if s.Where[path] == nil {
		s.Where[path] = map[string][]string{}
	}
	s.Where[path][matcher.Numeric] = append(s.Where[path][matcher.Numeric], first[2]+" "+first[3]+", "+second[2]+" "+second[3])
	return true
}

// readNegation reads what a negation leaves out.
func (s *Spec) readNegation(parts []string) bool {
	read := Spec{Where: Where{}}
	var values []string
	for _, part := range parts {
		m := conditionForm.FindStringSubmatch(part)
		if m == nil || m[2] != "!=" || !read.read(part) {
			return false
		}
		values = append(values, strings.Trim(m[3], `"`))
	}
	for path, operators := range read.Where {
		if s.Where[path] == nil {
			s.Where[path] = map[string][]string{}
		}
		if len(operators) > 1 { // of several forms, which a wildcard has all
			operators = map[string][]string{matcher.NotWildcard: values}
		}
		maps.Copy(s.Where[path], operators)
	}
	return len(read.Where) == 1
}

// leaveOutNull removes null from matchers with a negation, which lets it through.
func (s *Spec) leaveOutNull() {
	for _, operators := range s.Where {
		for operator := range operators {
			if !strings.HasPrefix(operator, "not_") {
				continue
			}
			operators[matcher.Is] = slices.DeleteFunc(operators[matcher.Is], func(value string) bool { return value == matcher.Null })
			if len(operators[matcher.Is]) == 0 {
				delete(operators, matcher.Is)
			}
			break
		}
	}
}

var bracketed = regexp.MustCompile(`\.\['([^']*)'\]`)

// pathOf is the path of a selector.
func pathOf(selector string) string {
	selector = strings.TrimSuffix(strings.TrimPrefix(selector, "$."), "[*]")
	return bracketed.ReplaceAllString(selector, ".$1")
}
