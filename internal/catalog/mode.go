package catalog

import "github.com/typed-events/terraform-provider-eventbridge/internal/pattern"

// Mode decides what a name or value that is not documented leads to, and a
// condition that no documented event meets. It is the value of `catalog_check`.
type Mode string

// The modes.
const (
	// ModeError makes a mistake an error. It is the default.
	ModeError Mode = "error"
	// ModeWarn makes a mistake a warning.
	ModeWarn Mode = "warn"
	// ModeOff reports nothing.
	ModeOff Mode = "off"
)

// Modes lists the modes, the default first.
func Modes() []Mode { return []Mode{ModeError, ModeWarn, ModeOff} }

// Severity is how a finding of that severity is reported, zero if it is not.
func (m Mode) Severity(s Severity) pattern.Severity {
	switch {
	case m == ModeOff:
		return 0
	case m == ModeWarn || s != Mistake:
		return pattern.Warning
	default:
		return pattern.Error
	}
}
