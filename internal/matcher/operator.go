package matcher

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// The operators of a matcher.
const (
	Equals              = "equals"
	EqualsIgnoreCase    = "equals_ignore_case"
	Prefix              = "prefix"
	PrefixIgnoreCase    = "prefix_ignore_case"
	Suffix              = "suffix"
	SuffixIgnoreCase    = "suffix_ignore_case"
	Wildcard            = "wildcard"
	CIDR                = "cidr"
	Numeric             = "numeric"
	NotEquals           = "not_equals"
	NotEqualsIgnoreCase = "not_equals_ignore_case"
	NotPrefix           = "not_prefix"
	NotSuffix           = "not_suffix"
	NotWildcard         = "not_wildcard"
	Is                  = "is"
)

// The values of the operator is.
const (
	Null    = "null"
	Missing = "missing"
	Present = "present"
)

// all are the operators in the order in which their conditions stand in a
// pattern. Wildcards come last, because EventBridge's engine mixes them up with
// what follows them.
var all = []string{
	Equals, EqualsIgnoreCase, Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase, CIDR, Numeric,
	NotEquals, NotEqualsIgnoreCase, NotPrefix, NotSuffix, Is, Wildcard, NotWildcard,
}

var (
	stringOperators = []string{
		Equals, EqualsIgnoreCase, Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase, Wildcard,
		NotEquals, NotEqualsIgnoreCase, NotPrefix, NotSuffix, NotWildcard, Is,
	}
	timeOperators = []string{Equals, Prefix, Suffix, Wildcard, NotEquals, NotPrefix, NotSuffix, NotWildcard, Is}
	anyOperators  = []string{
		Equals, EqualsIgnoreCase, Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase, Wildcard, CIDR, Numeric,
		NotEquals, NotEqualsIgnoreCase, NotPrefix, NotSuffix, NotWildcard, Is,
	}
	operatorsOf = map[catalog.Kind][]string{
		catalog.Text: stringOperators, catalog.ID: stringOperators, catalog.Enum: stringOperators, catalog.TextList: stringOperators,
		catalog.Time:   timeOperators,
		catalog.IP:     {Equals, Prefix, Suffix, Wildcard, CIDR, NotEquals, NotPrefix, NotSuffix, NotWildcard, Is},
		catalog.Number: {Equals, Numeric, NotEquals, Is},
		catalog.Bool:   {Equals, Is},
		catalog.Object: {Is}, catalog.Map: {Is},
		catalog.Anything: anyOperators,
	}
)

// Operators lists the operators for a field of a kind, in the order to show
// them. A map and an object have those for the field as a whole.
func Operators(kind catalog.Kind) []string { return slices.Clone(operatorsOf[kind]) }

// IsOperator reports whether a name is an operator, for whatever field.
func IsOperator(name string) bool { return slices.Contains(all, name) }

func isNegation(operator string) bool { return strings.HasPrefix(operator, "not_") }

// kindNames are the kinds of fields as messages name them.
var kindNames = map[catalog.Kind]string{
	catalog.Text: "a string", catalog.ID: "an identifier", catalog.Enum: "an enumeration", catalog.Time: "a time, which is sent as a string",
	catalog.IP: "an IP address", catalog.Number: "a number", catalog.Bool: "a boolean", catalog.TextList: "a list of strings",
	catalog.Map: "a map", catalog.Object: "an object", catalog.Anything: "not documented",
}

// kind says what the field is.
func (f Field) kind() string {
	if f.Format == catalog.JSONText {
		return "a string that holds JSON, which EventBridge does not look into"
	}
	return kindNames[f.Kind]
}

// isWhole reports whether the field is an object or a map as a whole.
func (f Field) isWhole() bool { return f.Kind == catalog.Object || f.Kind == catalog.Map }

// checkOperators reports operators that do not exist or are not for the field.
func (r *reader) checkOperators(given map[string][]string) {
	supported := operatorsOf[r.field.Kind]
	for _, operator := range slices.Sorted(maps.Keys(given)) {
		if slices.Contains(supported, operator) {
			continue
		}
		at := Place{Operator: operator, Index: Whole}
		use := fmt.Sprintf("Use %s.", prose.CodeOr(supported))
		if IsOperator(operator) {
			r.fail(at, "Unsupported operator", "`%s` is %s and does not support `%s`. %s%s", r.field.Name, r.field.kind(), operator, use, instead(operator, r.field.Kind))
			continue
		}
		if r.field.isWhole() {
			use += fmt.Sprintf(" To match a value inside it, use the path of that value, such as `%s.%s`.", r.field.Name, operator)
		}
		r.fail(at, "Unknown operator", "`%s`, given for `%s`, is not an operator.%s `%[2]s` is %[4]s. %[5]s",
			operator, r.field.Name, prose.DidYouMean(meant(operator, supported)), r.field.kind(), use)
	}
}

func instead(operator string, kind catalog.Kind) string {
	switch {
	case kind == catalog.Bool && operator == NotEquals:
		return " For the opposite of `true`, write `false`."
	case kind == catalog.Object || kind == catalog.Map:
		return " To match a value inside it, use the path of that value."
	case operator == Numeric && kind != catalog.Number:
		return " EventBridge compares JSON numbers only, and this field is not one."
	case operator == CIDR:
		return " EventBridge compares IP addresses only."
	case kind == catalog.Number:
		return " To compare a number, use `numeric`, such as `numeric = [\">= 1, < 5\"]`."
	}
	return ""
}

// meant is the operator that an unknown one most likely means, or "".
func meant(name string, supported []string) string {
	if word, near := prose.Nearest(name, supported); near {
		return word
	}
	folded := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
	for _, word := range slices.Sorted(maps.Keys(synonyms)) {
		if slices.Contains(supported, word) && slices.Contains(synonyms[word], folded) {
			return word
		}
	}
	return ""
}

// synonyms are words of other tools, and of the pattern language itself, for
// the operators.
var synonyms = map[string][]string{
	Equals:    {"eq", "in", "exactly", "value", "values", "oneof"},
	Prefix:    {"startswith", "beginswith"},
	Suffix:    {"endswith"},
	Wildcard:  {"contains", "like", "glob", "match", "matches", "regex", "regexp", "includes"},
	CIDR:      {"ip", "ipaddress", "subnet"},
	Numeric:   {"gt", "gte", "lt", "lte", "ge", "le", "greaterthan", "lessthan", "between", "range", "min", "max"},
	NotEquals: {"not", "anythingbut", "isnot", "notin", "ne", "neq", "noneof"},
	Is:        {"exists", "null", "missing", "present"},
}
