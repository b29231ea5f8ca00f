package metric

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
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
	for _, path := range sortedKeys(s.Where) {
		f.where(path)
	}
	for _, name := range sortedKeys(s.Dimensions) {
		ref := ParseRef(s.Dimensions[name])
		at := []string{"dimensions", name}
		if ref.Kind != FieldRef {
			f.add(at, "Dimension that a log metric does not have", "A log metric takes its dimensions from single fields of the event, and neither `queue` nor a constant is one. An `eventbridge_metric` has both.")
			continue
		}
		out.Dimensions[name] = f.selector(at, s.Dimensions[name])
		if n := utf8.RuneCountInString(out.Dimensions[name]); n > maxFilterText {
			f.add(at, "Path that is too long", "A metric filter takes a dimension from a selector of at most %d characters, and this one has %d.", maxFilterText, n)
		}
		f.terms = append(f.terms, anyValue(out.Dimensions[name], f.kindOf(s.Dimensions[name])))
	}
	if s.Field != "" {
		out.Value = f.selector([]string{"field"}, s.Field)
		f.terms = append(f.terms, anyValue(out.Value, catalog.Number))
		if n := utf8.RuneCountInString(out.Value); n > maxFilterValue {
			f.add([]string{"field"}, "Path that is too long", "A metric filter takes its value from a selector of at most %d characters, and this one has %d.", maxFilterValue, n)
		}
	}
	out.Pattern = "{ " + strings.Join(f.terms, " && ") + " }"
	if n := utf8.RuneCountInString(out.Pattern); n > maxFilterPattern {
		f.add([]string{"where"}, "Filter pattern that is too long",
			"The attributes make a filter pattern of %d characters, and CloudWatch Logs takes %d at most. Leave out conditions, or make several metrics.", n, maxFilterPattern)
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

func (f *filterMaker) add(at []string, summary, format string, args ...any) {
	f.findings = append(f.findings, Finding{Severity: Invalid, At: at, Summary: summary, Detail: fmt.Sprintf(format, args...)})
}

// names holds the names against what CloudWatch Logs takes beyond CloudWatch.
func (f *filterMaker) names() {
	for attribute, text := range map[string]string{"namespace": f.spec.Namespace, "metric_name": f.spec.Name} {
		if strings.ContainsAny(text, ":*$") {
			f.add([]string{attribute}, "Character that metric filters do not take", "%q has one of the characters : * $, which CloudWatch Logs does not take here.", text)
		}
	}
	if len(f.spec.Dimensions) > maxFilterDimensions {
		f.add([]string{"dimensions"}, "Too many dimensions", "A log metric has at most %d dimensions, and %d were found. An `eventbridge_metric` has up to %d.", maxFilterDimensions, len(f.spec.Dimensions), MaxDimensions)
	}
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// selector is the selector of a field of the event.
func (f *filterMaker) selector(at []string, path string) string {
	if strings.ContainsAny(path, "'\"\\") || strings.ContainsFunc(path, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		f.add(at, "Key that a selector can't have", "%q has a quote, a backslash, white space or a control character in it, which a selector of CloudWatch Logs can't have.", path)
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
		f.add(at, "Text that a filter pattern can't have",
			"%q has an asterisk, a quote, a backslash or a control character, and CloudWatch Logs has no way to mean one. Select such events in the rule, or use an `eventbridge_metric`.", text)
	}
	return `"` + text + `"`
}

func either(alternatives []string) string {
	if len(alternatives) == 1 {
		return alternatives[0]
	}
	return "(" + strings.Join(alternatives, " || ") + ")"
}

func (f *filterMaker) where(path string) {
	kind := f.kindOf(path)
	selector := f.selector([]string{"where", path}, path)
	var alternatives []string
	for _, operator := range Operators {
		at := []string{"where", path, operator}
		values := f.spec.Where[path][operator]
		for i, value := range values {
			here := append(slices.Clone(at), strconv.Itoa(i))
			condition := f.condition(here, selector, kind, operator, value)
			switch {
			case condition == "":
			case isNegation(operator):
				f.terms = append(f.terms, condition)
			default:
				alternatives = append(alternatives, condition)
			}
		}
	}
	if len(alternatives) > 0 {
		f.terms = append(f.terms, either(alternatives))
	}
}

// condition is one condition of a field, "" where Logs has none for it.
func (f *filterMaker) condition(at []string, selector string, kind catalog.Kind, operator, value string) string {
	if operator == catalog.OpIs {
		return f.is(at, selector, kind, value)
	}
	equal := " = "
	if isNegation(operator) {
		equal = " != "
	}
	if kind == catalog.TextList {
		if isNegation(operator) {
			f.add(at, "Condition that log metrics do not have", "CloudWatch Logs can look for an element of a list, and not for its absence. Select by `%s` in the rule, or use an `eventbridge_metric`.", f.path(at))
			return ""
		}
		selector += "[*]"
	}
	switch operator {
	case catalog.OpEquals, catalog.OpNotEquals:
		switch kind {
		case catalog.Number:
			return selector + equal + value
		case catalog.Bool:
			return selector + " IS " + strings.ToUpper(value)
		}
		return selector + equal + f.quoted(at, value)
	case catalog.OpPrefix, catalog.OpNotPrefix:
		return selector + equal + strings.TrimSuffix(f.quoted(at, value), `"`) + `*"`
	case catalog.OpSuffix, catalog.OpNotSuffix:
		return selector + equal + `"*` + strings.TrimPrefix(f.quoted(at, value), `"`)
	case catalog.OpWildcard, catalog.OpNotWildcard:
		inner := strings.TrimPrefix(strings.TrimSuffix(value, "*"), "*")
		if strings.Contains(inner, "*") {
			f.add(at, "Wildcard that log metrics do not have", "CloudWatch Logs takes an asterisk at the beginning and at the end of a text only, and %q was found. Use an `eventbridge_metric`.", value)
			return ""
		}
		f.quoted(at, inner)
		return selector + equal + `"` + value + `"`
	case catalog.OpNumeric:
		all, ok := bounds(value)
		if !ok {
			return ""
		}
		parts := make([]string, len(all))
		for i, b := range all {
			parts[i] = selector + " " + b.operator + " " + b.number
		}
		if len(parts) == 1 {
			return parts[0]
		}
		return "(" + strings.Join(parts, " && ") + ")"
	}
	f.add(at, "Operator that log metrics do not have", "CloudWatch Logs tells upper from lower case. List the spellings with `equals`, select by `%s` in the rule, or use an `eventbridge_metric`.", f.path(at))
	return ""
}

func (f *filterMaker) path(at []string) string { return at[1] }

// is is the condition of the operator is. To a rule, a list that is missing and
// one that is empty are the same.
func (f *filterMaker) is(at []string, selector string, kind catalog.Kind, value string) string {
	switch {
	case value == isNull:
		return selector + " IS NULL"
	case kind == catalog.TextList:
		f.add(at, "Condition that log metrics do not have", "CloudWatch Logs can't tell whether a list has elements. Ask for an element of it, or use an `eventbridge_metric`.")
		return ""
	case value == isMissing:
		return selector + " NOT EXISTS"
	case kind == catalog.Object || kind == catalog.Map:
		f.add(at, "Condition that log metrics do not have", "CloudWatch Logs can't tell that an object is there. Ask for a field in it, or use an `eventbridge_metric`.")
		return ""
	case kind == catalog.Bool:
		return "(" + selector + " IS TRUE || " + selector + " IS FALSE || " + selector + " IS NULL)"
	}
	return "(" + anyValue(selector, kind) + " || " + selector + " IS NULL)"
}
