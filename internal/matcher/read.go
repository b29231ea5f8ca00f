package matcher

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// Field is the field that a matcher is for.
type Field struct {
	// Name is the field as messages name it, such as "build.state".
	Name   string
	Kind   catalog.Kind
	Format catalog.Format
}

// Whole is the index of a place that is not a single value.
const Whole = -1

// Place is a place in a matcher: a value of an operator, an operator, or the
// whole matcher.
type Place struct {
	// Operator is "" for the whole matcher.
	Operator string
	// Index is that of the value, or [Whole].
	Index int
}

// Finding is one thing that is wrong with a matcher.
type Finding struct {
	// Severity is [pattern.Warning] for what is valid, but hardly meant.
	Severity pattern.Severity
	Place    Place
	Summary  string
	Detail   string
}

// Reading is what a matcher means.
type Reading struct {
	// Conditions are those of the field, of which one has to be met. There are
	// none for a matcher without values, which accepts every value.
	Conditions []pattern.Condition
	// Places are where each of the conditions comes from.
	Places   []Place
	Findings []Finding
}

// HasErrors reports whether the matcher cannot be used.
func (r Reading) HasErrors() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == pattern.Error })
}

// Read makes the conditions of a matcher, which goes from operator to values. An
// operator without values is one that is not given. What is not known yet is left
// out by the caller.
func Read(field Field, given map[string][]string) Reading {
	r := reader{field: field}
	r.checkOperators(given)
	for _, operator := range all {
		if !slices.Contains(operatorsOf[field.Kind], operator) {
			continue
		}
		if isNegation(operator) {
			r.negation(operator, given[operator])
			continue
		}
		for i, text := range given[operator] {
			r.value(Place{operator, i}, text)
		}
	}
	r.checkLanguage()
	if !r.HasErrors() {
		r.checkTogether(given)
	}
	return r.Reading
}

type reader struct {
	Reading
	field Field
}

func (r *reader) fail(at Place, summary, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{pattern.Error, at, summary, fmt.Sprintf(format, args...)})
}

func (r *reader) warn(at Place, summary, format string, args ...any) {
	r.Findings = append(r.Findings, Finding{pattern.Warning, at, summary, fmt.Sprintf(format, args...)})
}

func (r *reader) add(at Place, condition pattern.Condition) {
	r.Conditions = append(r.Conditions, condition)
	r.Places = append(r.Places, at)
}

// value reads a value of an operator that is not a negation.
func (r *reader) value(at Place, text string) {
	switch at.Operator {
	case Equals:
		r.equals(at, text)
	case Numeric:
		r.numeric(at, text)
	case CIDR:
		r.cidr(at, text)
	case Is:
		r.is(at, text)
	default:
		r.checkAsterisk(at, text)
		r.add(at, stringCondition(at.Operator, text))
	}
}

func stringCondition(operator, text string) pattern.Condition {
	switch operator {
	case EqualsIgnoreCase:
		return pattern.EqualsIgnoreCase(text)
	case Prefix:
		return pattern.Prefix(text)
	case PrefixIgnoreCase:
		return pattern.PrefixIgnoreCase(text)
	case Suffix:
		return pattern.Suffix(text)
	case SuffixIgnoreCase:
		return pattern.SuffixIgnoreCase(text)
	case Wildcard:
		return pattern.Wildcard(text)
	}
	return pattern.Text(text)
}

func (r *reader) equals(at Place, text string) {
	switch r.field.Kind {
	case catalog.Number:
		if r.checkNumber(at, text) {
			r.add(at, pattern.NumberLexeme(text))
		}
	case catalog.Bool:
		if text != "true" && text != "false" {
			r.fail(at, "Invalid value type", "`%s` is a boolean: its values are `true` and `false`, not %q.%s", r.field.Name, text, nullHint(text))
			return
		}
		r.add(at, pattern.Bool(text == "true"))
	default:
		r.checkAsterisk(at, text)
		r.add(at, pattern.Text(text))
	}
}

func nullHint(text string) string {
	if text == Null {
		return " To match JSON null, write `is = [\"null\"]`."
	}
	return ""
}

// checkAsterisk warns of an asterisk where it stands for itself. The values of
// enumerations are known to the catalog.
func (r *reader) checkAsterisk(at Place, text string) {
	if !strings.Contains(text, "*") || strings.HasSuffix(at.Operator, Wildcard) || r.field.Kind == catalog.Enum {
		return
	}
	not := ""
	if isNegation(at.Operator) {
		not = "not_"
	}
	escaped := strings.ReplaceAll(text, `\`, `\\`)
	meant := fmt.Sprintf("`%swildcard = [%q]`", not, escaped)
	begin, end := strings.CutSuffix(text, "*")
	switch {
	case strings.Contains(at.Operator, Prefix) && end && !strings.Contains(begin, "*"):
		meant = fmt.Sprintf("`%s = [%q]`, which allows any ending", at.Operator, begin)
	case strings.Contains(at.Operator, Prefix):
		meant = fmt.Sprintf("`%swildcard = [%q]`", not, strings.TrimRight(escaped, "*")+"*")
	case strings.Contains(at.Operator, Suffix):
		meant = fmt.Sprintf("`%swildcard = [%q]`", not, "*"+strings.TrimLeft(escaped, "*"))
		if rest, begins := strings.CutPrefix(text, "*"); begins && !strings.Contains(rest, "*") {
			meant = fmt.Sprintf("`%s = [%q]`, which allows any beginning", at.Operator, rest)
		}
	case !strings.Contains(at.Operator, "ignore_case") && end && begin != "" && !strings.Contains(begin, "*"):
		meant += fmt.Sprintf(" or `%sprefix = [%q]`", not, begin)
	}
	r.warn(at, "Asterisk is not a wildcard", "In `%s` of `%s`, the `*` in %q stands for itself: only values with an asterisk match. To allow any characters in its place, write %s.",
		at.Operator, r.field.Name, text, meant)
}

func (r *reader) is(at Place, text string) {
	switch {
	case text == Null:
		r.add(at, pattern.Null())
	case r.field.isWhole() && (text == Missing || text == Present):
		r.fail(at, "Invalid value for is", "`%s` is %s, and EventBridge tests only single values for existence. Use a field inside it, or write `is = [\"null\"]`.",
			r.field.Name, r.field.kind())
	case text == Missing:
		r.add(at, pattern.Exists(false))
	case text == Present:
		r.add(at, pattern.Exists(true))
	default:
		nearest := ""
		if word, ok := prose.Nearest(text, []string{Null, Missing, Present}); ok {
			nearest = fmt.Sprintf(" Did you mean %q?", word)
		}
		r.fail(at, "Invalid value for is", "%q is not a value of `is`, given for `%s`.%s Its values are \"null\" (the field is null), \"missing\" (the event does not have the field) and \"present\" (the event has the field).",
			text, r.field.Name, nearest)
	}
}

// cidr reads a range of addresses. EventBridge refuses a range of a single
// address, with all its bits or without any.
func (r *reader) cidr(at Place, text string) {
	address, bits, _ := strings.Cut(text, "/")
	if parsed, err := netip.ParseAddr(address); err == nil && (bits == "" || bits == strconv.Itoa(parsed.BitLen())) {
		r.fail(at, "Invalid CIDR block", "`cidr` of `%s` takes a range of addresses such as \"10.0.0.0/24\", and %q is a single address. Write `equals = [%q]`.", r.field.Name, text, address)
		return
	}
	r.add(at, pattern.CIDR(text))
}

// negation reads the values of a not_* operator, which are one condition.
func (r *reader) negation(operator string, values []string) {
	if len(values) == 0 {
		return
	}
	good := true
	for i, text := range values {
		if r.field.Kind == catalog.Number {
			good = r.checkNumber(Place{operator, i}, text) && good
		} else {
			r.checkAsterisk(Place{operator, i}, text)
		}
	}
	if good {
		r.add(Place{operator, Whole}, negative(r.field.Kind, operator, values))
	}
}

func negative(kind catalog.Kind, operator string, values []string) pattern.Condition {
	switch {
	case operator == NotEqualsIgnoreCase:
		return pattern.AnythingButIgnoreCase(values...)
	case operator == NotPrefix:
		return pattern.AnythingButPrefix(values...)
	case operator == NotSuffix:
		return pattern.AnythingButSuffix(values...)
	case operator == NotWildcard:
		return pattern.AnythingButWildcard(values...)
	case kind == catalog.Number:
		return pattern.AnythingButNumber(values...)
	}
	return pattern.AnythingButText(values...)
}

var lastIndex = regexp.MustCompile(`\[(\d+)\]$`)

// checkLanguage reports what the pattern language finds wrong with the
// conditions.
func (r *reader) checkLanguage() {
	for i, c := range r.Conditions {
		for _, problem := range c.Problems() {
			at := r.Places[i]
			if at.Index == Whole { // a negation; a single value stands without a list
				at.Index = 0
				if found := lastIndex.FindStringSubmatch(problem.Path); found != nil {
					at.Index, _ = strconv.Atoi(found[1])
				}
			}
			switch {
			case problem.Severity == pattern.Error:
				r.fail(at, problem.Summary, "%s", r.inField(at, problem.Detail))
			case !strings.Contains(problem.Found, "*") || at.Operator == Wildcard || at.Operator == NotWildcard: // see checkAsterisk
				// What it suggests is written as event patterns write it.
				r.warn(at, problem.Summary, "%s", r.inField(at, strings.TrimSuffix(problem.Detail, prose.DidYouMean(problem.Suggestion))))
			}
		}
	}
}

// inField says of what field and operator a sentence is.
func (r *reader) inField(at Place, sentence string) string {
	if rest, found := strings.CutPrefix(sentence, "The "); found {
		return fmt.Sprintf("In `%s` of `%s`, the %s", at.Operator, r.field.Name, rest)
	}
	return fmt.Sprintf("In `%s` of `%s`: %s", at.Operator, r.field.Name, sentence)
}
