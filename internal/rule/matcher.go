package rule

import (
	"fmt"
	"maps"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/typed-events/terraform-provider-eventbridge/internal/catalog"
	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
)

// operators are all operators of a matcher, in the order in which their
// conditions stand in a pattern. Wildcards come last, because EventBridge's
// engine mixes them up with what comes after them.
var operators = []string{
	catalog.OpEquals, catalog.OpEqualsIgnoreCase, catalog.OpPrefix, catalog.OpPrefixIgnoreCase, catalog.OpSuffix, catalog.OpSuffixIgnoreCase,
	catalog.OpCIDR, catalog.OpNumeric, catalog.OpNotEquals, catalog.OpNotEqualsIgnoreCase, catalog.OpNotPrefix, catalog.OpNotSuffix,
	catalog.OpIs, catalog.OpWildcard, catalog.OpNotWildcard,
}

// The values of the operator is.
const (
	isNull    = "null"
	isMissing = "missing"
	isPresent = "present"
)

func isNegation(operator string) bool { return strings.HasPrefix(operator, "not_") }

// conditions are what a matcher becomes in a pattern.
type conditions struct {
	list []pattern.Condition
	// origins are the attributes that each element of list comes from.
	origins []path.Path
	// unknown tells that a part of the matcher is not known yet.
	unknown bool
}

// matcher reads the matcher of a field and reports everything that is wrong
// with it at the very operator or value. What is unknown is left out.
func matcher(at path.Path, l *leaf, value attr.Value) (conditions, diag.Diagnostics) {
	var out conditions
	var diags diag.Diagnostics
	byOperator, ok := value.(types.Map)
	if !ok || byOperator.IsUnknown() {
		out.unknown = true
		return out, diags
	}
	if byOperator.IsNull() {
		return out, diags
	}
	given := byOperator.Elements()
	if len(given) == 0 {
		diags.AddAttributeError(at, "Empty matcher",
			fmt.Sprintf("The matcher of `%s` has no operator. Give at least one, such as `{ %s = [...] }`, or leave the field out to accept any value.", l.name, l.kind.Operators()[0]))
		return out, diags
	}
	checkOperators(at, l, given, &diags)
	read := map[string][]string{}
	for _, operator := range operators {
		values, ok := given[operator]
		if !ok || !slices.Contains(l.kind.Operators(), operator) {
			continue
		}
		out.add(at.AtMapKey(operator), l, operator, values, read, &diags)
	}
	if !diags.HasError() && !out.unknown {
		diags.Append(conflicts(at, l, read)...)
	}
	return out, diags
}

// checkOperators reports operators that do not exist or do not fit the field.
func checkOperators(at path.Path, l *leaf, given map[string]attr.Value, diags *diag.Diagnostics) {
	fitting := l.kind.Operators()
	names := make([]string, 0, len(given))
	for operator := range given {
		names = append(names, operator)
	}
	slices.Sort(names)
	for _, operator := range names {
		if slices.Contains(fitting, operator) {
			continue
		}
		allowed := fmt.Sprintf("The operators for it are %s.", prose.CodeAnd(fitting))
		if slices.Contains(operators, operator) {
			diags.AddAttributeError(at.AtMapKey(operator), "Operator that does not fit",
				fmt.Sprintf("`%s` is of kind %s, and `%s` does not fit that kind. %s%s", l.name, l.kind, operator, allowed, insteadOf(operator, l.kind)))
			continue
		}
		diags.AddAttributeError(at.AtMapKey(operator), "Unknown operator",
			fmt.Sprintf("`%s` is not an operator of a matcher.%s `%s` is of kind %s. %s", operator, prose.DidYouMean(meantOperator(operator, fitting)), l.name, l.kind, allowed))
	}
}

// meantOperator is the operator that an unknown one most likely means, or "".
func meantOperator(name string, fitting []string) string {
	if word, near := prose.Nearest(name, fitting); near {
		return word
	}
	folded := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
	for _, word := range slices.Sorted(maps.Keys(commonSlips)) {
		if slices.Contains(fitting, word) && slices.Contains(commonSlips[word], folded) {
			return word
		}
	}
	return ""
}

// commonSlips are words of other tools, and of the pattern language itself, for
// the operators of a matcher.
var commonSlips = map[string][]string{
	catalog.OpEquals:    {"eq", "in", "exactly", "value", "values", "oneof"},
	catalog.OpPrefix:    {"startswith", "beginswith"},
	catalog.OpSuffix:    {"endswith"},
	catalog.OpWildcard:  {"contains", "like", "glob", "match", "matches", "regex", "regexp", "includes"},
	catalog.OpCIDR:      {"ip", "ipaddress", "subnet"},
	catalog.OpNumeric:   {"gt", "gte", "lt", "lte", "ge", "le", "greaterthan", "lessthan", "between", "range", "min", "max"},
	catalog.OpNotEquals: {"not", "anythingbut", "isnot", "notin", "ne", "neq", "noneof"},
	catalog.OpIs:        {"exists", "null", "missing", "present"},
}

func insteadOf(operator string, kind catalog.Kind) string {
	switch {
	case operator == catalog.OpNumeric && kind != catalog.Number:
		return " EventBridge compares JSON numbers only; this field is sent as text."
	case operator == catalog.OpCIDR:
		return " EventBridge compares IP addresses only."
	case kind == catalog.Number:
		return " A number is compared with `numeric`, such as `numeric = [\">= 1, < 5\"]`."
	}
	return ""
}

// add reads the values of one operator.
func (c *conditions) add(at path.Path, l *leaf, operator string, value attr.Value, read map[string][]string, diags *diag.Diagnostics) {
	list, ok := value.(types.List)
	if !ok || list.IsUnknown() {
		c.unknown = true
		return
	}
	if list.IsNull() {
		return
	}
	if len(list.Elements()) == 0 {
		diags.AddAttributeError(at, "Empty list of values",
			fmt.Sprintf("`%s` of `%s` has no value, and a list without values would match nothing. Give at least one value, or leave the operator out (or null).", operator, l.name))
		return
	}
	values := make([]string, 0, len(list.Elements()))
	origins := make([]path.Path, 0, len(list.Elements()))
	for i, element := range list.Elements() {
		text, ok := element.(types.String)
		switch {
		case !ok || text.IsUnknown():
			c.unknown = true
		case text.IsNull():
			diags.AddAttributeError(at.AtListIndex(i), "Null value",
				fmt.Sprintf("A value of `%s` is null. To match JSON null, write `is = [\"null\"]` in the matcher of `%s`.", operator, l.name))
		default:
			values = append(values, text.ValueString())
			origins = append(origins, at.AtListIndex(i))
		}
	}
	read[operator] = values
	if isNegation(operator) {
		c.addNegation(at, origins, l, operator, values, diags)
		return
	}
	for i, text := range values {
		condition, problem := positive(l.kind, operator, text)
		if problem != nil {
			diags.AddAttributeError(origins[i], problem.summary, inField(operator, l, problem.detail))
			continue
		}
		if report(origins[i], operator, l, condition, diags) {
			continue
		}
		c.list = append(c.list, condition)
		c.origins = append(c.origins, origins[i])
	}
}

func (c *conditions) addNegation(at path.Path, origins []path.Path, l *leaf, operator string, values []string, diags *diag.Diagnostics) {
	failed := len(values) == 0
	for i, text := range values {
		if l.kind == catalog.Number {
			if problem := checkNumber(text); problem != nil {
				diags.AddAttributeError(origins[i], problem.summary, inField(operator, l, problem.detail))
				failed = true
				continue
			}
		}
		failed = report(origins[i], operator, l, negative(l.kind, operator, text), diags) || failed
	}
	if !failed {
		c.list = append(c.list, negative(l.kind, operator, values...))
		c.origins = append(c.origins, at)
	}
}

// report adds what the pattern language finds wrong with one condition.
func report(at path.Path, operator string, l *leaf, condition pattern.Condition, diags *diag.Diagnostics) bool {
	if condition.Operator == pattern.OperatorEquals && condition.Values[0].Kind != pattern.KindNumber {
		return false
	}
	problems := condition.Problems()
	for _, problem := range problems.Errors() {
		diags.AddAttributeError(at, problem.Summary, inField(operator, l, problem.Detail))
	}
	return problems.HasErrors()
}

// inField says what a detail is about: Terraform shows no place in a
// configuration that is this deep.
func inField(operator string, l *leaf, detail string) string {
	return fmt.Sprintf("In `%s` of `%s`: %s", operator, l.name, detail)
}

type problem struct{ summary, detail string }

// positive is the condition of one value of an operator that is no negation.
func positive(kind catalog.Kind, operator, text string) (pattern.Condition, *problem) {
	switch operator {
	case catalog.OpEquals:
		return equals(kind, text)
	case catalog.OpEqualsIgnoreCase:
		return pattern.EqualsIgnoreCase(text), nil
	case catalog.OpPrefix:
		return pattern.Prefix(text), nil
	case catalog.OpPrefixIgnoreCase:
		return pattern.PrefixIgnoreCase(text), nil
	case catalog.OpSuffix:
		return pattern.Suffix(text), nil
	case catalog.OpSuffixIgnoreCase:
		return pattern.SuffixIgnoreCase(text), nil
	case catalog.OpWildcard:
		return pattern.Wildcard(text), nil
	case catalog.OpCIDR:
		return cidr(text)
	case catalog.OpNumeric:
		return numeric(text)
	}
	switch text {
	case isNull:
		return pattern.Null(), nil
	case isMissing:
		return pattern.Exists(false), nil
	case isPresent:
		return pattern.Exists(true), nil
	}
	allowed := []string{isNull, isMissing, isPresent}
	nearest := ""
	if word, ok := prose.Nearest(text, allowed); ok {
		nearest = prose.DidYouMean(word)
	}
	return pattern.Condition{}, &problem{
		"Unknown value of is",
		fmt.Sprintf("%q is not a value of `is`.%s It takes \"null\" (the field is there and is null), \"missing\" (the field is not there) and \"present\" (the field is there).", text, nearest),
	}
}

// cidr is the condition of a range of addresses. A whole address, with all its
// bits or without any, is none to EventBridge.
func cidr(text string) (pattern.Condition, *problem) {
	address, bits, _ := strings.Cut(text, "/")
	if parsed, err := netip.ParseAddr(address); err == nil && (bits == "" || bits == strconv.Itoa(parsed.BitLen())) {
		condition := pattern.CIDR(text)
		if problems := condition.Problems(); problems.HasErrors() {
			return condition, &problem{"Single address as a range", fmt.Sprintf("%q is one address, and `cidr` takes a range such as \"10.0.0.0/24\". Write `equals = [%q]` for that address.", text, address)}
		}
	}
	return pattern.CIDR(text), nil
}

func equals(kind catalog.Kind, text string) (pattern.Condition, *problem) {
	switch kind {
	case catalog.Number:
		return pattern.NumberLexeme(text), checkNumber(text)
	case catalog.Bool:
		if text != "true" && text != "false" {
			return pattern.Condition{}, &problem{"Value that is no boolean", fmt.Sprintf("%q was found where events have true or false. Write \"true\" or \"false\".", text)}
		}
		return pattern.Bool(text == "true"), nil
	}
	return pattern.Text(text), nil
}

// negative is the condition of a not_* operator with its values.
func negative(kind catalog.Kind, operator string, values ...string) pattern.Condition {
	switch operator {
	case catalog.OpNotEqualsIgnoreCase:
		return pattern.AnythingButIgnoreCase(values...)
	case catalog.OpNotPrefix:
		return pattern.AnythingButPrefix(values...)
	case catalog.OpNotSuffix:
		return pattern.AnythingButSuffix(values...)
	case catalog.OpNotWildcard:
		return pattern.AnythingButWildcard(values...)
	}
	if kind == catalog.Number {
		return pattern.AnythingButNumber(values...)
	}
	return pattern.AnythingButText(values...)
}

var (
	number       = `-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?`
	numberForm   = regexp.MustCompile(`^` + number + `$`)
	numericForm  = regexp.MustCompile(`^\s*(=|<=?|>=?)\s*(` + number + `)\s*(?:,\s*(=|<=?|>=?)\s*(` + number + `)\s*)?$`)
	numericUsage = "Write one bound, such as \"> 1000\", or a lower and an upper one, such as \">= 1, < 5\". The bounds are =, >, >=, < and <=."
)

// largestNumber is the largest number that EventBridge compares, by its user
// guide, and largestDigits how many digits it tells apart.
const (
	largestNumber = 5e9
	largestDigits = 15
)

// checkNumber reports what is not a number to EventBridge.
func checkNumber(text string) *problem {
	if !numberForm.MatchString(text) {
		hint := "Write a JSON number as text, such as \"5\" or \"-1.5\"."
		if text == isNull {
			hint = "To match JSON null, write `is = [\"null\"]`."
		}
		return &problem{"Value that is no number", fmt.Sprintf("%q was found where events have a number. %s", text, hint)}
	}
	value, err := strconv.ParseFloat(text, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	digits := strings.TrimLeft(strings.NewReplacer("-", "", ".", "").Replace(mantissa), "0")
	if err != nil || math.Abs(value) > largestNumber || len(digits) > largestDigits {
		return &problem{"Number that EventBridge cannot compare", fmt.Sprintf("EventBridge compares numbers from -5.0e9 to 5.0e9, with at most %d digits. %s was found.", largestDigits, text)}
	}
	return nil
}

// numeric reads a value of the operator numeric: one bound, or two with a comma.
func numeric(text string) (pattern.Condition, *problem) {
	parts := numericForm.FindStringSubmatch(text)
	if parts == nil {
		hint := ""
		switch unequal, isUnequal := strings.CutPrefix(strings.TrimSpace(text), "!="); {
		case isUnequal:
			hint = fmt.Sprintf(" For every other number, use `not_equals = [%q]`.", strings.TrimSpace(unequal))
		case numberForm.MatchString(strings.TrimSpace(text)):
			hint = fmt.Sprintf(" For exactly that number, write \"= %s\", or use `equals`.", strings.TrimSpace(text))
		}
		return pattern.Condition{}, &problem{"Numeric condition that cannot be read", fmt.Sprintf("%q is not a numeric condition. %s%s", text, numericUsage, hint)}
	}
	bounds := []pattern.Bound{{Operator: parts[1], Number: parts[2]}}
	if parts[3] != "" {
		bounds = append(bounds, pattern.Bound{Operator: parts[3], Number: parts[4]})
		if bounds[0].Operator[0] == '<' && bounds[1].Operator[0] == '>' {
			slices.Reverse(bounds)
		}
		if bounds[0].Operator[0] != '>' || bounds[1].Operator[0] != '<' {
			return pattern.Condition{}, &problem{
				"Numeric bounds that do not go together",
				fmt.Sprintf("%q has two bounds that are not a lower and an upper one. %s Several conditions are several values of the list; one of them has to match.", text, numericUsage),
			}
		}
	}
	for _, bound := range bounds {
		if problem := checkNumber(bound.Number); problem != nil {
			return pattern.Condition{}, problem
		}
	}
	if len(bounds) == 2 && !isLess(bounds[0].Number, bounds[1].Number) {
		return pattern.Condition{}, &problem{
			"Empty numeric range",
			fmt.Sprintf("In %q the lower bound %s is not less than the upper bound %s, so no number could match. For one number write \"= %s\".", text, bounds[0].Number, bounds[1].Number, bounds[0].Number),
		}
	}
	return pattern.Numeric(bounds...), nil
}

// isLess compares two numbers that checkNumber has passed.
func isLess(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x < y
}
