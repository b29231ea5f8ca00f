package catalog

import (
	"fmt"
	"strings"
)

// Scope says what is known about the rule that a pattern belongs to.
type Scope struct {
	// Family limits the check to the events of one typed rule. Nil: any source
	// that the pattern and the bus allow.
	Family *Family
	// EventBusName is the name of the rule's bus, "default" for the account's
	// default bus. Empty: not known.
	EventBusName string
}

// Code is the kind of a finding.
type Code string

// The kinds of findings.
const (
	// UnknownDetailType: no documented event has this detail-type.
	UnknownDetailType Code = "unknown-detail-type"
	// UnknownField: no documented event of the source has this field.
	UnknownField Code = "unknown-field"
	// FieldNotCarried: the source documents the field, but not for the
	// detail-types that the pattern selects.
	FieldNotCarried Code = "field-not-carried"
	// WrongType: a value of this field never has the type the matcher needs.
	WrongType Code = "wrong-type"
	// UnknownValue: the value is outside the field's enumeration.
	UnknownValue Code = "unknown-value"
	// NeverHolds: no documented value of this one field fulfils the condition.
	NeverHolds Code = "never-holds"
	// Unusual: the documents don't rule the value out, but expect others.
	Unusual Code = "unusual-value"
	// Contradiction: conditions that no documented event can meet together.
	Contradiction Code = "contradiction"
	// UnseenSource: the bus never sees events with this source.
	UnseenSource Code = "unseen-source"
	// AlwaysHolds: the condition holds for every event.
	AlwaysHolds Code = "always-holds"
	// MatchesAll: the pattern matches every event of the bus. It is no
	// mistake: a rule that forwards all events wants it.
	MatchesAll Code = "matches-all"
)

// Severity says how certain a finding is.
type Severity int

// The severities.
const (
	// Notice is for what may well be meant; say it once, not on every plan.
	Notice Severity = iota + 1
	// Doubt is for what the documents make unlikely, but don't rule out, and
	// for what is wrong in a pattern that matches documented events all the
	// same. It must not be an error.
	Doubt
	// Mistake is for what can't work with any documented event, and for what a
	// typed rule calls by a name that is not documented.
	Mistake
)

// String returns "notice", "doubt" or "mistake".
func (s Severity) String() string {
	switch s {
	case Notice:
		return "notice"
	case Doubt:
		return "doubt"
	case Mistake:
		return "mistake"
	}
	return fmt.Sprintf("Severity(%d)", int(s))
}

// Finding is one thing that the catalog check has to say about a pattern.
type Finding struct {
	Code     Code
	Severity Severity
	// Path leads to the field from the event's root ("detail", "build",
	// "state"). It is empty for a finding about the whole pattern.
	Path []string
	// JSONPath is the place in the pattern's text.
	JSONPath string
	// Line and Column are the place in the pattern's text, counted from 1.
	Line, Column int
	// Summary is a short noun phrase.
	Summary string
	// Detail says in whole sentences what was found and what is documented.
	Detail string
	// Found is the offending text of the pattern, such as `"fialed"`.
	Found string
	// Documented lists what is documented instead, if that is a list.
	Documented []string
	// Nearest is the documented name that was probably meant, "" if none.
	Nearest string
	// Other is the path of the second condition of a contradiction.
	Other []string

	offset int
	// ofDocumented reports that all names and values that the finding is about
	// are documented.
	ofDocumented bool
}

// Field is the path joined with dots, such as "detail.build.state".
func (f Finding) Field() string { return strings.Join(f.Path, ".") }

// AboutBus reports that the finding is about the rule's event bus, and not about
// its pattern.
func (f Finding) AboutBus() bool { return f.Code == UnseenSource && len(f.Path) == 0 }
