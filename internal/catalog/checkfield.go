package catalog

import (
	"fmt"
	"slices"

	"github.com/typed-events/terraform-provider-eventbridge/internal/pattern"
	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// checkField checks the conditions on one field of the envelope or the detail.
func (k *checker) checkField(leaf *pattern.Field, selected, possible []*DetailType) {
	fields, carriers := k.carried(leaf.Path, selected)
	if len(fields) == 0 {
		k.noField(leaf, selected, possible)
		return
	}

	view := fieldView{leaf: leaf, fields: fields, carriers: carriers, merged: mergedField(fields), selected: selected, typed: k.scope.Family != nil}
	before := len(k.findings)
	var alternatives []pattern.Condition // that don't hold, but do no harm beside others that do
	for _, c := range leaf.Conditions {
		met := slices.ContainsFunc(fields, func(f *Field) bool { return f.meets(c, f.domain()) })
		switch {
		case met:
			k.checkMet(view, c)
		case view.isAlternative(c):
			alternatives = append(alternatives, c)
		default:
			k.add(leaf, &c, view.explain(c))
		}
	}
	if len(k.findings) == before && k.leafIsDead(leaf, selected) {
		for _, c := range alternatives {
			k.add(leaf, &c, view.explain(c))
		}
	}
	if len(k.findings) == before {
		k.checkAlwaysHolds(view)
	}
	if len(k.findings) == before {
		k.checkExpected(view)
	}
}

// isAlternative reports whether a condition that never holds is harmless beside
// others that do: it provides for what is not documented.
func (v fieldView) isAlternative(c pattern.Condition) bool {
	return c.Operator == pattern.OperatorExists || isNull(c) ||
		v.merged.isLeaf() && v.typeMismatch(c) == "" && (v.merged.Empty || v.merged.Const != "" && v.merged.Const != "null")
}

// carried lists what the path means in the detail-types that have it.
func (k *checker) carried(path []string, types []*DetailType) ([]*Field, []*DetailType) {
	var fields []*Field
	var carriers []*DetailType
	for _, d := range types {
		if f := k.field(d, path); f != nil {
			fields = append(fields, f)
			carriers = append(carriers, d)
		}
	}
	return fields, carriers
}

// fieldView is a leaf and the fields it can mean.
type fieldView struct {
	leaf     *pattern.Field
	fields   []*Field
	carriers []*DetailType // of the fields
	merged   *Field
	selected []*DetailType
	typed    bool // the rule is a typed one, whose matchers are written in HCL
}

func (v fieldView) name() string { return prose.Code(joinPath(v.leaf.Path)) }

// mergedField is one field with what several detail-types allow.
func mergedField(fields []*Field) *Field {
	merged := *fields[0]
	for _, f := range fields[1:] {
		merged.Nullable = merged.Nullable || f.Nullable
		merged.Empty = merged.Empty && f.Empty
		merged.Presence = leastCertain(merged.Presence, f.Presence)
		merged.Enum = deduplicate(append(slices.Clone(merged.Enum), f.Enum...))
		if merged.Const != f.Const {
			merged.Const = ""
		}
	}
	return &merged
}

// explain says why no event meets the condition.
func (v fieldView) explain(c pattern.Condition) Finding {
	finding := v.reason(c)
	finding.ofDocumented = finding.ofDocumented || v.isMetElsewhere(c)
	return finding
}

// isMetElsewhere reports whether events of a detail-type that is not selected
// meet the condition.
func (v fieldView) isMetElsewhere(c pattern.Condition) bool {
	return slices.ContainsFunc(v.selected[0].Source.DetailTypes, func(d *DetailType) bool {
		f := d.resolve(v.leaf.Path)
		return f != nil && f.meets(c, f.domain())
	})
}

func (v fieldView) reason(c pattern.Condition) Finding {
	f := v.merged
	switch {
	case !f.isLeaf() && isMissing(c):
		return v.neverMissing()
	case !f.isLeaf():
		return v.notALeaf()
	case isMissing(c):
		return v.neverMissing()
	case f.Empty:
		return v.never("It is an empty list in every documented event, so no condition on its elements matches.")
	case isNullText(c) && f.Nullable && f.Kind != Number && f.Kind != Bool:
		return v.nullText()
	case isNull(c) && f.Kind == TextList:
		return v.never("It is a list of strings and never null. An empty list counts as missing.")
	case isNull(c) && f.Presence == Always:
		return v.never("It is %s and never null.", f.a())
	case isNull(c):
		return v.never("It is %s and never null. It may be missing, which is matched with %s.", f.a(), v.missing())
	case v.typeMismatch(c) != "":
		return v.wrongType(c)
	case f.Const != "":
		return v.never("It is always %s.", prose.Code(f.Const))
	case f.Enum != nil && c.Operator.IsNegation():
		finding := v.never("It excludes all documented values: %s.", prose.CodeAnd(f.Enum))
		finding.ofDocumented = true
		return finding
	case f.Enum != nil:
		return v.unknownValue(c)
	}
	return v.never("%s", v.formatReason(c))
}

func (v fieldView) never(format string, args ...any) Finding {
	return Finding{
		Code: NeverHolds, Severity: Mistake, Summary: "Condition never matches",
		Detail: fmt.Sprintf("No documented event%s can meet this condition on %s. ", v.ofSelected(), v.name()) + fmt.Sprintf(format, args...),
	}
}

// ofSelected names the selected detail-types where there are few.
func (v fieldView) ofSelected() string {
	if len(v.selected) > 3 {
		return ""
	}
	return " of " + describeTypes(v.selected)
}

// missing is how to write that a field is missing.
func (v fieldView) missing() string {
	if v.typed {
		return prose.Code(`is = ["missing"]`)
	}
	return prose.Code(pattern.Exists(false).JSON())
}

func (v fieldView) neverMissing() Finding {
	return v.never("Every documented event of %s has the field: it is never missing.", describeTypes(v.selected))
}

func (v fieldView) notALeaf() Finding {
	finding := Finding{Code: WrongType, Severity: Mistake, Summary: "Matcher on an object"}
	if v.merged.Kind == Map {
		finding.Detail = v.name() + " is a map, and EventBridge compares its values only. Put the condition on one of its keys."
		return finding
	}
	names := fieldNames(v.merged.Fields)
	finding.Documented = names
	finding.Detail = fmt.Sprintf("%s is an object, and EventBridge compares its fields only. Put the condition on one of them: %s.", v.name(), prose.CodeOr(names))
	return finding
}

// unknownValue says that no value of an enumeration fits.
func (v fieldView) unknownValue(c pattern.Condition) Finding {
	f := v.merged
	operand := c.Values[0].Text
	finding := Finding{Code: UnknownValue, Severity: Mistake, Summary: "Undocumented value", Documented: f.Enum}
	finding.Nearest, _ = f.nearestValue(operand)
	switch c.Operator {
	case pattern.OperatorEquals, pattern.OperatorEqualsIgnoreCase:
		if others := v.documentedElsewhere(operand); others != "" {
			finding.Nearest = ""
			finding.Detail = fmt.Sprintf("%s of %s is never %s. %s. The value is documented for %s.",
				v.name(), describeTypes(v.carriers), prose.Code(operand), documentedValues(f.Enum), others)
			return finding
		}
		finding.Detail = fmt.Sprintf("%s is not a documented value of %s.", prose.Code(operand), v.name())
	case pattern.OperatorPrefix, pattern.OperatorPrefixIgnoreCase:
		finding.Nearest = nearestBeginning(operand, f.Enum)
		finding.Detail = fmt.Sprintf("No documented value of %s begins with %s.", v.name(), prose.Code(operand))
	case pattern.OperatorSuffix, pattern.OperatorSuffixIgnoreCase:
		finding.Nearest = nearestEnding(operand, f.Enum)
		finding.Detail = fmt.Sprintf("No documented value of %s ends with %s.", v.name(), prose.Code(operand))
	default:
		finding.Detail = fmt.Sprintf("No documented value of %s matches %s.", v.name(), prose.Code(operand))
	}
	finding.Detail += prose.DidYouMean(finding.Nearest) + f.hint(operand) + " " + documentedValues(f.Enum) + "."
	return finding
}

// documentedElsewhere names the detail-types that document a value which the
// selected ones exclude: those that it fits, where there are any.
func (v fieldView) documentedElsewhere(value string) string {
	var others, fitting []*DetailType
	for _, d := range v.selected[0].Source.DetailTypes {
		f := d.resolve(v.leaf.Path)
		if slices.Contains(v.selected, d) || f == nil || !slices.Contains(f.Enum, value) {
			continue
		}
		others = append(others, d)
		if slices.Contains(f.Expected, value) || f.Expected == nil && !f.ExpectsNull {
			fitting = append(fitting, d)
		}
	}
	if fitting != nil {
		others = fitting
	}
	return describeTypes(others)
}

// checkMet checks a condition that some event meets for what it does not do.
func (k *checker) checkMet(v fieldView, c pattern.Condition) {
	f := v.merged
	switch {
	case c.Operator.IsNegation() && v.typeMismatch(c) != "" && f.isLeaf():
		k.add(v.leaf, &c, v.wrongType(c))
	case c.Operator.IsNegation() && f.Enum != nil:
		k.checkExcludedValues(v, c)
	case isNullText(c) && f.Nullable && f.Kind != Anything:
		k.add(v.leaf, &c, v.nullText())
	}
}

func isNullText(c pattern.Condition) bool {
	return c.Operator == pattern.OperatorEquals && c.Values[0].Kind == pattern.KindText && c.Values[0].Text == "null"
}

func (v fieldView) nullText() Finding {
	hint := "Write null without quotes."
	if v.typed {
		hint = "Match null with `is = [\"null\"]`."
	}
	return Finding{
		Code: WrongType, Severity: Mistake, Summary: "String instead of null",
		Detail: fmt.Sprintf("The condition compares %s with the string %s, which is not the same as null. %s", v.name(), prose.Code(quote("null")), hint),
	}
}

// checkExcludedValues looks for misspelled values that a negation excludes: it
// would exclude nothing.
func (k *checker) checkExcludedValues(v fieldView, c pattern.Condition) {
	f := v.merged
	for _, excluded := range c.Excluded() {
		operator, value := excluded.Operator, excluded.Values[0]
		evaluator := pattern.NewEvaluator(excluded)
		if slices.ContainsFunc(f.Enum, func(documented string) bool { return evaluator.Holds(pattern.TextValue(documented)) }) {
			continue
		}
		finding := Finding{
			Code: UnknownValue, Severity: Doubt, Summary: "Undocumented value",
			Found: value.JSON(), Documented: f.Enum,
		}
		switch operator {
		case pattern.OperatorPrefix:
			finding.Nearest = nearestBeginning(value.Text, f.Enum)
		case pattern.OperatorSuffix:
			finding.Nearest = nearestEnding(value.Text, f.Enum)
		case pattern.OperatorEquals, pattern.OperatorEqualsIgnoreCase:
			nearest, near := f.nearestValue(value.Text)
			finding.Nearest = nearest
			if near {
				finding.Severity = Mistake
			}
		}
		if others := v.documentedElsewhere(value.Text); others != "" {
			continue
		}
		finding.Detail = fmt.Sprintf("No documented value of %s is excluded by %s, so the condition matches every value.%s %s.",
			v.name(), prose.Code(value.Text), prose.DidYouMean(finding.Nearest), documentedValues(f.Enum))
		k.add(v.leaf, &c, finding)
	}
}

// checkExpected reports values that the documents don't rule out, but that
// they don't show for the selected detail-types either.
func (k *checker) checkExpected(v fieldView) {
	var expected []string
	null := false
	for _, f := range v.fields {
		if f.Expected == nil && !f.ExpectsNull {
			return
		}
		expected = append(expected, f.Expected...)
		null = null || f.ExpectsNull
	}
	expected = deduplicate(expected)
	for _, c := range v.leaf.Conditions {
		if c.Operator == pattern.OperatorExists || null && (isNull(c) || c.Operator.IsNegation()) {
			return
		}
		evaluator := pattern.NewEvaluator(c)
		if slices.ContainsFunc(expected, func(value string) bool { return evaluator.Holds(pattern.TextValue(value)) }) {
			return
		}
	}
	if null {
		expected = append(expected, "null")
	}
	k.add(v.leaf, nil, Finding{
		Code: Unusual, Severity: Doubt, Summary: "Unusual value", Documented: expected,
		Detail: fmt.Sprintf("%s of %s is documented as %s. Other values are possible but unlikely.",
			v.name(), describeTypes(v.carriers), prose.CodeOr(expected)),
	})
}
