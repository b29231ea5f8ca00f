package metric

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/matcher"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// The limits of a metric filter (service model logs 2014-03-28).
const (
	maxFilterPattern    = 1024
	maxFilterDimensions = 3
	maxFilterText       = 255
)

// Filter is a metric filter of CloudWatch Logs: the pattern that finds events,
// and what is taken from each.
type Filter struct {
	Pattern string
	// Value is "1", or the selector of a field.
	Value string
	// Dimensions are selectors by the dimension's name.
	Dimensions map[string]string
}

// Filter makes the filter, as far as CloudWatch Logs can express it. What it
// can't is a finding.
func (s Spec) Filter(c *catalog.Catalog) (Filter, []Finding) {
	f := &filterMaker{spec: s, kindOf: s.kinds(c)}
	out := Filter{Value: "1", Dimensions: map[string]string{}}
	f.names()
	types := make([]string, 0, len(s.DetailTypes))
	for _, name := range s.DetailTypes {
		types = append(types, "$.detail-type = "+f.quoted([]string{"detail_types", name}, name))
	}
	if len(types) > 0 {
		f.terms = append(f.terms, either(types))
	}
	for _, field := range s.conditions(c) {
		f.where(field)
	}
	for _, name := range sortedKeys(s.Dimensions) {
		ref := parseReference(s.Dimensions[name])
		at := []string{"dimensions", name}
		if ref.Kind != fieldRef {
			f.report(at, "Unsupported dimension", "A log metric takes its dimensions from single fields of the event. For `queue` or a constant, use an `eventbridge_metric`.")
			continue
		}
		out.Dimensions[name] = f.selector(at, s.Dimensions[name])
		if n := utf8.RuneCountInString(out.Dimensions[name]); n > maxFilterText {
			f.report(at, "Path too long", "The selector of a dimension in a metric filter can have at most %d characters, and this one has %d.", maxFilterText, n)
		}
		f.terms = append(f.terms, anyValue(out.Dimensions[name], f.kindOf(s.Dimensions[name])))
	}
	if s.Field != "" {
		out.Value = f.selector([]string{"field"}, s.Field)
		f.terms = append(f.terms, anyValue(out.Value, catalog.Number))
		if n := utf8.RuneCountInString(out.Value); n > maxFilterValue {
			f.report([]string{"field"}, "Path too long", "The selector of the value of a metric filter can have at most %d characters, and this one has %d.", maxFilterValue, n)
		}
	}
	out.Pattern = "{ " + strings.Join(f.terms, " && ") + " }"
	if n := utf8.RuneCountInString(out.Pattern); n > maxFilterPattern {
		f.report([]string{"where"}, "Filter pattern too long",
			"The attributes produce a filter pattern of %d characters, and CloudWatch Logs allows %d. Remove conditions, or create several metrics.", n, maxFilterPattern)
	}
	return out, f.findings
}

// maxFilterValue is the length of a metric filter's value.
const maxFilterValue = 100

// anyValue is the condition that a field has a value other than null.
func anyValue(selector string, kind catalog.Kind) string {
	switch kind {
	case catalog.Number:
		return selector + " = *"
	case catalog.Bool:
		return "(" + selector + " IS TRUE || " + selector + " IS FALSE)"
	}
	return selector + ` = "*"`
}

type filterMaker struct {
	spec     Spec
	kindOf   func(path string) catalog.Kind
	terms    []string
	findings []Finding
}

func (f *filterMaker) report(at []string, summary, format string, args ...any) {
	f.findings = append(f.findings, Finding{Severity: Invalid, At: at, Summary: summary, Detail: fmt.Sprintf(format, args...)})
}

// names holds the names against what CloudWatch Logs takes beyond CloudWatch.
func (f *filterMaker) names() {
	for attribute, text := range map[string]string{"namespace": f.spec.Namespace, "metric_name": f.spec.Name} {
		if strings.ContainsAny(text, ":*$") {
			f.report([]string{attribute}, "Unsupported character", "%q contains `:`, `*` or `$`, which CloudWatch Logs does not allow here.", text)
		}
	}
	if len(f.spec.Dimensions) > maxFilterDimensions {
		f.report([]string{"dimensions"}, "Too many dimensions", "A log metric can have at most %d dimensions, not %d. An `eventbridge_metric` can have up to %d.", maxFilterDimensions, len(f.spec.Dimensions), maxDimensions)
	}
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// selector is the selector of a field of the event.
func (f *filterMaker) selector(at []string, path string) string {
	if strings.ContainsAny(path, "'\"\\") || strings.ContainsFunc(path, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		f.report(at, "Unsupported key", "%q contains a quote, a backslash, white space or a control character, which selectors in filter patterns do not support.", path)
	}
	names := strings.Split(path, ".")
	for i := 2; i < len(names); i++ {
		if f.kindOf(strings.Join(names[:i], ".")) == catalog.Map {
			names = append(slices.Clone(names[:i]), strings.Join(names[i:], "."))
			break
		}
	}
	var out strings.Builder
	out.WriteString("$")
	for _, name := range names {
		if plainName.MatchString(name) {
			out.WriteString("." + name)
		} else {
			out.WriteString(".['" + name + "']")
		}
	}
	return out.String()
}

// quoted is a text in the pattern. Asterisks in it would be wildcards, and how
// quotes, backslashes and control characters are written is not documented.
func (f *filterMaker) quoted(at []string, text string) string {
	if strings.ContainsAny(text, "*\"\\") || strings.ContainsFunc(text, unicode.IsControl) {
		f.report(at, "Unsupported value",
			"%q contains an asterisk, a quote, a backslash or a control character, which filter patterns do not support. Select such events in the rule, or use an `eventbridge_metric`.", text)
	}
	return `"` + text + `"`
}

func either(alternatives []string) string {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return "(" + strings.Join(alternatives, " || ") + ")"
}

// where adds the conditions of a field. CloudWatch Logs compares nothing with
// null, which a negation lets through.
func (f *filterMaker) where(field fieldConditions) {
	selector := f.selector([]string{"where", field.path}, field.path)
	kind := f.kindOf(field.path)
	isNull := selector + " IS NULL"
	var alternatives []string
	for i, c := range field.Conditions {
		at := func(value int) []string {
			place := field.Places[i]
			if place.Index == matcher.Whole {
				place.Index = value
			}
			return placeOf(field.path, place)
		}
		parts := f.condition(at, field.path, selector, kind, c)
		if len(parts) > 1 {
			parts = []string{"(" + strings.Join(parts, " && ") + ")"}
		}
		if len(parts) > 0 && c.Operator.IsNegation() {
			parts = append(parts, isNull)
		}
		for _, part := range parts {
			if part != isNull || !slices.Contains(alternatives, isNull) {
				alternatives = append(alternatives, part)
			}
		}
	}
	if len(alternatives) > 0 {
		f.terms = append(f.terms, either(alternatives))
	}
}

// condition are the tests of one condition, all of which have to hold; none
// where Logs cannot express it.
func (f *filterMaker) condition(at func(value int) []string, path, selector string, kind catalog.Kind, c pattern.Condition) []string {
	switch {
	case c.Operator == pattern.OperatorExists:
		return f.presence(at(0), selector, kind, c.Values[0].Kind == pattern.KindTrue)
	case c.Operator == pattern.OperatorEquals && c.Values[0].Kind == pattern.KindNull:
		return []string{selector + " IS NULL"}
	case kind == catalog.TextList && c.Operator.IsNegation():
		f.unsupported(at(0), "Unsupported operator", "the absence of an element of a list. Select by `%s` in the rule, or", path)
		return nil
	case kind == catalog.TextList:
		selector += "[*]"
	}
	var parts []string
	for _, b := range c.Bounds {
		parts = append(parts, selector+" "+b.Operator+" "+b.Number)
	}
	for i, value := range c.Values {
		if part := f.test(at(i), path, selector, c.Operator, value); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// unsupported reports what a filter pattern cannot express.
func (f *filterMaker) unsupported(at []string, summary, format string, args ...any) {
	f.report(at, summary, "A log metric does not support "+format+" use an `eventbridge_metric`.", args...)
}

// test is the test of one operand.
func (f *filterMaker) test(at []string, path, selector string, operator pattern.Operator, value pattern.Value) string {
	equal := " = "
	if operator.IsNegation() {
		equal = " != "
	}
	switch operator {
	case pattern.OperatorEquals, pattern.OperatorAnythingBut:
		switch value.Kind {
		case pattern.KindNumber:
			return selector + equal + value.Text
		case pattern.KindTrue, pattern.KindFalse:
			return selector + " IS " + strings.ToUpper(value.Text)
		}
		return selector + equal + f.quoted(at, value.Text)
	case pattern.OperatorPrefix, pattern.OperatorAnythingButPrefix:
		return selector + equal + strings.TrimSuffix(f.quoted(at, value.Text), `"`) + `*"`
	case pattern.OperatorSuffix, pattern.OperatorAnythingButSuffix:
		return selector + equal + `"*` + strings.TrimPrefix(f.quoted(at, value.Text), `"`)
	case pattern.OperatorWildcard, pattern.OperatorAnythingButWildcard:
		inner := strings.TrimPrefix(strings.TrimSuffix(value.Text, "*"), "*")
		if strings.Contains(inner, "*") {
			f.unsupported(at, "Unsupported wildcard", "an asterisk within a string, such as in %q; CloudWatch Logs takes it at the beginning and at the end only. Instead,", value.Text)
			return ""
		}
		f.quoted(at, inner)
		return selector + equal + `"` + value.Text + `"`
	}
	f.unsupported(at, "Unsupported operator", "comparisons that ignore case. List the spellings with `equals`, select by `%s` in the rule, or", path)
	return ""
}

// presence is the test that a field is there, or is not. To a rule, a list that
// is missing and one that is empty are the same.
func (f *filterMaker) presence(at []string, selector string, kind catalog.Kind, present bool) []string {
	switch {
	case kind == catalog.TextList:
		f.unsupported(at, "Invalid value for is", "the test whether a list has elements. Match one of its elements, or")
		return nil
	case !present:
		return []string{selector + " NOT EXISTS"}
	}
	return []string{presenceTest(selector, kind)}
}

func presenceTest(selector string, kind catalog.Kind) string {
	if kind == catalog.Bool {
		return "(" + selector + " IS TRUE || " + selector + " IS FALSE || " + selector + " IS NULL)"
	}
	return "(" + anyValue(selector, kind) + " || " + selector + " IS NULL)"
}
