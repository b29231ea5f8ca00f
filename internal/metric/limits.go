package metric

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/typed-events/terraform-provider-eventbridge/internal/prose"
)

// The units of time and of counts.
const (
	unitSeconds      = "Seconds"
	unitMilliseconds = "Milliseconds"
	unitMicroseconds = "Microseconds"
	unitCount        = "Count"
	unitNone         = "None"
)

// units are those of CloudWatch (service model monitoring 2010-08-01,
// StandardUnit).
var units = []string{
	unitSeconds, unitMicroseconds, unitMilliseconds, "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits",
	"Gigabits", "Terabits", "Percent", unitCount, "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second",
	"Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", unitNone,
}

// The limits of CloudWatch (service model monitoring 2010-08-01, PutMetricData).
const (
	maxNameLength = 255
	maxDimensions = 30
)

// checkNamespace says what is wrong with a namespace, as a sentence, or "".
func checkNamespace(text string) string {
	switch {
	case strings.HasPrefix(text, ":"):
		return "A namespace cannot start with a colon."
	case strings.HasPrefix(text, "AWS/"):
		return "Namespaces that start with AWS/ are reserved for AWS's own metrics."
	case strings.Contains(text, "${"):
		return "A namespace cannot contain ${, which IAM would treat as a variable in the policy that allows the metric to be published."
	}
	return checkText(text, "A namespace", maxNameLength)
}

// checkName says what is wrong with a metric's name, as a sentence, or "".
func checkName(text string) string { return checkText(text, "A metric name", maxNameLength) }

// checkDimensionName says what is wrong with a dimension's name, or "".
func checkDimensionName(text string) string {
	if strings.HasPrefix(text, ":") {
		return "A dimension name cannot start with a colon."
	}
	return checkText(text, "A dimension name", maxNameLength)
}

// checkConstant says what is wrong with a constant as a dimension's value, or "".
func checkConstant(text string) string {
	return checkText(text, "A dimension value", maxDimensionValue)
}

func checkText(text, what string, longest int) string {
	switch n := utf8.RuneCountInString(text); {
	case strings.TrimSpace(text) == "":
		return what + " must contain a character that is not white space."
	case n > longest:
		return fmt.Sprintf("%s can have at most %d characters, and this one has %d.", what, longest, n)
	case strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || unicode.IsControl(r) }):
		return what + " may only contain ASCII characters without control characters."
	}
	return ""
}

// DefaultUnit is the unit where none is given.
func (s Spec) DefaultUnit() string {
	switch {
	case s.Duration != nil:
		return unitSeconds
	case s.Count:
		return unitCount
	}
	return unitNone
}

// checkUnit says what is wrong with the unit for this value, or "".
func (s Spec) checkUnit() string {
	fits := units
	what := ""
	switch {
	case s.Duration != nil:
		fits, what = []string{unitSeconds, unitMilliseconds, unitMicroseconds}, "a duration"
	case s.Count:
		fits, what = []string{unitCount, unitNone}, "a count"
	}
	if slices.Contains(fits, s.Unit) {
		return ""
	}
	if !slices.Contains(units, s.Unit) {
		return fmt.Sprintf("CloudWatch has no unit %q.%s", s.Unit, nearestUnit(s.Unit))
	}
	return fmt.Sprintf("The unit of %s is %s, not %q.", what, prose.QuoteOr(fits), s.Unit)
}

func nearestUnit(text string) string {
	for _, unit := range units {
		if strings.EqualFold(unit, text) || strings.EqualFold(unit, text+"s") {
			return prose.DidYouMean(unit)
		}
	}
	if unit, found := prose.Nearest(text, units); found {
		return prose.DidYouMean(unit)
	}
	return " Its units are " + strings.Join(units, ", ") + "."
}
